using System.Globalization;
using System.Text.RegularExpressions;
using PConv.MLNet.Cli.Tests;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Training.Tests;

/// <summary>Which images <c>pconv-train train</c> measures on, and what it shows of them.</summary>
public sealed class TrainValidationTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Validation_OfAFolder_IsMeasuredAndShown()
    {
        Directory.CreateDirectory(run["others"]);
        PngFile.Write(run["others/x.png"], Samples.Image(30, 26, 9));

        var outcome = run.Train("measured", "--validation", run["others"], "--preview-every", "2");

        Assert.Equal(0, outcome.Code);
        Assert.Contains("Training on 5 images, measuring on 1, 3 steps of 2 crops, on cpu.", outcome.Error);
        var table = File.ReadAllLines(run["measured/metrics.csv"]);
        Assert.EndsWith(",validation_loss,validation_l1_percent,validation_psnr,validation_ssim", table[0]);
        Assert.DoesNotContain(",,", table[^1]);
        Assert.Equal(["step-000002.png", "step-000003.png"], ImageFiles.Below(run["measured/preview"]));
        Assert.Equal(new(3 * 260 - 4, 4 * 260 + 24), ImageFiles.Read(run["measured/preview/step-000003.png"]).Size);
    }

    [Fact]
    public void Validation_OfAFolderBelowTheImages_IsNotTrainedOn()
    {
        Directory.CreateDirectory(run["nested/val"]);
        PngFile.Write(run["nested/a.png"], Samples.Image(30, 26, 1));
        PngFile.Write(run["nested/val/b.png"], Samples.Image(30, 26, 2));

        var outcome = run.Train("nested-run", "--images", run["nested"], "--validation", run["nested/val"]);

        Assert.Contains("Training on 1 images, measuring on 1,", outcome.Error);
    }

    [Fact]
    public void Validation_OfAllImages_LeavesNoneToTrainOn() => run.Train("none", "--validation", run["photos"])
        .Fails($"'{run["photos"]}' holds no image (.jpg, .jpeg, .jfif, .jpe, .png, .webp, .tif, .tiff) outside '{run["photos"]}'.");

    [Fact]
    public void ValidationShare_MeasuresOnSomeAndTrainsOnTheRest()
    {
        var outcome = run.Train("shared", "--validation-share", "0.5");

        var counts = Regex.Match(outcome.Error, @"^Training on (\d+) images, measuring on (\d+),").Groups.Values.Skip(1)
            .Select(g => int.Parse(g.Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(5, counts.Sum());
        Assert.All(counts, count => Assert.InRange(count, 1, 4));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("0.000001")]
    public void ValidationShare_ThatLeavesASideEmpty_SaysHowManyThereAre(string share) =>
        run.Train("none", "--validation-share", share)
        .IsWrongUse($"--validation-share {(share == "0.000001" ? "1E-06" : share)} of '{run["photos"]}' leaves ");

    [Fact]
    public void BothValidations_AreRefused() =>
        run.Train("none", "--validation-share", "0.5", "--validation", run["photos"])
        .IsWrongUse("--validation and --validation-share both say what to measure on. Leave one out.");
}
