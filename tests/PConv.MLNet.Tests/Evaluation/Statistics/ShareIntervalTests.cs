using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public sealed class ShareIntervalTests
{
    /// <summary>Newcombe 1998, table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, .2553, .3662)]
    [InlineData(15, 148, .0624, .1605)]
    [InlineData(0, 20, 0, .1611)]
    [InlineData(1, 29, .0061, .1718)]
    public void Wilson_OfPublishedCounts_IsThePublishedInterval(int successes, int trials, double low, double high)
    {
        var interval = ShareInterval.Wilson(successes, trials);

        Assert.Equal(low, interval.Low, 5e-5);
        Assert.Equal(high, interval.High, 5e-5);
        Assert.Equal(1 - low, ShareInterval.Wilson(trials - successes, trials).High, 5e-5);
    }

    [Fact]
    public void Wilson_OfNothing_IsNoNumber() => Assert.Equal(new(double.NaN, double.NaN), ShareInterval.Wilson(0, 0));

    [Fact]
    public void Clustered_WherePeopleDiffer_CoversTheTruthMoreOftenThanWilson()
    {
        var (wilson, clustered) = (0, 0);
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var tastes = Enumerable.Range(0, 12).Select(_ => random.NextDouble()).ToArray(); // each person's own; 0.5 in the mean
            var outcomes =
                (from person in Enumerable.Range(0, 12) from image in Enumerable.Range(0, 30)
                    select (person, image, random.NextDouble() < tastes[person])).ToArray();
            wilson += Covers(ShareInterval.Wilson(outcomes.Count(o => o.Item3), outcomes.Length));
            clustered += Covers(ShareInterval.Clustered(outcomes, seed));
        }

        Assert.InRange(wilson, 0, 75);
        Assert.InRange(clustered, 85, 100);

        static int Covers(Interval interval) => interval.Low <= .5 && interval.High >= .5 ? 1 : 0;
    }

    [Fact]
    public void Clustered_OfOnePersonAndManyImages_IsTheBootstrapsOverImages()
    {
        var values = Enumerable.Range(0, 200).Select(i => i % 5 < 3).ToArray();
        var expected = Bootstrap.OfMean([.. values.Select(v => v ? 1.0 : 0)], 1);
        var interval = ShareInterval.Clustered([.. values.Select((v, i) => (0, i, v))], 2);

        Assert.Equal(expected.Low, interval.Low, .015);
        Assert.Equal(expected.High, interval.High, .015);
    }

    [Fact]
    public void Clustered_OfOnePersonAndOneImage_IsNoNumber()
    {
        Assert.Equal(new(double.NaN, double.NaN), ShareInterval.Clustered([(0, 0, true)], 0));
        Assert.Equal(new(double.NaN, double.NaN), ShareInterval.Clustered([], 0));
    }
}
