using PConv.MLNet.Core;

namespace PConv.MLNet.Baselines;

/// <summary>Fills holes with a spline in tension (<see cref="SplineInTension"/>) that is relaxed on a pyramid: the fill the built-in network starts from.</summary>
/// <remarks>
/// The numbers are those of a network with <see cref="FillPrior.Tension"/> and as many levels, before it adds anything. On the way down the
/// known of every four pixels are averaged, on the way up unknown ones are interpolated and relaxed, except at full size. Work is in
/// proportion to the holes, but for one pass over the image; memory is some 6 bytes a pixel.
/// </remarks>
public sealed class SplineInTensionInpainter : IInpainter
{
    const float Grey = 127.5f; // what values are measured from; an image without a known pixel becomes this

    readonly int levels;

    /// <summary>Checks the options once.</summary>
    /// <param name="options">Six levels by default.</param>
    /// <exception cref="ArgumentException">The levels are not within 1-12.</exception>
    public SplineInTensionInpainter(SplineInTensionOptions? options = null)
    {
        levels = (options ?? new()).Levels;
        if (levels is < 1 or > 12)
        {
            throw new ArgumentOutOfRangeException(nameof(options), $"A pyramid of {levels} levels is not possible. Take 1 to 12.");
        }
    }

    /// <summary>Known pixels bit by bit, holes filled. An image without a known pixel becomes mid-grey, 128.</summary>
    /// <exception cref="ArgumentException">The mask has another size than the image.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(image.Size);
        cancel.ThrowIfCancellationRequested();
        var result = image.Clone();
        if (mask.HoleCount > 0)
        {
            Parallel.For(0, RgbImage.Channels, new ParallelOptions { CancellationToken = cancel }, channel => Fill(image, mask, result, channel, cancel));
        }

        return result;
    }

    void Fill(RgbImage image, Mask mask, RgbImage result, int channel, CancellationToken cancel)
    {
        var pyramid = new SplineLevel[levels];
        pyramid[0] = Halve(image, mask, channel);
        for (var level = 1; level < levels; level++)
        {
            pyramid[level] = pyramid[level - 1].Halve();
        }

        pyramid[^1].FillWithMean();
        for (var level = levels - 2; level >= 0; level--)
        {
            cancel.ThrowIfCancellationRequested();
            pyramid[level].FillFrom(pyramid[level + 1]);
            pyramid[level].Relax();
        }

        for (var y = 0; y < image.Height; y++)
        {
            var row = mask.Valid.Slice(y * image.Width, image.Width);
            for (var x = row.IndexOf((byte)0); x >= 0 && x < row.Length; x++)
            {
                if (row[x] == 0)
                {
                    result.Pixels[RgbImage.Channels * (y * image.Width + x) + channel] = (byte)Math.Clamp(MathF.Round(pyramid[0].Between(y, x) + Grey), 0, 255);
                }
            }
        }
    }

    /// <summary>The first level: half the size, after holes have filled both sides up to multiples of 2^levels.</summary>
    SplineLevel Halve(RgbImage image, Mask mask, int channel)
    {
        int Half(int side) => (side + (1 << levels) - 1 >> levels) << levels - 1;
        var (width, height) = (image.Width, image.Height);
        var level = new SplineLevel(Half(width), Half(height));
        for (var y = 0; y < height; y += 2)
        {
            for (var x = 0; x < width; x += 2)
            {
                var (sum, count) = (0f, 0);
                for (var at = 0; at < 4; at++)
                {
                    var (row, column) = (y + at / 2, x + at % 2);
                    if (row < height && column < width && mask.Valid[row * width + column] == 1)
                    {
                        sum += image.Pixels[RgbImage.Channels * (row * width + column) + channel] - Grey;
                        count++;
                    }
                }

                if (count > 0)
                {
                    level.Know(y / 2, x / 2, sum / count);
                }
            }
        }

        return level;
    }
}
