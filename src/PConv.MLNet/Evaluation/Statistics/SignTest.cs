namespace PConv.MLNet.Evaluation;

/// <summary>The sign test (Dixon and Mood 1946): the probability of counts at least as unequal as these if both outcomes are equally
/// likely. Exact, by the binomial distribution.</summary>
static class SignTest
{
    /// <summary>Minimum number of outcomes that can give p &lt; 0.05: 2 · 2⁻⁶.</summary>
    public const int Fewest = 6;

    /// <summary>Two-sided p-value; 1 without outcomes. The caller excludes ties.</summary>
    public static double PValue(int first, int second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        var n = first + second;
        var (term, tail) = (-n * Math.Log(2), 0.0); // term: the logarithm of C(n, i) / 2ⁿ, because 2ⁿ overflows from n = 1024
        for (var i = 0; i <= Math.Min(first, second); i++)
        {
            tail += Math.Exp(term);
            term += Math.Log((double)(n - i) / (i + 1));
        }

        return Math.Min(1, 2 * tail);
    }
}
