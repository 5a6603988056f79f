namespace PConv.MLNet.Training.Tests;

public sealed class LossWeightsTests : TorchTest
{
    static readonly LossWeights All = new() { Valid = 0, Hole = 0, Perceptual = 0, Style = 0, TotalVariation = 0 };

    static string ErrorOf(LossWeights weights, FeatureNetwork? features = null) =>
        Assert.Throws<ArgumentException>(() => new InpaintingObjective(weights, features)).Message;

    [Fact]
    public void Paper_IsEquation7() => Assert.Equal(
        new LossWeights { Valid = 1, Hole = 6, Perceptual = .05, Style = 120, TotalVariation = .1 }, LossWeights.Paper);

    [Fact]
    public void Defaults_AreThePapersWithFeaturesAndItsPixelTermsWithout()
    {
        Assert.Equal(LossWeights.Paper, new LossWeights().Resolved(hasFeatures: true));
        Assert.Equal(LossWeights.Paper with { Perceptual = 0, Style = 0 }, new LossWeights().Resolved(hasFeatures: false));
        Assert.Equal(3, new LossWeights { Style = 3 }.Resolved(hasFeatures: true).Style!.Value.Weight);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9, 10)]
    [InlineData(10, 10)]
    public void At_InWarmup_RisesFromTheFirstStepOn(int step, double expected) =>
    Assert.Equal(expected, new LossWeight(10, 10).At(step), 1e-12);

    [Fact]
    public void At_WithoutWarmup_IsTheWeight() => Assert.Equal(120, new LossWeight(120).At(0));

    [Fact]
    public void FromJson_OfNumbersAndWarmups_GivesTheWeights()
    {
        const string Json =
            """{ "loss": { "hole": 3, "style": { "weight": 120, "warmupSteps": 500 }, "perceptual": null } }""";
        var weights = TrainingOptions.FromJson(Json).Loss;

        Assert.Equal(new() { Hole = 3, Style = new(120, 500) }, weights);
        Assert.Equal(weights, TrainingOptions.FromJson(new TrainingOptions { Loss = weights }.ToJson()).Loss);
        Assert.Contains("\"hole\": 3", new TrainingOptions { Loss = weights }.ToJson());
    }

    [Theory]
    [InlineData("""{ "loss": { "style": { "weight": 120, "warmup": 5 } } }""", "line 1, loss.style")]
    [InlineData("""{ "loss": { "style": { "warmupSteps": 5 } } }""", "line 1, loss.style")]
    [InlineData("""{ "loss": { "style": "much" } }""", "line 1, loss.style")]
    [InlineData("""{ "loss": { "valid": null } }""", "line 1, loss.valid")]
    public void FromJson_OfAnythingElse_SaysWhere(string json, string named)
    {
        var message = Assert.Throws<ArgumentException>(() => TrainingOptions.FromJson(json)).Message;

        Assert.StartsWith("The training configuration cannot be read: ", message);
        Assert.Contains(named, message);
    }

    [Fact]
    public void Weights_ThatAreImpossible_AreNamed()
    {
        Assert.Equal(
            "The loss weight Hole is -1 with 0 steps of warm-up, expected finite numbers of at least 0. Take 0 to leave the term out.",
            ErrorOf(new() { Hole = -1 }));
        Assert.StartsWith("The loss weight TotalVariation is NaN", ErrorOf(new() { TotalVariation = double.NaN }));
        Assert.StartsWith("The loss weight Valid is 1 with -2 steps of warm-up", ErrorOf(new() { Valid = new(1, -2) }));
        Assert.Equal("All loss weights are 0: there is nothing to train for. Give a term a weight.", ErrorOf(All));
    }

    [Fact]
    public void FeatureTerms_WithoutAFeatureNetwork_SayWhereToGetOne()
    {
        Assert.Equal($"The loss weights Perceptual 0.05, Style 120 need a feature network, and none is given. {FeatureNetwork.HowToGet}",
            ErrorOf(LossWeights.Paper));
        Assert.StartsWith("The loss weights Style 1 need a feature network", ErrorOf(All with { Style = 1 }));
        Assert.StartsWith("Take 'resnet18'", FeatureNetwork.HowToGet);
        Assert.Contains("vgg16.safetensors", FeatureNetwork.HowToGet);
        Assert.Contains("vgg16.dat", FeatureNetwork.HowToGet);
    }

    [Fact]
    public void Options_CheckWeightsAndFeaturesAtOnce()
    {
        static string Error<T>(TrainingOptions options) where T : Exception =>
            Assert.Throws<T>(() => new PartialConvTrainer(options)).Message;

        Assert.StartsWith("The loss weights Perceptual 0.05, Style 120 need", Error<ArgumentException>(new() { Loss = LossWeights.Paper }));
        Assert.Equal($"There is no feature network 'none.safetensors'. {FeatureNetwork.HowToGet}",
            Error<FileNotFoundException>(new() { Features = "none.safetensors" }));
        _ = new PartialConvTrainer(new() { Features = "random" });
    }

    [Fact]
    public void Features_WhereNoTermNeedsThem_AreNotRead()
    {
        new InpaintingObjective(new() { Perceptual = 0, Style = 0 }, "unread.safetensors").Dispose();

        Assert.Throws<FileNotFoundException>(() => new InpaintingObjective(new() { Perceptual = 0 }, "unread.safetensors"));
    }
}
