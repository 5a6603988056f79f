using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Classical;

/// <summary>
/// Continues edges into holes. On each level of a pyramid, unknown pixels relax towards a spline in tension (<see cref="SplineInTension"/>)
/// and then diffuse along edges (<see cref="EdgeEnhancingDiffusion"/>). The built-in network starts from this fill.
/// </summary>
/// <remarks>
/// Gives the same values as the initial fill of a network with <see cref="InitialFill.EdgeEnhancing"/> and the same number of levels. On
/// the way down, the known pixels of every 2 × 2 are averaged; on the way up, unknown pixels are interpolated, relaxed and diffused, except
/// at full size. Run time is proportional to the hole area, plus one pass over the image; memory is about 30 bytes per pixel.
/// </remarks>
sealed class EdgeEnhancingInpainter : IInpainter
{
    const float Half = 127.5f; // values are 2·I − 1; an image without known pixels becomes 0, mid-gray

    readonly int levels;

    /// <summary>Validates the options.</summary>
    /// <param name="options">Default: six levels.</param>
    /// <exception cref="ArgumentException">The levels are not within 1-12.</exception>
    public EdgeEnhancingInpainter(EdgeEnhancingOptions? options = null)
    {
        levels = (options ?? new()).Levels;
        if (levels is < 1 or > 12)
        {
            throw new ArgumentOutOfRangeException(nameof(options), $"A pyramid of {levels} levels is not possible. Take 1 to 12.");
        }
    }

    /// <summary>Fills the holes; known pixels stay bit-identical. An image without known pixels becomes mid-gray, 128.</summary>
    /// <exception cref="ArgumentException">The mask and the image differ in size.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(image.Size);
        cancel.ThrowIfCancellationRequested();
        var result = image.Clone();
        if (mask.HoleCount > 0)
        {
            Fill(result, mask, cancel);
        }

        return result;
    }

    void Fill(RgbImage image, Mask mask, CancellationToken cancel)
    {
        var half = Halve(image, mask);
        EdgeEnhancingFill.FillAbove(half, levels, cancel);
        for (var y = 0; y < image.Height; y++)
        {
            var row = mask.Valid.Slice(y * image.Width, image.Width);
            for (var x = row.IndexOf((byte)0); x >= 0 && x < row.Length; x++)
            {
                for (var channel = 0; channel < RgbImage.Channels && row[x] == 0; channel++)
                {
                    var value = half.Between(channel, y, x);
                    image.Pixels[RgbImage.Channels * (y * image.Width + x) + channel] =
                        (byte)Math.Clamp(MathF.Round(Half * (1 + value)), 0, 255);
                }
            }
        }
    }

    /// <summary>The first level: half the size, after the sides are padded with holes to multiples of 2^levels.</summary>
    PyramidLevel Halve(RgbImage image, Mask mask)
    {
        int HalfOf(int side) => (side + (1 << levels) - 1 >> levels) << levels - 1;
        var (width, height) = (image.Width, image.Height);
        var level = new PyramidLevel(HalfOf(width), HalfOf(height));
        Span<float> sums = stackalloc float[RgbImage.Channels];
        for (var y = 0; y < height; y += 2)
        {
            for (var x = 0; x < width; x += 2)
            {
                sums.Clear();
                var count = 0;
                for (var at = 0; at < 4; at++)
                {
                    var (row, column) = (y + at / 2, x + at % 2);
                    if (row < height && column < width && mask.Valid[row * width + column] == 1)
                    {
                        for (var channel = 0; channel < sums.Length; channel++)
                        {
                            sums[channel] += image.Pixels[RgbImage.Channels * (row * width + column) + channel];
                        }

                        count++;
                    }
                }

                if (count > 0)
                {
                    level.Know(y / 2, x / 2, sums[0] / (count * Half) - 1, sums[1] / (count * Half) - 1, sums[2] / (count * Half) - 1);
                }
            }
        }

        return level;
    }
}
