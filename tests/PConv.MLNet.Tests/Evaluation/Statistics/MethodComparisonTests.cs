using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public sealed class MethodComparisonTests
{
    static MethodComparison Compare(int images, Func<int, MaskClass, int, double> psnr, EvaluationMetric? metric = null) =>
        MadeResult.Of(images, psnr, "pconv", "other").Comparison("pconv", "other", metric ?? EvaluationMetric.Psnr);

    /// <summary>The second method is better by a number of dB, give or take one.</summary>
    static Func<int, MaskClass, int, double> Better(double by) =>
        (method, c, image) => 25 + image % 5 + (method == 1 ? by + MadeResult.Wobble(method, c, image) : 0);

    [Fact]
    public void Compare_WhenTheFirstIsBetterThroughout_SaysSoWithTheInterval()
    {
        var comparison = Compare(20, Better(-2));

        Assert.Equal((12, 0), (comparison.Wins, comparison.Losses));
        Assert.Matches(@"^pconv is better than other by 2\.\d\d dB \[1\.\d\d, 2\.\d\d\]$", comparison.Overall.ToString());
    }

    [Fact]
    public void Compare_WhenTheSecondIsBetter_SaysSoWithTheIntervalTurnedRound()
    {
        var comparison = Compare(20, Better(2));

        Assert.Equal((0, 12), (comparison.Wins, comparison.Losses));
        Assert.True(comparison.Overall.Gain.Mean < 0);
        Assert.Matches(@"^other is better than pconv by [12]\.\d\d dB \[1\.\d\d, 2\.\d\d\]$", comparison.Overall.ToString());
    }

    [Fact]
    public void Compare_ByAMetricOfWhichLessIsBetter_GivesTheGainOfTheFirst()
    {
        var comparison = Compare(20, Better(-2), EvaluationMetric.L1Percent);

        Assert.Equal((12, 0), (comparison.Wins, comparison.Losses));
        Assert.Matches(@"^pconv is better than other by 0\.\d\d % \[", comparison.Overall.ToString());
    }

    [Fact]
    public void Compare_WhenImagesDisagree_ShowsNoDifference()
    {
        var comparison = Compare(20, (method, _, image) => 25 + (method == 1 ? (image % 2 == 0 ? 1 : -1) * (1 + image / 2) : 0));

        Assert.Equal((0, 0), (comparison.Wins, comparison.Losses));
        Assert.Matches(@"^no difference shown between pconv and other: -?0\.\d\d dB \[-\d\.\d\d, \d\.\d\d\], p = \d\.\d{3}, 20 images$",
            comparison.Overall.ToString());
    }

    [Fact]
    public void Compare_OfTooFewImages_ShowsNoDifferenceHoweverLarge()
    {
        var comparison = Compare(5, Better(-9)); // five signs alike: 2 / 2⁵ = 0.06

        Assert.False(comparison.Overall.IsReal);
        Assert.True(comparison.Overall.Gain.Low > 0);
        Assert.Equal(.0625, comparison.Overall.PValue, 1e-12);
    }

    [Fact]
    public void Compare_OfTheSameValues_ShowsNoDifference()
    {
        var comparison = Compare(12, (_, _, image) => 25 + image);

        Assert.Equal("no difference shown between pconv and other: 0.00 dB [0.00, 0.00], p = 1.000, 12 images",
            comparison.Overall.ToString());
    }

    [Fact]
    public void Compare_OfClasses_CorrectsForTheirNumber()
    {
        // six images, all signs alike: 2 / 2⁶ = 0.03 each, real overall but in none of twelve classes
        var comparison = Compare(6, Better(-2));

        Assert.True(comparison.Overall.IsReal);
        Assert.All(comparison.Classes, c => Assert.Equal((false, .375), (c.IsReal, c.PValue)));
    }

    [Fact]
    public void Compare_OfNoise_RarelyClaimsADifference() => Assert.InRange(
        Enumerable.Range(0, 60).Count(seed =>
        {
            var random = new Random(seed);
            return Compare(12, (_, _, _) => 25 + random.NextDouble()) is { Wins: > 0 } or { Losses: > 0 };
        }), 0, 7); // 5 % of sixty families of twelve tests are three

    [Fact]
    public void Compare_WithInfinitePsnr_LeavesThosePairsOut() => Assert.Equal(
        7, Compare(8, (method, c, image) => image == 0 && method == 0 ? double.PositiveInfinity : 25 + image).Overall.Images);
}
