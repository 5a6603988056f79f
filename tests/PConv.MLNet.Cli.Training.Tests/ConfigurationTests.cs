using System.Text.Json.Nodes;
using PConv.MLNet.Cli.Tests;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli.Training.Tests;

public sealed class ConfigurationTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    static readonly string[] Names = ["paper", "without-style", "small-style", "without-perceptual"];

    static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Configurations", $"{name}.json");

    static TrainingOptions Read(string name) => TrainingOptions.FromJson(File.ReadAllText(PathOf(name)));

    [Fact]
    public void Configurations_DifferFromThePapersLossInOneWeight()
    {
        Assert.Equal(LossWeights.Paper, Read("paper").Loss);
        Assert.Equal(LossWeights.Paper with { Style = 0 }, Read("without-style").Loss);
        Assert.Equal(LossWeights.Paper with { Style = 12 }, Read("small-style").Loss);
        Assert.Equal(LossWeights.Paper with { Perceptual = 0 }, Read("without-perceptual").Loss);
    }

    [Fact]
    public void Configurations_TakeResNet18AndLeaveAllElseAtItsDefault() =>
        Assert.All(Names, name => Assert.Equal(new() { Features = "resnet18" }, Read(name) with { Loss = new() }));

    [Fact]
    public void Configurations_AllAreNamedInTheirReadme()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Configurations", "README.md"));

        Assert.All(Directory.EnumerateFiles(Path.GetDirectoryName(PathOf("paper"))!, "*.json"),
            file => Assert.Contains($"| `{Path.GetFileName(file)}` |", readme));
    }

    [Theory]
    [InlineData("paper", "perceptual", "style_out", "style_comp")]
    [InlineData("without-style", "perceptual")]
    [InlineData("small-style", "perceptual", "style_out", "style_comp")]
    [InlineData("without-perceptual", "style_out", "style_comp")]
    public void Train_AsConfiguredAndNoMore_TrainsForTheTermsThatCompareFeatures(string name, params string[] terms)
    {
        Assert.Equal(0, Train(name, File.ReadAllText(PathOf(name))).Code);

        var columns = File.ReadLines(run[$"{name}/metrics.csv"]).First().Split(',');
        Assert.Equal(["valid", "hole", .. terms, "total_variation"], columns.Where(c => c.StartsWith("loss_", StringComparison.Ordinal))
            .Select(c => c["loss_".Length..]));
        Assert.Equal(4, File.ReadLines(run[$"{name}/metrics.csv"]).Count());
    }

    [Fact]
    public void Train_WithFeaturesOnTheCommandLine_LeavesTheConfigurationsAlone() =>
        Train("other", File.ReadAllText(PathOf("paper")), "--features", run["vgg16.safetensors"])
        .Fails($"There is no feature network '{run["vgg16.safetensors"]}'. ");

    [Fact]
    public void Train_TwiceForDistancesAndDistributionsOfFeatures_GivesTheSameBits()
    {
        const string Loss =
            """{ "features": "resnet18", "loss": { "perceptual": 0, "style": 0, "featureDistance": 1, "featureDistribution": 1 } }""";

        Assert.All(["first", "second"], name => Assert.Equal(0, Train(name, Loss).Code));

        Assert.Contains("loss_feature_distance,loss_feature_distribution", File.ReadLines(run["first/metrics.csv"]).First());
        Assert.Equal(File.ReadAllBytes(run["first/weights.pconvw"]), File.ReadAllBytes(run["second/weights.pconvw"]));
    }

    /// <summary>Three steps of a configuration on two threads, at a size and of a network that are tiny.</summary>
    Outcome Train(string name, string configuration, params string[] more)
    {
        var json = JsonNode.Parse(configuration)!.AsObject();
        (json["steps"], json["batchSize"], json["size"], json["threads"], json["reportEvery"]) = (3, 2, 32, 2, 1);
        File.WriteAllText(run[$"{name}.json"], json.ToJsonString());
        return Tool.Run(
            ["train", "--images", run["photos"], "--output", run[name], "--config", run[$"{name}.json"], "--width", "4", "--levels", "2",
                .. more]);
    }
}
