using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Training.Tests;

public sealed class TrainingOptionsTests
{
    static string ErrorOf(TrainingOptions options) => Assert.ThrowsAny<ArgumentException>(() => new PartialConvTrainer(options)).Message;

    [Fact]
    public void Defaults_AreThePapersFirstPhase()
    {
        var options = new TrainingOptions();

        Assert.Equal((6, 512, 2e-4, .01, .6),
            (options.BatchSize, options.Size, options.LearningRate, options.Masks.MinRatio, options.Masks.MaxRatio));
        Assert.Same(UNetSpec.Paper, options.Network);
        Assert.Equal(new LossWeights(), options.Loss);
        _ = new PartialConvTrainer(options);
    }

    [Fact]
    public void FromJson_OfToJson_GivesTheSameOptions()
    {
        var options = new TrainingOptions
        {
            Network = UNetSpec.WithWidth(4, 3, InitialFill.PullPush),
            Steps = 7,
            Size = 64,
            FinalSize = 128,
            GradientClip = 1.5,
            CosineDecay = true,
            Loss = new() { Hole = 3 },
            Masks = new()
            {
                MinRatio = .1,
                MaxRatio = .2,
                Border = 3,
                Kinds = new() { Boxes = 2, Walks = 1 },
                Augmentation = new() { MaxZoom = 3 },
            },
            MaskFolder = "masks",
            Seed = 11,
        };

        var read = TrainingOptions.FromJson(options.ToJson());

        Assert.Equal(options.ToJson(), read.ToJson());
        Assert.Equal(options with { Network = read.Network }, read);
        Assert.Equal(options.Network.ToJson(), read.Network.ToJson());
    }

    [Fact]
    public void FromJson_OfKinds_TakesThoseAlone() => Assert.Equal(
        new IrregularMaskOptions { Kinds = new() { Strokes = 1, Shapes = .5 }, Augmentation = new() { MaxRotation = 10 } },
        TrainingOptions.FromJson(
            """{ "masks": { "kinds": { "strokes": 1, "shapes": 0.5 }, "augmentation": { "maxRotation": 10 } } }""").Masks);

    [Fact]
    public void FromJson_OfSomeNames_KeepsTheOtherDefaults() =>
        Assert.Equal(new TrainingOptions { Steps = 5, Size = 256 },
            TrainingOptions.FromJson("""{ "steps": 5, "Size": 256 /* any case */ }"""));

    [Theory]
    [InlineData("{ \"steps\": 5,\n  \"learningrat\": 1 }",
        "line 2: there is no 'learningrat' here, expected acceptOtherOptions, accumulation, batchSize, ")]
    [InlineData("""{ "loss": { "holes": 6 } }""",
        "line 1: there is no 'holes' here, expected featureDistance, featureDistribution, hole, holeBalanced, ")]
    [InlineData("{ \"loss\": {\n  \"adversarial\": 0.05 } }",
        "line 2: the adversarial term, which did not improve fills, was removed. Delete 'adversarial'.")]
    [InlineData("""{ "DiscriminatorLearningRate": 1e-4 }""",
        "line 1: the adversarial term, which did not improve fills, was removed. Delete 'discriminatorLearningRate'.")]
    [InlineData("{", "line 1, character 2: this is no JSON. Check quotes, commas and brackets up to there.")]
    [InlineData("{\n  \"steps\": 5,\n  size: 3 }", "line 3, character 3: this is no JSON. Check quotes, commas and brackets up to there.")]
    [InlineData("", "line 1, character 1: this is no JSON. Check quotes, commas and brackets up to there.")]
    [InlineData("""{ "steps": "ten" }""", "line 1, steps: expected a whole number.")]
    [InlineData("""{ "steps": 1.5 }""", "line 1, steps: expected a whole number.")]
    [InlineData("""{ "steps": 1e99 }""", "line 1, steps: expected a whole number.")]
    [InlineData("""{ "finalSize": "x" }""", "line 1, finalSize: expected a whole number.")]
    [InlineData("""{ "learningRate": true }""", "line 1, learningRate: expected a number.")]
    [InlineData("""{ "cosineDecay": 1 }""", "line 1, cosineDecay: expected true or false.")]
    [InlineData("""{ "features": 18 }""", "line 1, features: expected text in quotes.")]
    [InlineData("""{ "loss": { "hole": "much" } }""", "line 1, loss.hole: expected a number or an object in braces.")]
    [InlineData("""{ "loss": { "style": { "weight": "much" } } }""", "line 1, loss.style: expected a number or an object in braces.")]
    [InlineData("""{ "loss": { "style": { "warmupSteps": 5 } } }""", "line 1, loss.style: expected a number or an object in braces.")]
    [InlineData("""{ "loss": 6 }""", "line 1, loss: expected an object in braces with featureDistance, ")]
    [InlineData("""{ "masks": { "border": [] } }""", "line 1, masks.border: expected a whole number.")]
    [InlineData("""{ "masks": { "kinds": { "boxes": "two" } } }""", "line 1, masks.kinds.boxes: expected a number.")]
    [InlineData("""{ "network": { "prior": "pullpush2" } }""",
        "line 1, network.prior: expected one of \"None\", \"PullPush\", \"EdgeEnhancing\", \"Given\".")]
    [InlineData("""{ "network": { "encoder": [ { "kernel": "big" } ] } }""", "line 1, network.encoder[0].kernel: expected a whole number.")]
    [InlineData("""{ "network": { "encoder": 3 } }""", "line 1, network.encoder: expected a list in square brackets.")]
    [InlineData("[]", "line 1: expected an object in braces with acceptOtherOptions, ")]
    public void FromJson_OfWhatItCannotRead_SaysLineKeyAndWhatIsExpected(string json, string problem)
    {
        var message = Assert.Throws<ArgumentException>(() => TrainingOptions.FromJson(json)).Message;

        Assert.StartsWith($"The training configuration cannot be read: {problem}", message);
        Assert.DoesNotMatch(@"System|PConv|\.NET|Path: |LineNumber", message);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(0)]
    public void Size_ThatIsNoMultiple_SaysWhich(int size) => Assert.Equal(
        $"Crops of {size} px do not fit a network of 3 levels: take a multiple of 8.",
        ErrorOf(new() { Network = UNetSpec.WithWidth(4, 3), Size = size }));

    [Fact]
    public void FinalSize_ThatIsNoMultiple_SaysWhich() =>
        Assert.StartsWith("Crops of 100 px do not fit", ErrorOf(new() { FinalSize = 100 }));

    [Fact]
    public void Counts_BelowOne_AreNamed()
    {
        Assert.Equal("Steps is 0, expected at least 1.", ErrorOf(new() { Steps = 0 }));
        Assert.Equal("BatchSize is -1, expected at least 1.", ErrorOf(new() { BatchSize = -1 }));
        Assert.Equal("CheckpointEvery is 0, expected at least 1.", ErrorOf(new() { CheckpointEvery = 0 }));
        Assert.Equal("ValidateEvery is 0, expected at least 1.", ErrorOf(new() { ValidateEvery = 0 }));
        Assert.Equal("ReportEvery is 0, expected at least 1.", ErrorOf(new() { ReportEvery = 0 }));
    }

    [Fact]
    public void Rates_BelowZero_AreRefused()
    {
        Assert.Equal("LearningRate 0 and GradientClip  must be above 0, WarmupSteps 0 at least 0.", ErrorOf(new() { LearningRate = 0 }));
        Assert.StartsWith("LearningRate NaN", ErrorOf(new() { LearningRate = double.NaN }));
        Assert.StartsWith("LearningRate 0.0002 and GradientClip -1 must", ErrorOf(new() { GradientClip = -1 }));
        Assert.EndsWith("WarmupSteps -1 at least 0.", ErrorOf(new() { WarmupSteps = -1 }));
    }

    [Fact]
    public void Masks_ThatContradictThemselvesOrTheCrops_AreRefusedAtOnce()
    {
        Assert.StartsWith("Hole ratios 0.5-0.1 are no range", ErrorOf(new() { Masks = new() { MinRatio = .5, MaxRatio = .1 } }));
        Assert.StartsWith("A border of 300 px leaves 0.0 % of 512×512", ErrorOf(new() { Masks = new() { Border = 300 } }));
    }

    [Fact]
    public void Device_ThatIsNotThere_SaysWhatToInstall() => Assert.Equal(
        "Device 'cuda' was asked for, but no CUDA device is available. Use cpu, or a driver with a torch for CUDA (the package " +
        "TorchSharp-cuda-linux).",
        ErrorOf(new() { Device = "cuda" }));

    [Fact]
    public void LearningRateAt_ByDefault_IsConstant()
    {
        var options = new TrainingOptions { Steps = 100 };

        Assert.All([0, 50, 99], step => Assert.Equal(2e-4, options.LearningRateAt(step)));
    }

    [Theory]
    [InlineData(0, .25)]
    [InlineData(1, .5)]
    [InlineData(3, 1)]
    [InlineData(50, 1)]
    public void LearningRateAt_InWarmup_RisesInEqualParts(int step, double share) =>
        Assert.Equal(share, new TrainingOptions { Steps = 100, WarmupSteps = 4, LearningRate = 1 }.LearningRateAt(step), 1e-12);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(25, .8535533905932737)] // ½ + ½ cos(π/4)
    [InlineData(50, .5)]
    [InlineData(100, 0)]
    public void LearningRateAt_WithCosineDecay_FallsToZero(int step, double share) =>
        Assert.Equal(share, new TrainingOptions { Steps = 100, CosineDecay = true, LearningRate = 1 }.LearningRateAt(step), 1e-12);

    [Theory]
    [InlineData(0, 64)]
    [InlineData(79, 64)]
    [InlineData(80, 128)]
    [InlineData(99, 128)]
    public void SizeAt_FromTheGivenShareOn_IsTheFinalSize(int step, int size) =>
        Assert.Equal(size, new TrainingOptions { Steps = 100, Size = 64, FinalSize = 128 }.SizeAt(step));

    [Fact]
    public void OneCrop_OfTheSmallestSize_CannotBeNormalized() => Assert.StartsWith(
        "One crop of 8 px leaves one value a channel at the bottleneck",
        ErrorOf(new() { Network = UNetSpec.WithWidth(4, 3), BatchSize = 1, Size = 8 }));
}
