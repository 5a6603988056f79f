namespace PConv.MLNet.Evaluation;

/// <summary>The sign test (Dixon and Mood 1946): how likely as lopsided a count of either outcome is, if both were as likely. Exact, by the
/// binomial distribution.</summary>
static class SignTest
{
    /// <summary>Fewest outcomes that can give p &lt; 0.05: 2 · 2⁻⁶.</summary>
    public const int Fewest = 6;

    /// <summary>Two-sided p-value; 1 without an outcome. Ties are left out by the caller.</summary>
    public static double PValue(int first, int second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        var n = first + second;
        var (term, tail) = (-n * Math.Log(2), 0.0); // term: the logarithm of C(n, i) / 2ⁿ, as 2ⁿ has no double from n = 1024
        for (var i = 0; i <= Math.Min(first, second); i++)
        {
            tail += Math.Exp(term);
            term += Math.Log((double)(n - i) / (i + 1));
        }

        return Math.Min(1, 2 * tail);
    }
}
