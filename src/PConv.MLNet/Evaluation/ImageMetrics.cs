using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Metrics on 8-bit images, as in the paper's Table 1: they compare the original with I_comp rounded to bytes. Names without a
/// prefix are metrics of the whole image.</summary>
/// <remarks>The perceptual distance is computed by <c>OnnxFeatureNetwork.Distance</c> of PConv.MLNet.Inference, because it needs a network
/// and ONNX Runtime.</remarks>
public static class ImageMetrics
{
    /// <summary>Mean absolute difference over all pixels and channels in percent of 255. 0 = equal.</summary>
    public static double L1Percent(RgbImage expected, RgbImage actual)
    {
        EnsureSameSize(expected, actual);
        long sum = 0;
        for (var i = 0; i < expected.Pixels.Length; i++)
        {
            sum += Math.Abs(expected.Pixels[i] - actual.Pixels[i]);
        }

        return 100.0 * sum / expected.Pixels.Length / 255;
    }

    /// <summary>Peak signal-to-noise ratio in dB, peak 255. Equal images give positive infinity.</summary>
    public static double Psnr(RgbImage expected, RgbImage actual)
    {
        EnsureSameSize(expected, actual);
        long sum = 0;
        for (var i = 0; i < expected.Pixels.Length; i++)
        {
            var d = expected.Pixels[i] - actual.Pixels[i];
            sum += d * d;
        }

        return 10 * Math.Log10(255.0 * 255.0 * expected.Pixels.Length / sum);
    }

    /// <summary>
    /// Structural similarity, at most 1 = equal (Wang et al. 2004): 11×11 Gaussian window of σ 1.5, K1 .01, K2 .03,
    /// population covariance, data range 255, windows wholly inside the image, mean of R, G and B.
    /// </summary>
    /// <exception cref="ArgumentException">Sizes differ, or a side is below 11.</exception>
    public static double Ssim(RgbImage expected, RgbImage actual)
    {
        EnsureSameSize(expected, actual);
        return StructuralSimilarity.Mean(expected, actual);
    }

    /// <summary>Mean absolute difference over the pixels and channels of the holes in percent of 255. NaN without holes.</summary>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public static double HoleL1Percent(RgbImage expected, RgbImage actual, Mask mask) =>
        100.0 * SumOverHoles(expected, actual, mask, Math.Abs) / RgbImage.Channels / mask.HoleCount / 255;

    /// <summary>Peak signal-to-noise ratio over the pixels of the holes in dB, peak 255. Equal holes give positive infinity, no holes
    /// NaN.</summary>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public static double HolePsnr(RgbImage expected, RgbImage actual, Mask mask) =>
        10 * Math.Log10(255.0 * 255.0 * RgbImage.Channels * mask.HoleCount / SumOverHoles(expected, actual, mask, d => d * d));

    /// <summary>
    /// Mean gradient in the holes as a ratio to the original's: below 1 the fill is smoother, above 1 it has more detail. It does not
    /// measure whether the detail is correct. The gradient is the length of the steps in gray (mean of R, G and B) to the right and down,
    /// over hole pixels that have both neighbors. NaN if the original's gradient is 0.
    /// </summary>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public static double HoleSharpness(RgbImage expected, RgbImage actual, Mask mask)
    {
        EnsureSameSize(expected, actual);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(expected.Size);
        return SumOfGradients(actual, mask) / SumOfGradients(expected, mask) is var share && double.IsFinite(share) ? share : double.NaN;
    }

    static double SumOfGradients(RgbImage image, Mask mask)
    {
        var (sum, row) = (0.0, RgbImage.Channels * image.Width);
        for (var y = 0; y < image.Height - 1; y++)
        {
            for (var x = 0; x < image.Width - 1; x++)
            {
                if (!mask[x, y])
                {
                    var i = y * row + RgbImage.Channels * x;
                    var (gray, right, down) = (Sum(i), Sum(i + RgbImage.Channels), Sum(i + row));
                    sum += Math.Sqrt((right - gray) * (right - gray) + (down - gray) * (down - gray));
                }
            }
        }

        return sum;

        int Sum(int i) => image.Pixels[i] + image.Pixels[i + 1] + image.Pixels[i + 2];
    }

    static long SumOverHoles(RgbImage expected, RgbImage actual, Mask mask, Func<int, int> of)
    {
        EnsureSameSize(expected, actual);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(expected.Size);
        long sum = 0;
        for (var i = 0; i < expected.Pixels.Length; i++)
        {
            if (mask.Valid[i / RgbImage.Channels] == 0)
            {
                sum += of(expected.Pixels[i] - actual.Pixels[i]);
            }
        }

        return sum;
    }

    static void EnsureSameSize(RgbImage expected, RgbImage actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        if (expected.Size != actual.Size)
        {
            throw new ArgumentException($"Images of {expected.Size} and {actual.Size} cannot be compared. Crop or resize one of them.");
        }
    }
}
