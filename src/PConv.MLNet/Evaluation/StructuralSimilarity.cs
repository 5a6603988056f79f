using System.Buffers;
using System.Runtime.Intrinsics;
using PConv.MLNet.Images;

namespace PConv.MLNet.Evaluation;

/// <summary>SSIM with a separable Gaussian window, one channel at a time, in double.</summary>
/// <remarks>
/// Uses planes of four moments, x, y, x² + y² and xy, because eq. (13) needs only the sum of the variances. Each row is filtered along x
/// once, and the last eleven rows are kept for the filter along y. Both filters add shifted rows, so that vectors never mix channels or
/// moments. Vectors have 256 bits on every machine, so that the result is bit-identical.
/// </remarks>
static class StructuralSimilarity
{
    const int Window = 11; // Wang et al. 2004, section III.B
    const int Moments = 4;
    const double Sigma = 1.5;
    const double C1 = .01 * 255 * .01 * 255;
    const double C2 = .03 * 255 * .03 * 255;
    static readonly double[] Gaussian = MakeGaussian();

    public static double Mean(RgbImage expected, RgbImage actual)
    {
        if (expected.Width < Window || expected.Height < Window)
        {
            throw new ArgumentException(
                $"SSIM needs images of at least {Window}×{Window} pixels, got {expected.Size}. Leave smaller images out.");
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
        var (width, columns) = (expected.Width, expected.Width - Window + 1);
        var buffer = ArrayPool<double>.Shared.Rent(Moments * (width + columns + Window * columns));
        var source = buffer.AsSpan(0, Moments * width); // a row of the image, moment by moment
        var filtered = buffer.AsSpan(Moments * width, Moments * columns); // a row filtered along x and y
        var rows = buffer.AsSpan(Moments * (width + columns), Window * Moments * columns); // the last rows filtered along x
        var total = 0.0;
        for (var row = 0; row < expected.Height; row++)
        {
            Read(expected, actual, channel, row, source);
            var latest = rows.Slice(row % Window * Moments * columns, Moments * columns);
            for (var m = 0; m < Moments; m++)
            {
                FilterAlongX(source.Slice(m * width, width), latest.Slice(m * columns, columns));
            }

            if (row >= Window - 1)
            {
                FilterAlongY(rows, row + 1, filtered);
                total += Sum(filtered, columns);
            }
        }

        ArrayPool<double>.Shared.Return(buffer);
        return total / columns / (expected.Height - Window + 1);
    }

    static void Read(RgbImage expected, RgbImage actual, int channel, int row, Span<double> moments)
    {
        var width = expected.Width;
        var x = moments[..width];
        var y = moments.Slice(width, width);
        var squares = moments.Slice(2 * width, width);
        var product = moments.Slice(3 * width, width);
        for (int i = 0, at = RgbImage.Channels * row * width + channel; i < width; i++, at += RgbImage.Channels)
        {
            int a = expected.Pixels[at], b = actual.Pixels[at];
            (x[i], y[i], squares[i], product[i]) = (a, b, a * a + b * b, a * b);
        }
    }

    static void FilterAlongX(ReadOnlySpan<double> source, Span<double> target)
    {
        var x = 0;
        for (; x <= target.Length - Vector256<double>.Count; x += Vector256<double>.Count)
        {
            var sum = Vector256<double>.Zero;
            for (var k = 0; k < Window; k++)
            {
                sum += Gaussian[k] * Vector256.Create(source[(x + k)..]);
            }

            sum.CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            var sum = 0.0;
            for (var k = 0; k < Window; k++)
            {
                sum += Gaussian[k] * source[x + k];
            }

            target[x] = sum;
        }
    }

    /// <summary>Computes the weighted sum of the eleven rows; the first one is <paramref name="oldest"/> modulo eleven.</summary>
    static void FilterAlongY(ReadOnlySpan<double> rows, int oldest, Span<double> target)
    {
        Span<int> starts = stackalloc int[Window];
        for (var k = 0; k < Window; k++)
        {
            starts[k] = (oldest + k) % Window * target.Length;
        }

        var x = 0;
        for (; x <= target.Length - Vector256<double>.Count; x += Vector256<double>.Count)
        {
            var sum = Vector256<double>.Zero;
            for (var k = 0; k < Window; k++)
            {
                sum += Gaussian[k] * Vector256.Create(rows[(starts[k] + x)..]);
            }

            sum.CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            var sum = 0.0;
            for (var k = 0; k < Window; k++)
            {
                sum += Gaussian[k] * rows[starts[k] + x];
            }

            target[x] = sum;
        }
    }

    static double Sum(ReadOnlySpan<double> moments, int columns)
    {
        var x = moments[..columns];
        var y = moments.Slice(columns, columns);
        var squares = moments.Slice(2 * columns, columns);
        var product = moments.Slice(3 * columns, columns);
        var (total, i) = (0.0, 0);
        var sum = Vector256<double>.Zero;
        for (; i <= columns - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var (a, b) = (Vector256.Create(x[i..]), Vector256.Create(y[i..]));
            var (ab, means) = (a * b, a * a + b * b);
            var (variances, covariance) = (Vector256.Create(squares[i..]) - means, Vector256.Create(product[i..]) - ab);
            sum += (2 * ab + Vector256.Create(C1)) * (2 * covariance + Vector256.Create(C2))
                / ((means + Vector256.Create(C1)) * (variances + Vector256.Create(C2))); // Wang et al. 2004, eq. (13)
        }

        for (; i < columns; i++)
        {
            var (ab, means) = (x[i] * y[i], x[i] * x[i] + y[i] * y[i]);
            total += (2 * ab + C1) * (2 * (product[i] - ab) + C2) / ((means + C1) * (squares[i] - means + C2));
        }

        return total + Vector256.Sum(sum);
    }

    static double[] MakeGaussian()
    {
        var weights = Enumerable.Range(-(Window / 2), Window).Select(x => Math.Exp(-x * x / (2 * Sigma * Sigma))).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
