using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public sealed class SignedRankTestTests
{
    /// <summary>All 2ⁿ choices of signs, one by one.</summary>
    static double Naive(double[] values)
    {
        var left = values.Where(v => v != 0).ToArray();
        var ranks =
            left.Select(v => left.Average(w => Math.Abs(w) < Math.Abs(v) ? 1 : Math.Abs(w) == Math.Abs(v) ? .5 : 0) * left.Length + .5)
            .ToArray();
        var positive = ranks.Where((_, i) => left[i] > 0).Sum();
        var most = Math.Min(positive, ranks.Sum() - positive);
        var below = Enumerable.Range(0, 1 << left.Length).Count(signs => ranks.Where((_, i) => (signs >> i & 1) == 1).Sum() <= most + 1e-9);
        return Math.Min(1, 2.0 * below / (1 << left.Length));
    }

    [Fact]
    public void PValue_OfAFewDifferences_IsThatOfAllChoicesOfSigns()
    {
        double[][] cases =
        [
            [1.5, -.3, 2.2, .7, -.1, 3.1, .9, 1.1, -.8, 2.6],
            [1, 1, -1, 2, 2, -2, 3], // ties
            [0, 4, 0, -1, 2, 2], // zeros
            [-3, -1, -2, -5, -4, -6],
            [2.5],
        ];

        Assert.All(cases, values => Assert.Equal(Naive(values), SignedRankTest.PValue(values), 1e-12));
    }

    // scipy.stats.wilcoxon 1.10.1, mode 'exact', and 'approx' with correction=True
    [Fact]
    public void PValue_IsSciPys()
    {
        Assert.Equal(0.037109375, SignedRankTest.PValue([1.5, -.3, 2.2, .7, -.1, 3.1, .9, 1.1, -.8, 2.6]), 1e-12);
        Assert.Equal(0.12935307621955872, SignedRankTest.PValue(Enumerable.Range(0, 30).Select(i => (i * 37 % 101 - 40) / 7.0 + i * 1e-3)),
            1e-12);
        Assert.Equal(8.131754767577147e-05,
            SignedRankTest.PValue(Enumerable.Range(0, 300).Select(i => (i * 37 % 401 - 170) / 7.0 + i * 1e-4)), 2e-7);
        Assert.Equal(0.0004356390077569694, SignedRankTest.PValue(Enumerable.Range(0, 150).Select(i => i * 37 % 11 - 4.0)), 2e-7);
    }

    [Fact]
    public void PValue_WithoutADifference_IsOne()
    {
        Assert.Equal(1, SignedRankTest.PValue([]));
        Assert.Equal(1, SignedRankTest.PValue([0, 0]));
        Assert.Equal(1, SignedRankTest.PValue(Enumerable.Range(1, 200).SelectMany(i => new double[] { i, -i })), 1e-6);
    }

    [Fact]
    public void Holm_StepsDownAndNeverTurnsBack() =>
        Assert.Equal([.06, .03, .06, 1], SignedRankTest.Holm([.02, .0075, .03, 1]).Select(p => Math.Round(p, 12)));
}
