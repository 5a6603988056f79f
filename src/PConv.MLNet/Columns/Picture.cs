using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>A picture copied out of a row: its colours, and what it takes to give it back in the form it came in.</summary>
/// <remarks>A copy, because ML.NET's values are only valid until the next row is read.</remarks>
sealed class Picture
{
    /// <summary>Alpha is the last byte, in BGRA and in RGBA.</summary>
    public const uint Opaque = 0xFF000000;

    readonly byte[]? alpha; // null if opaque throughout
    readonly MLPixelFormat format;

    Picture(RgbImage colours, byte[]? alpha, MLPixelFormat format, string? tag) => (Colours, this.alpha, this.format, Tag) = (colours, alpha, format, tag);

    /// <summary>An opaque picture.</summary>
    public Picture(RgbImage colours)
        : this(colours, null, MLPixelFormat.Rgba32, null)
    {
    }

    /// <summary>R, G, B without alpha.</summary>
    public RgbImage Colours { get; }

    /// <summary>The file it came from, if that is known.</summary>
    public string? Tag { get; }

    /// <summary>Copies an image; it may be disposed afterwards.</summary>
    public static Picture Of(MLImage image)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(image.Pixels);
        var alpha = image.IsOpaque() ? null : new byte[pixels.Length];
        for (var i = 0; i < alpha?.Length; i++)
        {
            alpha[i] = (byte)(pixels[i] >> 24);
        }

        return new(image.ToRgbImage(), alpha, image.PixelFormat, image.Tag);
    }

    /// <summary>The mask in the alpha channel: less opaque than <paramref name="threshold"/> is hole.</summary>
    public Mask ToMaskOfAlpha(byte threshold) => alpha is null
        ? Mask.AllValid(Colours.Width, Colours.Height)
        : Mask.FromGrey(Colours.Width, Colours.Height, alpha, MaskPolarity.WhiteIsValid, threshold);

    /// <summary>A new image of the picture as it came.</summary>
    public MLImage ToMLImage() => Make(Colours, alpha);

    /// <summary>A new image of other colours in the form of this one; opaque in the holes.</summary>
    public MLImage With(RgbImage filled, Mask mask)
    {
        if (alpha is null)
        {
            return Make(filled, null);
        }

        var opacity = (byte[])alpha.Clone();
        for (var i = 0; i < opacity.Length; i++)
        {
            opacity[i] |= (byte)(mask.Valid[i] - 1); // 255 in holes
        }

        return Make(filled, opacity);
    }

    /// <summary>A new image of the filled holes alone; everything else is transparent black.</summary>
    public MLImage Holes(RgbImage filled, Mask mask)
    {
        var opacity = new byte[filled.Size.Area];
        for (var i = 0; i < opacity.Length; i++)
        {
            opacity[i] = (byte)(mask.Valid[i] - 1);
        }

        return Make(Composite.Of(new(filled.Width, filled.Height), filled, mask), opacity);
    }

    MLImage Make(RgbImage colours, byte[]? opacity)
    {
        var (red, blue) = format == MLPixelFormat.Bgra32 ? (16, 0) : (0, 16);
        var pixels = ArrayPool<uint>.Shared.Rent(colours.Size.Area);
        try
        {
            var to = pixels.AsSpan(0, colours.Size.Area);
            ReadOnlySpan<byte> from = colours.Pixels;
            for (int i = 0, o = 0; o < to.Length; i += RgbImage.Channels, o++)
            {
                to[o] = (opacity is null ? Opaque : (uint)opacity[o] << 24) | (uint)from[i] << red | (uint)from[i + 1] << 8 | (uint)from[i + 2] << blue;
            }

            var result = MLImage.CreateFromPixels(colours.Width, colours.Height, format, MemoryMarshal.AsBytes(to));
            result.Tag = Tag;
            return result;
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(pixels);
        }
    }
}
