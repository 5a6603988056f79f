using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public sealed class BootstrapTests
{
    static double[] Normal(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count)
            .Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
    }

    [Fact]
    public void OfMean_WithTheSameSeed_IsTheSame()
    {
        Assert.Equal(Bootstrap.OfMean(Normal(50, 1), 7), Bootstrap.OfMean(Normal(50, 1), 7));
        Assert.NotEqual(Bootstrap.OfMean(Normal(50, 1), 7), Bootstrap.OfMean(Normal(50, 1), 8));
    }

    [Fact]
    public void OfMean_OfManyValues_IsAsWideAsTheNormalInterval()
    {
        var values = Normal(400, 2);
        var mean = values.Average();
        var half = 1.96 * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean))) / values.Length;
        var interval = Bootstrap.OfMean(values, 0);

        Assert.Equal(mean - half, interval.Low, .1 * half);
        Assert.Equal(mean + half, interval.High, .1 * half);
    }

    [Fact]
    public void OfMean_CoversTheTruthAboutAsOftenAsItSays() => Assert.InRange(
        Enumerable.Range(0, 300).Count(seed => Bootstrap.OfMean(Normal(40, seed), seed) is { Low: < 0, High: > 0 }) / 300.0, .90, .98);

    [Fact]
    public void OfMean_OfEqualValues_IsThatValue() => Assert.Equal(new(2.5, 2.5), Bootstrap.OfMean([2.5, 2.5, 2.5], 0));

    [Fact]
    public void OfMean_OfFewerThanTwoValues_IsNoNumber()
    {
        Assert.Equal(new(double.NaN, double.NaN), Bootstrap.OfMean([3], 0));
        Assert.Equal(new(double.NaN, double.NaN), Bootstrap.OfMean([], 0));
    }
}
