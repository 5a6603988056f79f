using System.Buffers;
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
        var result = new RgbImage(image.Width, image.Height);
        image.CopyTo(result);
        return result;
    }

    /// <summary>Copies the colours into an image of the same size.</summary>
    internal static void CopyTo(this MLImage image, RgbImage result)
    {
        var (red, blue) = Shifts(image);
        var from = MemoryMarshal.Cast<byte, uint>(image.Pixels);
        var to = result.Pixels.AsSpan(0, RgbImage.Channels * from.Length);
        for (int i = 0, o = 0; i < from.Length; i++, o += RgbImage.Channels)
        {
            var pixel = from[i];
            to[o] = (byte)(pixel >> red);
            to[o + 1] = (byte)(pixel >> 8);
            to[o + 2] = (byte)(pixel >> blue);
        }
    }

    /// <summary>Reads a picture as a mask, by the mean of its colours.</summary>
    public static Mask ToMask(this MLImage image, MaskPolarity polarity = MaskPolarity.WhiteIsHole, byte threshold = 128)
    {
        ArgumentNullException.ThrowIfNull(image);
        var from = MemoryMarshal.Cast<byte, uint>(image.Pixels);
        var grey = ArrayPool<byte>.Shared.Rent(from.Length);
        try
        {
            for (var i = 0; i < from.Length; i++)
            {
                var pixel = from[i];
                grey[i] = (byte)(((byte)pixel + (byte)(pixel >> 8) + (byte)(pixel >> 16)) / RgbImage.Channels); // in either order
            }

            return Mask.FromGrey(image.Width, image.Height, grey.AsSpan(0, from.Length), polarity, threshold);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(grey);
        }
    }

    /// <summary>Whether no pixel is translucent.</summary>
    internal static bool IsOpaque(this MLImage image) =>
        !MemoryMarshal.Cast<byte, uint>(image.Pixels).ContainsAnyExceptInRange(Picture.Opaque, uint.MaxValue);

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
        var size = new ImageSize(image.Width, image.Height);
        mask.EnsureCovers(size);
        if (filled.Size != size)
        {
            throw new ArgumentException($"Filled image is {filled.Size} but image is {size}. Pass the image that was filled for this one.");
        }

        var pixels = ArrayPool<uint>.Shared.Rent(size.Area);
        try
        {
            var to = pixels.AsSpan(0, size.Area);
            MemoryMarshal.Cast<byte, uint>(image.Pixels).CopyTo(to);
            WriteHoles(to, filled, mask, Shifts(image));
            var result = MLImage.CreateFromPixels(size.Width, size.Height, image.PixelFormat, MemoryMarshal.AsBytes(to));
            result.Tag = image.Tag;
            return result;
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(pixels);
        }
    }

    static void WriteHoles(Span<uint> pixels, RgbImage filled, Mask mask, (int Red, int Blue) shifts)
    {
        for (var start = mask.Valid.IndexOf((byte)0); start >= 0 && start < pixels.Length;)
        {
            var length = mask.Valid[start..].IndexOf((byte)1);
            var end = length < 0 ? pixels.Length : start + length;
            var colours = filled.Pixels.AsSpan(RgbImage.Channels * start, RgbImage.Channels * (end - start));
            for (var i = start; i < end; i++, colours = colours[RgbImage.Channels..])
            {
                pixels[i] = Picture.Opaque | (uint)colours[0] << shifts.Red | (uint)colours[1] << 8 | (uint)colours[2] << shifts.Blue;
            }

            var next = mask.Valid[end..].IndexOf((byte)0);
            start = next < 0 ? pixels.Length : end + next;
        }
    }

    /// <summary>How far red and blue lie from the lowest bit of a pixel.</summary>
    static (int Red, int Blue) Shifts(MLImage image) => image.PixelFormat == MLPixelFormat.Bgra32 ? (16, 0) : (0, 16);
}
