using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>Converts pixels between interleaved bytes and the planar floats of a network.</summary>
/// <remarks>The planar side is float [3, H, W], RGB, [0, 1], row-major; it may have longer and more rows than the image
/// (padding).</remarks>
public static class PlanarLayout
{
    static readonly float[] Levels = [.. Enumerable.Range(0, 256).Select(level => level / 255f)];

    /// <summary>Writes an image; padding becomes 0.</summary>
    /// <param name="image">The image.</param>
    /// <param name="planes">float [3, padded.Height, padded.Width].</param>
    /// <param name="padded">At least the image's size.</param>
    public static void Write(RgbImage image, Span<float> planes, ImageSize padded)
    {
        ArgumentNullException.ThrowIfNull(image);
        Write(image, PixelBox.Whole(image.Size), planes, padded);
    }

    /// <summary>Writes a part of an image; padding becomes 0.</summary>
    /// <param name="image">The image.</param>
    /// <param name="window">The part, inside the image.</param>
    /// <param name="planes">float [3, padded.Height, padded.Width].</param>
    /// <param name="padded">At least the part's size.</param>
    internal static void Write(RgbImage image, PixelBox window, Span<float> planes, ImageSize padded)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (padded != window.Size)
        {
            planes.Clear();
        }

        for (var y = 0; y < window.Height; y++)
        {
            var row =
                image.Pixels.AsSpan(RgbImage.Channels * ((window.Top + y) * image.Width + window.Left), RgbImage.Channels * window.Width);
            var red = planes.Slice(y * padded.Width, window.Width);
            var green = planes.Slice(padded.Area + y * padded.Width, window.Width);
            var blue = planes.Slice(2 * padded.Area + y * padded.Width, window.Width);
            var levels = Levels.AsSpan();
            for (int x = 0, from = 0; x < red.Length; x++, from += RgbImage.Channels)
            {
                red[x] = levels[row[from]];
                green[x] = levels[row[from + 1]];
                blue[x] = levels[row[from + 2]];
            }
        }
    }

    /// <summary>Writes a mask, 1 = valid; padding becomes 0, which means hole.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="plane">float [padded.Height, padded.Width].</param>
    /// <param name="padded">At least the mask's size.</param>
    public static void Write(Mask mask, Span<float> plane, ImageSize padded)
    {
        ArgumentNullException.ThrowIfNull(mask);
        Write(mask, PixelBox.Whole(mask.Size), plane, padded);
    }

    /// <summary>Writes a part of a mask, 1 = valid; padding becomes 0, which means hole.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="window">The part, inside the mask.</param>
    /// <param name="plane">float [padded.Height, padded.Width].</param>
    /// <param name="padded">At least the part's size.</param>
    internal static void Write(Mask mask, PixelBox window, Span<float> plane, ImageSize padded)
    {
        ArgumentNullException.ThrowIfNull(mask);
        plane.Clear();
        for (var y = 0; y < window.Height; y++)
        {
            var row = mask.Valid.Slice((window.Top + y) * mask.Width + window.Left, window.Width);
            var to = plane.Slice(y * padded.Width, row.Length);
            for (var x = 0; x < row.Length; x++)
            {
                to[x] = row[x];
            }
        }
    }

    /// <summary>Copies the image and fills its holes with the values of the planes, rounded and clamped to [0, 255].</summary>
    /// <param name="image">The image that provides the known pixels, which are copied exactly.</param>
    /// <param name="mask">Its mask.</param>
    /// <param name="planes">float [3, padded.Height, padded.Width].</param>
    /// <param name="padded">At least the image's size.</param>
    public static RgbImage ReadHoles(RgbImage image, Mask mask, ReadOnlySpan<float> planes, ImageSize padded)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(image.Size);
        var result = image.Clone();
        ReadHolesInPlace(new(result, mask), planes, padded);
        return result;
    }

    /// <summary>As <see cref="ReadHoles(RgbImage, Mask, ReadOnlySpan{float}, ImageSize)"/>, in the image itself.</summary>
    internal static void ReadHolesInPlace(InpaintingInput input, ReadOnlySpan<float> planes, ImageSize padded) =>
        ReadHoles(input.Image, input.Mask, PixelBox.Whole(input.Image.Size), planes, padded, PixelBox.Whole(input.Image.Size));

    /// <summary>In a part's holes, takes the planes' values, rounded and clamped to [0, 255].</summary>
    /// <param name="result">The image to write to.</param>
    /// <param name="mask">Its mask.</param>
    /// <param name="holes">The area to write, inside the window.</param>
    /// <param name="planes">float [3, padded.Height, padded.Width].</param>
    /// <param name="padded">At least the window's size.</param>
    /// <param name="window">The part of the image that the planes hold.</param>
    internal static void ReadHoles(RgbImage result, Mask mask, PixelBox holes, ReadOnlySpan<float> planes, ImageSize padded,
        PixelBox window)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(mask);
        for (var y = holes.Top; y < holes.Bottom; y++)
        {
            var start = y * mask.Width + holes.Left;
            var valid = mask.Valid.Slice(start, holes.Width);
            var pixels = result.Pixels.AsSpan(RgbImage.Channels * start, RgbImage.Channels * holes.Width);
            var from = (y - window.Top) * padded.Width + holes.Left - window.Left;
            var red = planes.Slice(from, valid.Length);
            var green = planes.Slice(padded.Area + from, valid.Length);
            var blue = planes.Slice(2 * padded.Area + from, valid.Length);
            for (var x = valid.IndexOf((byte)0); x >= 0 && x < valid.Length; x++)
            {
                if (valid[x] == 0)
                {
                    pixels[3 * x] = ToByte(red[x]);
                    pixels[3 * x + 1] = ToByte(green[x]);
                    pixels[3 * x + 2] = ToByte(blue[x]);
                }
            }
        }
    }

    /// <summary>Creates an image from planes, rounded and clamped; one plane gives a gray image.</summary>
    /// <param name="planes">float [channels, size.Height, size.Width], RGB or gray, [0, maximum].</param>
    /// <param name="channels">3 or 1.</param>
    /// <param name="size">The image's size.</param>
    /// <param name="maximum">Value of full intensity.</param>
    public static RgbImage Read(ReadOnlySpan<float> planes, int channels, ImageSize size, float maximum = 1)
    {
        var result = new RgbImage(size.Width, size.Height);
        for (var i = 0; i < size.Area; i++)
        {
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                result.Pixels[RgbImage.Channels * i + c] = ToByte(planes[c % channels * size.Area + i] / maximum);
            }
        }

        return result;
    }

    /// <summary>The planes without their padding, float [3, size.Height, size.Width].</summary>
    public static float[] Crop(ReadOnlySpan<float> planes, ImageSize padded, ImageSize size)
    {
        var result = new float[RgbImage.Channels * size.Area];
        for (var row = 0; row < RgbImage.Channels * size.Height; row++)
        {
            var (c, y) = (row / size.Height, row % size.Height);
            planes.Slice(c * padded.Area + y * padded.Width, size.Width).CopyTo(result.AsSpan(row * size.Width));
        }

        return result;
    }

    /// <summary>Converts [0, 1] to [0, 255], rounded and clamped.</summary>
    public static byte ToByte(float value) => (byte)Math.Clamp((int)MathF.Round(255 * value), 0, 255);
}
