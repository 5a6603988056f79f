using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>Between ML.NET's images and the library's.</summary>
public static class MLImageExtensions
{
    /// <summary>A copy of the colours; alpha is left out.</summary>
    public static RgbImage ToRgbImage(this MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (red, blue) = image.PixelFormat == MLPixelFormat.Bgra32 ? (16, 0) : (0, 16);
        var from = MemoryMarshal.Cast<byte, uint>(image.Pixels);
        var result = new RgbImage(image.Width, image.Height);
        var to = result.Pixels.AsSpan(0, RgbImage.Channels * from.Length);
        for (int i = 0, o = 0; i < from.Length; i++, o += RgbImage.Channels)
        {
            var pixel = from[i];
            to[o] = (byte)(pixel >> red);
            to[o + 1] = (byte)(pixel >> 8);
            to[o + 2] = (byte)(pixel >> blue);
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
        return new Picture(image).ToMLImage();
    }

    /// <summary>A copy of a picture with its holes replaced, opaque there; everything else, alpha included, stays byte by byte.</summary>
    public static MLImage WithHoles(this MLImage image, RgbImage filled, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(filled);
        ArgumentNullException.ThrowIfNull(mask);
        return Picture.Of(image).With(Composite.Of(image.ToRgbImage(), filled, mask), mask);
    }
}
