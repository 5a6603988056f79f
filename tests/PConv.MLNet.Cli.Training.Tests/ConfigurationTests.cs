using PConv.MLNet.Training;

namespace PConv.MLNet.Cli.Training.Tests;

public sealed class ConfigurationTests(TrainedRun run) : IClassFixture<TrainedRun>
{
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
    public void Configurations_LeaveAllElseAtItsDefault() =>
        Assert.All(["paper", "without-style", "small-style", "without-perceptual"], name => Assert.Equal(new(), Read(name) with { Loss = new() }));

    [Fact]
    public void Configurations_AllAreNamedInTheirReadme()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Configurations", "README.md"));

        Assert.All(Directory.EnumerateFiles(Path.GetDirectoryName(PathOf("paper"))!, "*.json"), file => Assert.Contains($"| `{Path.GetFileName(file)}` |", readme));
    }

    [Theory]
    [InlineData("without-style")]
    [InlineData("small-style")]
    [InlineData("without-perceptual")]
    public void Train_WithoutTheirFeatures_SaysWhatIsMissing(string name) =>
        Tool.Run("train", "--images", run["photos"], "--output", run["none"], "--config", PathOf(name)).IsWrongUse("The loss weights ");
}
