using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>Fills image files and <see cref="MLImage"/>s by any inpainter, and converts the latter.</summary>
public static class InpaintingImageExtensions
{
    /// <summary>Fills the holes of an image file and keeps everything else of it: known pixels, transparency, 16 bits, color profile,
    /// metadata.</summary>
    /// <param name="inpainter">A model or a classical method.</param>
    /// <param name="image">The image. Colors under full transparency count as holes and stay as they are; holes get the opacity that is
    /// round them. Where all that is seen is gray, the fill is.</param>
    /// <param name="mask">Of its size.</param>
    /// <param name="cancel">Ends the work early.</param>
    /// <returns>A new image file, to be written or encoded; the same one if the mask has no hole.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the method does not take the image's.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public static ImageFile Inpaint(this IInpainter inpainter, ImageFile image, Mask mask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(inpainter);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        return VisibleFill.Fill(image, mask, (colors, holes) => inpainter.Inpaint(colors, holes, cancel));
    }

    /// <summary>Copies the colors without alpha, converted from ML.NET's premultiplied alpha.</summary>
    public static RgbImage ToRgbImage(this MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new RgbImage(image.Width, image.Height);
        image.CopyTo(result);
        return result;
    }

    /// <summary>Copies the colors into an image of the same size.</summary>
    internal static void CopyTo(this MLImage image, RgbImage result)
    {
        var (red, blue) = Shifts(image);
        var from = MemoryMarshal.Cast<byte, uint>(image.Pixels);
        var to = result.Pixels.AsSpan(0, RgbImage.Channels * from.Length);
        for (int i = 0, o = 0; i < from.Length; i++, o += RgbImage.Channels)
        {
            var pixel = from[i];
            (to[o], to[o + 1], to[o + 2]) = ((byte)(pixel >> red), (byte)(pixel >> 8), (byte)(pixel >> blue));
            if (pixel >> 24 is not (0 or byte.MaxValue) and var alpha) // ML.NET's colors are premultiplied
            {
                for (var c = o; c < o + RgbImage.Channels; c++)
                {
                    to[c] = (byte)Math.Min(byte.MaxValue, (to[c] * byte.MaxValue + alpha / 2) / alpha);
                }
            }
        }
    }

    /// <summary>Reads an image as a mask, as <see cref="MaskFileReader"/> reads files.</summary>
    /// <exception cref="InvalidDataException">It is no mask; the message says what was found.</exception>
    public static Mask ToMask(this MLImage image, MaskReading? reading = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.IsOpaque() && MaskMarks.Analyze(image.Pixels) is { } marks
            ? new MaskFileReader(reading).Read(marks, new(image.Width, image.Height), image.Tag is { Length: > 0 } tag ? tag : "mask", null)
            : ColumnImage.From(image).ToMask(reading ?? new());
    }

    /// <summary>Whether no pixel is translucent.</summary>
    internal static bool IsOpaque(this MLImage image) =>
        !MemoryMarshal.Cast<byte, uint>(image.Pixels).ContainsAnyExceptInRange(ColumnImage.Opaque, uint.MaxValue);

    /// <summary>Creates an opaque image with the same pixels.</summary>
    public static MLImage ToMLImage(this RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ColumnImage(image).ToMLImage();
    }

    /// <summary>A copy of an image with its holes replaced by opaque pixels; all other bytes, including alpha, are unchanged.</summary>
    public static MLImage WithHoles(this MLImage image, RgbImage filled, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(filled);
        ArgumentNullException.ThrowIfNull(mask);
        var size = new ImageSize(image.Width, image.Height);
        mask.EnsureCovers(size);
        return filled.Size != size
            ? throw new ArgumentException(
                $"Filled image is {filled.Size} but image is {size}. Pass the image that was filled for this one.")
            : ColumnImage.Create(size, image.PixelFormat, image.Tag, pixels =>
            {
                MemoryMarshal.Cast<byte, uint>(image.Pixels).CopyTo(pixels);
                ColumnImage.WriteHoles(pixels, image.PixelFormat, filled, null, mask);
            });
    }

    /// <summary>Fills the holes of an image, its alpha as well; known pixels stay byte by byte.</summary>
    /// <param name="inpainter">A model or a classical method.</param>
    /// <param name="image">The image. Colors under full transparency count as holes and stay as they are.</param>
    /// <param name="mask">Of its size.</param>
    /// <param name="cancel">Ends the work early.</param>
    /// <returns>A new image in the form of the given one.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the method does not take the image's.</exception>
    public static MLImage Inpaint(this IInpainter inpainter, MLImage image, Mask mask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(inpainter);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        var original = ColumnImage.From(image);
        var fill = new VisibleFill(original.Colors, original.Opacity, mask);
        var (colors, opacity) =
            fill.Finish(fill.IsPossible ? inpainter.Inpaint(fill.Input.Image, fill.Input.Mask, cancel) : fill.Input.Image);
        return original.With(colors, opacity, mask);
    }

    /// <summary>Bit shifts of red and blue in a pixel.</summary>
    static (int Red, int Blue) Shifts(MLImage image) => image.PixelFormat == MLPixelFormat.Bgra32 ? (16, 0) : (0, 16);
}
