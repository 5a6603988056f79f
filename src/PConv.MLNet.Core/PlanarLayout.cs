namespace PConv.MLNet.Core;

/// <summary>Moves pixels between interleaved bytes and the planar floats of a network.</summary>
/// <remarks>The planar side is float [3, H, W], RGB, [0, 1], row-major; its rows may be longer and more than the image's (padding).</remarks>
public static class PlanarLayout
{
    static readonly float[] Levels = [.. Enumerable.Range(0, 256).Select(level => level / 255f)];

    /// <summary>Writes an image; padding becomes 0.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="planes">float [3, padded.Height, padded.Width].</param>
    /// <param name="padded">At least the image's size.</param>
    public static void Write(RgbImage image, Span<float> planes, ImageSize padded)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (padded != image.Size)
        {
            planes.Clear();
        }

        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Pixels.AsSpan(RgbImage.Channels * y * image.Width, RgbImage.Channels * image.Width);
            var red = planes.Slice(y * padded.Width, image.Width);
            var green = planes.Slice(padded.Area + y * padded.Width, image.Width);
            var blue = planes.Slice(2 * padded.Area + y * padded.Width, image.Width);
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
        plane.Clear();
        for (var y = 0; y < mask.Height; y++)
        {
            var row = mask.Valid.Slice(y * mask.Width, mask.Width);
            var to = plane.Slice(y * padded.Width, row.Length);
            for (var x = 0; x < row.Length; x++)
            {
                to[x] = row[x];
            }
        }
    }

    /// <summary>Copies the image's bytes and, in the holes, takes the planes' values, rounded and clamped to [0, 255].</summary>
    /// <param name="image">The picture whose known pixels stay, bit by bit.</param>
    /// <param name="mask">Its mask.</param>
    /// <param name="planes">float [3, padded.Height, padded.Width].</param>
    /// <param name="padded">At least the image's size.</param>
    public static RgbImage ReadHoles(RgbImage image, Mask mask, ReadOnlySpan<float> planes, ImageSize padded)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(image.Size);
        var result = image.Clone();
        for (var y = 0; y < image.Height; y++)
        {
            var valid = mask.Valid.Slice(y * image.Width, image.Width);
            var pixels = result.Pixels.AsSpan(RgbImage.Channels * y * image.Width, RgbImage.Channels * image.Width);
            var red = planes.Slice(y * padded.Width, valid.Length);
            var green = planes.Slice(padded.Area + y * padded.Width, valid.Length);
            var blue = planes.Slice(2 * padded.Area + y * padded.Width, valid.Length);
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

        return result;
    }

    /// <summary>Makes an image of planes, rounded and clamped; one plane gives a grey image.</summary>
    /// <param name="planes">float [channels, size.Height, size.Width], RGB or grey, [0, maximum].</param>
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

    /// <summary>[0, 1] to [0, 255], rounded; values outside are clamped.</summary>
    static byte ToByte(float value) => (byte)Math.Clamp((int)MathF.Round(255 * value), 0, 255);
}
