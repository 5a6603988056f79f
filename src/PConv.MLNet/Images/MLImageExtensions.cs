using Microsoft.ML.Data;
using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>Between ML.NET's images and the library's.</summary>
public static class MLImageExtensions
{
    const int PixelBytes = 4; // MLImage keeps every picture as BGRA or RGBA
    const int Alpha = 3;

    /// <summary>A copy of the colours; alpha is left out.</summary>
    public static RgbImage ToRgbImage(this MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (red, blue) = Order(image);
        var from = image.Pixels;
        var result = new RgbImage(image.Width, image.Height);
        var to = result.Pixels;
        for (int i = 0, o = 0; o < to.Length; i += PixelBytes, o += RgbImage.Channels)
        {
            to[o] = from[i + red];
            to[o + 1] = from[i + 1];
            to[o + 2] = from[i + blue];
        }

        return result;
    }

    /// <summary>Reads a picture as a mask, by the mean of its colours.</summary>
    public static Mask ToMask(this MLImage image, MaskPolarity polarity = MaskPolarity.WhiteIsHole, byte threshold = 128) =>
        Mask.FromImage(image.ToRgbImage(), polarity, threshold);

    /// <summary>An opaque picture of the same pixels.</summary>
    public static MLImage ToMLImage(this RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var pixels = new byte[image.Size.Area * PixelBytes];
        for (int i = 0, o = 0; o < pixels.Length; i += RgbImage.Channels, o += PixelBytes)
        {
            image.Pixels.AsSpan(i, RgbImage.Channels).CopyTo(pixels.AsSpan(o));
            pixels[o + Alpha] = byte.MaxValue;
        }

        return MLImage.CreateFromPixels(image.Width, image.Height, MLPixelFormat.Rgba32, pixels);
    }

    /// <summary>A copy of a picture with its holes replaced, opaque there; everything else, alpha included, stays byte by byte.</summary>
    public static MLImage WithHoles(this MLImage image, RgbImage filled, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(filled);
        ArgumentNullException.ThrowIfNull(mask);
        return Picture.Of(image).With(Composite.Of(image.ToRgbImage(), filled, mask), mask);
    }

    static (int Red, int Blue) Order(MLImage image) => image.PixelFormat == MLPixelFormat.Bgra32 ? (2, 0) : (0, 2);
}
