namespace PConv.MLNet.Evaluation;

/// <summary>Confidence intervals of means by resampling with replacement: the percentile method (Efron and Tibshirani 1993, section
/// 13.3).</summary>
static class Bootstrap
{
    /// <summary>Number of resamples per interval.</summary>
    public const int Resamples = 2000;

    /// <summary>Confidence level of an interval.</summary>
    public const double Level = .95;

    /// <summary>The interval of the mean of independent values. The same seed and number of values draw the same resamples.</summary>
    public static Interval OfMean(ReadOnlySpan<double> values, int seed)
    {
        if (values.Length < 2)
        {
            return new(double.NaN, double.NaN);
        }

        var random = new Random(seed);
        var means = new double[Resamples];
        for (var r = 0; r < Resamples; r++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++)
            {
                sum += values[random.Next(values.Length)];
            }

            means[r] = sum / values.Length;
        }

        Array.Sort(means);
        return new(Quantile(means, (1 - Level) / 2), Quantile(means, (1 + Level) / 2));
    }

    /// <summary>Quantile of sorted values, with linear interpolation.</summary>
    internal static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
