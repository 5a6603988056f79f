using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public sealed class SignTestTests
{
    [Fact]
    public void PValue_IsTheShareOfAllOutcomesAsLopsided() => Assert.All(
        from n in Enumerable.Range(0, 15) from k in Enumerable.Range(0, n + 1) select (n, k),
        t => Assert.Equal(Naive(t.n, t.k), SignTest.PValue(t.k, t.n - t.k), 1e-12));

    /// <summary>Goes through all 2ⁿ outcomes.</summary>
    static double Naive(int n, int k) =>
        Enumerable.Range(0, 1 << n).Count(outcome => Math.Abs(2 * int.PopCount(outcome) - n) >= Math.Abs(2 * k - n)) / (double)(1 << n);

    [Theory]
    [InlineData(6, 0, .03125)]
    [InlineData(15, 5, .041389465332)]
    [InlineData(60, 40, .056887933640981)]
    public void PValue_OfCountsInTables_IsTheirs(int first, int second, double p) => Assert.Equal(p, SignTest.PValue(first, second), 1e-11);

    [Fact]
    public void PValue_OfMoreThanADoublesPowersOfTwo_IsAFiniteNumber() => Assert.InRange(SignTest.PValue(1100, 900), 5e-6, 1e-5);

    [Fact]
    public void Fewest_IsTheSmallestCountThatCanGiveP005()
    {
        Assert.True(SignTest.PValue(SignTest.Fewest, 0) < .05);
        Assert.True(SignTest.PValue(SignTest.Fewest - 1, 0) >= .05);
    }
}
