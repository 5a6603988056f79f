using System.Buffers;
using Microsoft.ML.Data;
using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>A picture copied out of a row: its colours, and what it takes to give it back in the form it came in.</summary>
/// <remarks>A copy, because ML.NET's values are only valid until the next row is read.</remarks>
sealed class Picture
{
    const int PixelBytes = 4; // MLImage keeps every picture as BGRA or RGBA
    const int AlphaByte = 3;

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
        var pixels = image.Pixels;
        byte[]? alpha = null;
        for (int i = AlphaByte, o = 0; i < pixels.Length; i += PixelBytes, o++)
        {
            if (alpha is null && pixels[i] != byte.MaxValue)
            {
                alpha = new byte[pixels.Length / PixelBytes];
                alpha.AsSpan(0, o).Fill(byte.MaxValue);
            }

            if (alpha is not null)
            {
                alpha[o] = pixels[i];
            }
        }

        return new(image.ToRgbImage(), alpha, image.PixelFormat, image.Tag);
    }

    /// <summary>The mask in the alpha channel: less opaque than <paramref name="threshold"/> is hole.</summary>
    public Mask ToMaskOfAlpha(byte threshold) => alpha is null
        ? Mask.AllValid(Colours.Width, Colours.Height)
        : Mask.FromGrey(Colours.Width, Colours.Height, alpha, MaskPolarity.WhiteIsValid, threshold);

    /// <summary>An image of other colours in the form of this one; opaque in the holes.</summary>
    public MLImage With(RgbImage filled, Mask mask) => Make(filled, i => mask.Valid[i] == 0 ? byte.MaxValue : alpha?[i] ?? byte.MaxValue);

    /// <summary>A new image of the picture as it came.</summary>
    public MLImage ToMLImage() => Make(Colours, i => alpha?[i] ?? byte.MaxValue);

    /// <summary>The filled holes alone; everything else is transparent black.</summary>
    public MLImage Holes(RgbImage filled, Mask mask)
    {
        var holes = new RgbImage(filled.Width, filled.Height);
        return Make(Composite.Of(holes, filled, mask), i => mask.Valid[i] == 0 ? byte.MaxValue : (byte)0);
    }

    MLImage Make(RgbImage colours, Func<int, byte> opacity)
    {
        var (red, blue) = format == MLPixelFormat.Bgra32 ? (2, 0) : (0, 2);
        var length = colours.Size.Area * PixelBytes;
        var pixels = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (int from = 0, to = 0; to < length; from += RgbImage.Channels, to += PixelBytes)
            {
                pixels[to + red] = colours.Pixels[from];
                pixels[to + 1] = colours.Pixels[from + 1];
                pixels[to + blue] = colours.Pixels[from + 2];
                pixels[to + AlphaByte] = opacity(to / PixelBytes);
            }

            var result = MLImage.CreateFromPixels(colours.Width, colours.Height, format, pixels.AsSpan(0, length));
            result.Tag = Tag;
            return result;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }
}
