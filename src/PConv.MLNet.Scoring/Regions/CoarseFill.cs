using PConv.MLNet.Core;

namespace PConv.MLNet.Scoring;

/// <summary>A part of an image at a fraction of its size, filled there, to be read at full size.</summary>
/// <param name="part">The part, in pixels of the image.</param>
/// <param name="factor">How many pixels, along each side, one of the coarse image stands for.</param>
/// <param name="filled">The coarse image.</param>
sealed class CoarseFill(PixelBox part, int factor, RgbImage filled)
{
    /// <summary>A part of an image and its mask, reduced: a pixel is the mean of what is known in its square, a hole where nothing is.</summary>
    public static InpaintingInput Reduce(InpaintingInput input, PixelBox part, int factor)
    {
        var (image, mask) = input;
        var size = Size(part, factor);
        var result = new RgbImage(size.Width, size.Height);
        var holes = new bool[size.Area];
        Parallel.For(0, size.Height, y =>
        {
            var sums = new int[4 * size.Width]; // red, green, blue and how many
            var (top, bottom) = (part.Top + y * factor, Math.Min(part.Bottom, part.Top + (y + 1) * factor));
            for (var row = top; row < bottom; row++)
            {
                var valid = mask.Valid.Slice(row * image.Width + part.Left, part.Width);
                var pixels = image.Pixels.AsSpan(RgbImage.Channels * (row * image.Width + part.Left), RgbImage.Channels * part.Width);
                for (int x = 0, left = 0, to = 0; x < valid.Length; x++)
                {
                    if (valid[x] == 1)
                    {
                        sums[to] += pixels[3 * x];
                        sums[to + 1] += pixels[3 * x + 1];
                        sums[to + 2] += pixels[3 * x + 2];
                        sums[to + 3]++;
                    }

                    if (++left == factor)
                    {
                        (left, to) = (0, to + 4);
                    }
                }
            }

            for (var x = 0; x < size.Width; x++)
            {
                var (count, to) = (sums[4 * x + 3], y * size.Width + x);
                holes[to] = count == 0;
                for (var c = 0; c < RgbImage.Channels && count > 0; c++)
                {
                    result.Pixels[RgbImage.Channels * to + c] = (byte)((sums[4 * x + c] + count / 2) / count);
                }
            }
        });
        return new(result, Mask.FromHoles(size.Width, size.Height, holes));
    }

    /// <summary>The size of a reduced part.</summary>
    public static ImageSize Size(PixelBox part, int factor) => new((part.Width + factor - 1) / factor, (part.Height + factor - 1) / factor);

    /// <summary>A part of a row at full size, bilinear between the centres of coarse pixels.</summary>
    /// <param name="left">First column of the image.</param>
    /// <param name="y">Row of the image.</param>
    /// <param name="colours">float [width, 3], RGB, [0, 255].</param>
    public void Read(int left, int y, Span<float> colours)
    {
        var (above, below, down) = Neighbours(y - part.Top, filled.Height);
        var upper = filled.Pixels.AsSpan(RgbImage.Channels * above * filled.Width);
        var lower = filled.Pixels.AsSpan(RgbImage.Channels * below * filled.Width);
        for (var i = 0; i < colours.Length; i += RgbImage.Channels)
        {
            var (first, second, share) = Neighbours(left + i / RgbImage.Channels - part.Left, filled.Width);
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                var (a, b) = (3 * first + c, 3 * second + c);
                var over = upper[a] + share * (upper[b] - upper[a]);
                var under = lower[a] + share * (lower[b] - lower[a]);
                colours[i + c] = over + down * (under - over);
            }
        }
    }

    (int First, int Second, float Share) Neighbours(int pixel, int length)
    {
        var place = Math.Clamp((pixel + .5f) / factor - .5f, 0, length - 1);
        var first = (int)place;
        return (first, Math.Min(first + 1, length - 1), place - first);
    }
}
