using PConv.MLNet.Cli.Tests;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Training.Tests;

/// <summary><c>pconv-train train</c> for networks that start from a given fill.</summary>
public sealed class TrainFillsTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Theory]
    [InlineData("--fills")]
    [InlineData("--fill-masks")]
    public void Fills_WithoutTheirMasksOrMasksWithoutFills_AreRefused(string option) =>
    run.Train("none", "--prior", "Given", option, run["photos"])
        .IsWrongUse(
            "--fills and --fill-masks belong together: name the folder of filled images and that of the masks they were filled by.");

    [Fact]
    public void Fills_WithTheirMasks_AreTrainedAndMeasuredOn()
    {
        Directory.CreateDirectory(run["fills"]);
        Directory.CreateDirectory(run["fill-masks"]);
        for (var i = 0; i < 5; i++)
        {
            PngFile.Write(run[$"fills/{i}.png"], Samples.Noise(24, 20, i));
            PngFile.Write(run[$"fill-masks/{i}.png"], Samples.Irregular(24, 20, i));
        }

        var outcome =
            run.Train("filled", "--prior", "Given", "--fills", run["fills"], "--fill-masks", run["fill-masks"], "--validation-share",
                "0.5");

        Assert.Equal(0, outcome.Code);
        Assert.DoesNotContain("Skipped", outcome.Error);
        Assert.DoesNotContain("Left out", outcome.Error);
        Assert.Equal(InitialFill.Given, NetworkWeights.Load(run["filled/weights.pconvw"]).Spec.Prior);
    }

    [Fact]
    public void GivenPrior_WithoutFills_SaysWhatTheImagesLack()
    {
        var outcome = run.Train("unfilled", "--prior", "Given");

        Assert.NotEqual(0, outcome.Code);
        Assert.Contains("The network starts from a given fill, and '", outcome.Error);
    }
}
