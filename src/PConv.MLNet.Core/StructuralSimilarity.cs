namespace PConv.MLNet.Core;

/// <summary>SSIM with a separable Gaussian window, one channel at a time, in double.</summary>
static class StructuralSimilarity
{
    const int Window = 11; // Wang et al. 2004, section III.B
    const double Sigma = 1.5;
    const double C1 = .01 * 255 * .01 * 255;
    const double C2 = .03 * 255 * .03 * 255;
    static readonly double[] Gaussian = MakeGaussian();

    public static double Mean(RgbImage expected, RgbImage actual)
    {
        if (expected.Width < Window || expected.Height < Window)
        {
            throw new ArgumentException($"SSIM needs images of at least {Window}×{Window} pixels, got {expected.Size}. Leave smaller images out.");
        }

        var sum = 0.0;
        for (var c = 0; c < RgbImage.Channels; c++)
        {
            sum += Channel(expected, actual, c);
        }

        return sum / RgbImage.Channels;
    }

    static double Channel(RgbImage expected, RgbImage actual, int channel)
    {
        var (width, height) = (expected.Width, expected.Height);
        var columns = width - Window + 1;
        // Rolling window of rows already filtered along x: five moments a pixel (x, y, x², y², xy).
        var rows = new double[Window][];
        for (var i = 0; i < Window; i++)
        {
            rows[i] = new double[5 * columns];
        }

        var total = 0.0;
        Span<double> moments = stackalloc double[5];
        for (var row = 0; row < height; row++)
        {
            FilterRow(expected, actual, channel, row, rows[row % Window]);
            if (row < Window - 1)
            {
                continue;
            }

            for (var x = 0; x < columns; x++)
            {
                moments.Clear();
                for (var k = 0; k < Window; k++)
                {
                    var filtered = rows[(row + 1 + k) % Window].AsSpan(5 * x, 5);
                    for (var m = 0; m < 5; m++)
                    {
                        moments[m] += Gaussian[k] * filtered[m];
                    }
                }

                total += Similarity(moments);
            }
        }

        return total / columns / (height - Window + 1);
    }

    static void FilterRow(RgbImage expected, RgbImage actual, int channel, int row, double[] filtered)
    {
        Array.Clear(filtered);
        var start = RgbImage.Channels * row * expected.Width + channel;
        for (var x = 0; x < filtered.Length / 5; x++)
        {
            for (var k = 0; k < Window; k++)
            {
                double a = expected.Pixels[start + RgbImage.Channels * (x + k)];
                double b = actual.Pixels[start + RgbImage.Channels * (x + k)];
                var g = Gaussian[k];
                filtered[5 * x] += g * a;
                filtered[5 * x + 1] += g * b;
                filtered[5 * x + 2] += g * a * a;
                filtered[5 * x + 3] += g * b * b;
                filtered[5 * x + 4] += g * a * b;
            }
        }
    }

    static double Similarity(ReadOnlySpan<double> moments)
    {
        var (a, b) = (moments[0], moments[1]);
        var (varianceA, varianceB, covariance) = (moments[2] - a * a, moments[3] - b * b, moments[4] - a * b);
        return (2 * a * b + C1) * (2 * covariance + C2) / ((a * a + b * b + C1) * (varianceA + varianceB + C2)); // Wang et al. 2004, eq. (13)
    }

    static double[] MakeGaussian()
    {
        var weights = Enumerable.Range(-(Window / 2), Window).Select(x => Math.Exp(-x * x / (2 * Sigma * Sigma))).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
