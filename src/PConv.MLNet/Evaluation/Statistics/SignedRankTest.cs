namespace PConv.MLNet.Evaluation;

/// <summary>Wilcoxon's signed-rank test (1945): the probability of paired differences at least as unequal as these if both signs are
/// equally likely.</summary>
static class SignedRankTest
{
    const int Exact = 100; // maximum number of differences for the exact test; above, the normal approximation is used

    /// <summary>Two-sided p-value. Zeros are excluded, ties share their mean rank; 1 if no difference remains.</summary>
    public static double PValue(IEnumerable<double> differences)
    {
        var ordered = differences.Where(d => d != 0).OrderBy(Math.Abs).ToArray();
        if (ordered.Length == 0)
        {
            return 1;
        }

        var ranks = DoubledRanks(ordered);
        var (positive, total) = (0L, ranks.Sum(r => (long)r));
        for (var i = 0; i < ranks.Length; i++)
        {
            positive += ordered[i] > 0 ? ranks[i] : 0;
        }

        var smaller = Math.Min(positive, total - positive);
        return Math.Min(1, 2 * (ordered.Length <= Exact ? ExactTail(ranks, smaller) : NormalTail(ranks, smaller, total)));
    }

    /// <summary>p-values corrected for multiple tests, which control the family-wise error rate (Holm 1979).</summary>
    public static double[] Holm(IReadOnlyList<double> values)
    {
        var adjusted = new double[values.Count];
        var (largest, left) = (0.0, values.Count);
        foreach (var i in Enumerable.Range(0, values.Count).OrderBy(i => values[i]))
        {
            largest = Math.Max(largest, Math.Min(1, values[i] * left--));
            adjusted[i] = largest;
        }

        return adjusted;
    }

    /// <summary>Twice the ranks of the absolute values, which are integers even if ties share a mean rank.</summary>
    static int[] DoubledRanks(double[] ordered)
    {
        var ranks = new int[ordered.Length];
        for (int start = 0, end; start < ordered.Length; start = end)
        {
            for (end = start + 1; end < ordered.Length && Math.Abs(ordered[end]) == Math.Abs(ordered[start]); end++)
            {
            }

            ranks.AsSpan(start, end - start).Fill(start + end + 1); // 2 · ((start + 1) + end) / 2
        }

        return ranks;
    }

    /// <summary>Share of the 2ⁿ sign assignments whose positive ranks have a sum of at most the given value.</summary>
    static double ExactTail(int[] ranks, long most)
    {
        var shares = new double[most + 1]; // shares[s]: share of the assignments so far with sum s
        shares[0] = 1;
        foreach (var rank in ranks)
        {
            for (var s = most; s >= 0; s--)
            {
                shares[s] = (shares[s] + (s >= rank ? shares[s - rank] : 0)) / 2;
            }
        }

        return shares.Sum();
    }

    /// <summary>Normal approximation for many ranks: the variance is Σ r² / 4, ties included, with a continuity correction of half a
    /// rank.</summary>
    static double NormalTail(int[] ranks, long sum, long total)
    {
        var deviation = Math.Sqrt(ranks.Sum(r => (double)r * r) / 4);
        return Above(Math.Max(0, total / 2.0 - sum - 1) / deviation);
    }

    /// <summary>Upper tail of the standard normal distribution, with an error below 7.5e-8 (Abramowitz and Stegun 1964, 26.2.17).</summary>
    static double Above(double z)
    {
        var t = 1 / (1 + .2316419 * z);
        var series = t * (.319381530 + t * (-.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * series;
    }
}
