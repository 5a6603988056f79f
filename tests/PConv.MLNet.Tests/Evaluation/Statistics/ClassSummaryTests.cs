using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public sealed class ClassSummaryTests
{
    static readonly EvaluationResult Result =
        MadeResult.Of(9, (method, c, image) => 25 + method + 4 * MadeResult.Wobble(method, c, image), "a", "b");

    [Fact]
    public void Summary_OfEveryClass_HasTheMeansOfInpaintingMetrics()
    {
        var metrics = InpaintingMetrics.Average(Result.Rows.Where(r => r.Method == "b").Select(r => r.Score));

        Assert.All(MaskClass.All, c =>
        {
            var (expected, actual) = (metrics[c.Bucket, c.Border], Result.Summary("b", c));
            Assert.Equal((expected.L1Percent, expected.Psnr, expected.Ssim, 9),
                (actual[EvaluationMetric.L1Percent].Mean, actual[EvaluationMetric.Psnr].Mean, actual[EvaluationMetric.Ssim].Mean,
                    actual.Images));
        });
        Assert.Equal(metrics.Overall.Psnr, Result.Summary("b")[EvaluationMetric.Psnr].Mean);
    }

    [Fact]
    public void Summary_OfAllClasses_ResamplesImagesNotFills()
    {
        // all fills of an image are alike: twelve times the fills know no more than the images
        var result = MadeResult.Of(9, (_, _, image) => 20 + image, "a");

        Assert.Equal(Bootstrap.OfMean([.. Enumerable.Range(20, 9).Select(v => (double)v)], 0),
            result.Summary("a")[EvaluationMetric.Psnr].Interval);
    }

    [Fact]
    public void Summary_OfFillsEqualToTheOriginal_LeavesThemOutOfPsnr()
    {
        var result = MadeResult.Of(3, (_, c, image) => c == MaskClass.All[0] && image == 1 ? double.PositiveInfinity : 20 + image, "a");

        Assert.Equal((21, 1),
            (result.Summary("a", MaskClass.All[0])[EvaluationMetric.Psnr].Mean, result.Summary("a", MaskClass.All[0]).EqualImages));
        Assert.True(double.IsFinite(result.Summary("a")[EvaluationMetric.Psnr].Interval.High));
    }

    [Fact]
    public void Result_WithAnImageThatLacksARow_LeavesTheImageOut()
    {
        var result = new EvaluationResult(Result.Options, MaskClass.All, Result.Rows.Skip(1), new Dictionary<string, string>());

        Assert.Equal(8, result.Images.Count);
        Assert.DoesNotContain("0000.png", result.Rows.Select(r => r.Image));
    }
}
