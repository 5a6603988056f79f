using System.Buffers;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>One level of the pyramid: colors, known pixels and holes.</summary>
/// <remarks>
/// Colors are byte [Height, Width, 4], R, G, B and texture, so that a pixel is one 32-bit load. Known is byte [Height, Width], 1 = known.
/// Both come from the pool and are longer than that; colors by at least one vector, because a patch in the last corner may read so far.
/// </remarks>
sealed class PatchLevel : IDisposable
{
    public const int Stride = 4;
    const int Padding = 32;

    /// <summary>Known pixels among four needed for a known pixel at half the size, so that holes keep their size on average.</summary>
    const int KnownOfFour = 2;

    PatchLevel(int width, int height)
    {
        (Width, Height) = (width, height);
        Colors = ArrayPool<byte>.Shared.Rent(Stride * width * height + Padding);
        Known = ArrayPool<byte>.Shared.Rent(width * height);
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Colors { get; }

    public byte[] Known { get; }

    /// <summary>Row-major indices of the hole pixels, ascending.</summary>
    public int[] Holes { get; private set; } = [];

    /// <summary>Creates the level from the image itself; holes are black.</summary>
    public static PatchLevel Create(RgbImage image, Mask mask, double textureWeight)
    {
        var level = new PatchLevel(image.Width, image.Height);
        Array.Clear(level.Colors);
        mask.Valid.CopyTo(level.Known);
        for (var i = 0; i < mask.Valid.Length; i++)
        {
            if (level.Known[i] == 1)
            {
                image.Pixels.AsSpan(RgbImage.Channels * i, RgbImage.Channels).CopyTo(level.Colors.AsSpan(Stride * i));
            }
        }

        PatchTexture.Write(level, textureWeight);
        level.FindHoles();
        return level;
    }

    /// <summary>Creates the level of half the size: each pixel is the mean of the known ones among four.</summary>
    public PatchLevel Halve()
    {
        var half = new PatchLevel((Width + 1) / 2, (Height + 1) / 2);
        Array.Clear(half.Colors);
        Parallel.For(0, half.Height, y =>
        {
            for (var x = 0; x < half.Width; x++)
            {
                half.Known[y * half.Width + x] = Mean(2 * x, 2 * y, half.Colors.AsSpan(Stride * (y * half.Width + x), Stride));
            }
        });

        half.FindHoles();
        return half;
    }

    /// <summary>Fills the holes with upsampled colors from a level of half the size.</summary>
    public void Enlarge(PatchLevel half)
    {
        foreach (var i in Holes)
        {
            var from = i / Width / 2 * half.Width + i % Width / 2;
            half.Colors.AsSpan(Stride * from, Stride).CopyTo(Colors.AsSpan(Stride * i));
        }
    }

    /// <summary>Fills the holes with the colors of an image of the same size.</summary>
    public void Take(RgbImage image)
    {
        foreach (var i in Holes)
        {
            image.Pixels.AsSpan(RgbImage.Channels * i, RgbImage.Channels).CopyTo(Colors.AsSpan(Stride * i));
        }
    }

    /// <summary>Fills the holes by diffusion, colors only.</summary>
    public void DiffuseColors(CancellationToken cancel) => Diffuse(first: 0, RgbImage.Channels, cancel);

    /// <summary>Fills the holes by diffusion, texture only.</summary>
    public void DiffuseTexture(CancellationToken cancel) => Diffuse(first: RgbImage.Channels, 1, cancel);

    /// <summary>Returns a copy of the image with the holes filled.</summary>
    public RgbImage OnTopOf(RgbImage image)
    {
        var result = image.Clone();
        foreach (var i in Holes)
        {
            Colors.AsSpan(Stride * i, RgbImage.Channels).CopyTo(result.Pixels.AsSpan(RgbImage.Channels * i));
        }

        return result;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(Colors);
        ArrayPool<byte>.Shared.Return(Known);
    }

    void Diffuse(int first, int count, CancellationToken cancel)
    {
        var valid = Mask.FromGray(Width, Height, Known.AsSpan(0, Width * Height), new(MaskPolarity.WhiteIsValid, 1));
        var image = new RgbImage(Width, Height);
        for (var i = 0; i < Width * Height; i++)
        {
            Colors.AsSpan(Stride * i + first, count).CopyTo(image.Pixels.AsSpan(RgbImage.Channels * i));
        }

        image = new HarmonicInpainter().Inpaint(image, valid, cancel);
        foreach (var i in Holes)
        {
            image.Pixels.AsSpan(RgbImage.Channels * i, count).CopyTo(Colors.AsSpan(Stride * i + first));
        }
    }

    byte Mean(int left, int top, Span<byte> mean)
    {
        var known = 0;
        Span<int> sums = stackalloc int[Stride];
        for (var y = top; y < Math.Min(top + 2, Height); y++)
        {
            for (var x = left; x < Math.Min(left + 2, Width); x++)
            {
                var i = y * Width + x;
                known += Known[i];
                for (var c = 0; c < Stride && Known[i] == 1; c++)
                {
                    sums[c] += Colors[Stride * i + c];
                }
            }
        }

        for (var c = 0; c < Stride && known >= KnownOfFour; c++)
        {
            mean[c] = (byte)((sums[c] + known / 2) / known);
        }

        return known >= KnownOfFour ? (byte)1 : (byte)0;
    }

    void FindHoles()
    {
        var known = Known.AsSpan(0, Width * Height);
        Holes = new int[known.Count((byte)0)];
        for (int i = 0, n = 0; n < Holes.Length; i++)
        {
            i += known[i..].IndexOf((byte)0);
            Holes[n++] = i;
        }
    }
}
