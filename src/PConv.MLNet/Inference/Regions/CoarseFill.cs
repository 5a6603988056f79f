using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>A part of an image, filled at half size, that is read at full size.</summary>
/// <param name="part">The part, in image coordinates.</param>
/// <param name="filled">The coarse image.</param>
sealed class CoarseFill(PixelBox part, RgbImage filled)
{
    const int Factor = 2;

    /// <summary>The coarse image.</summary>
    public RgbImage Filled => filled;

    /// <summary>Scales a part of an image and its mask to half size. A pixel is the mean of the known pixels in its 2×2 square, or a hole
    /// if there are none.</summary>
    public static InpaintingInput Halve(InpaintingInput input, PixelBox part)
    {
        var (image, mask) = input;
        var size = new ImageSize((part.Width + 1) / Factor, (part.Height + 1) / Factor);
        var result = new RgbImage(size.Width, size.Height);
        var holes = new bool[size.Area];
        Parallel.For(0, size.Height, y =>
        {
            var sums = new int[4 * size.Width]; // red, green, blue and count
            var (top, bottom) = (part.Top + y * Factor, Math.Min(part.Bottom, part.Top + (y + 1) * Factor));
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

                    if (++left == Factor)
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

    /// <summary>The coarse pixels that are read for a box, in coordinates of the coarse image.</summary>
    /// <param name="box">A box inside the part, in image coordinates.</param>
    public PixelBox BoxOf(PixelBox box)
    {
        var (left, top) = ((box.Left - part.Left) / Factor, (box.Top - part.Top) / Factor);
        var (right, bottom) = ((box.Right - part.Left + 1) / Factor, (box.Bottom - part.Top + 1) / Factor);
        return PixelBox.Between(left, top, right, bottom).Inflate(1, filled.Size);
    }

    /// <summary>Reads a part of a row at full size, interpolated bilinearly between the centers of coarse pixels.</summary>
    /// <param name="left">First column of the image.</param>
    /// <param name="y">Row of the image.</param>
    /// <param name="colors">float [width, 3], RGB, [0, 255].</param>
    public void Read(int left, int y, Span<float> colors)
    {
        var (above, below, down) = Neighbors(y - part.Top, filled.Height);
        var upper = filled.Pixels.AsSpan(RgbImage.Channels * above * filled.Width);
        var lower = filled.Pixels.AsSpan(RgbImage.Channels * below * filled.Width);
        for (var i = 0; i < colors.Length; i += RgbImage.Channels)
        {
            var (first, second, share) = Neighbors(left + i / RgbImage.Channels - part.Left, filled.Width);
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                var (a, b) = (3 * first + c, 3 * second + c);
                var over = upper[a] + share * (upper[b] - upper[a]);
                var under = lower[a] + share * (lower[b] - lower[a]);
                colors[i + c] = over + down * (under - over);
            }
        }
    }

    static (int First, int Second, float Share) Neighbors(int pixel, int length)
    {
        var place = Math.Clamp((pixel + .5f) / Factor - .5f, 0, length - 1);
        var first = (int)place;
        return (first, Math.Min(first + 1, length - 1), place - first);
    }
}
