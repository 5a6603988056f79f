using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using TorchSharp;
using static TorchSharp.torch;
using static PConv.MLNet.Training.Tests.TinyTraining;
using static PConv.MLNet.Training.Tests.TorchTesting;

namespace PConv.MLNet.Training.Tests;

public sealed class PartialConvTrainerTests : TorchTest
{
    readonly TemporaryFolder folder = new();

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    NetworkWeights Train(TrainingOptions options, string name, Action<TrainingProgress>? each = null, bool resume = false,
        CancellationToken cancel = default) =>
        TinyTraining.Train(options, folder[name], each, resume, cancel: cancel);

    void TrainUntil(int step, TrainingOptions options, string name) => TinyTraining.TrainUntil(step, options, folder[name]);

    [Fact]
    public void Train_OnAFewImages_LowersTheLoss()
    {
        var losses = new List<double>();
        var masks = new IrregularMaskOptions { MinRatio = .3, MaxRatio = .32 }; // equally hard ones
        Train(Options with { Steps = 40, BatchSize = 4, LearningRate = 5e-3, Masks = masks }, "a", p => losses.Add(p.Loss));

        Assert.Equal(40, losses.Count);
        Assert.True(losses.TakeLast(8).Average() < .5 * losses.Take(8).Average(),
            $"The loss went {string.Join(" ", losses.Select(l => l.ToString("F3")))}.");
    }

    [Fact]
    public void Train_WithAPrior_MovesEveryLayerAlthoughTheLastStartsAtZero()
    {
        var options = Options with { Network = UNetSpec.WithWidth(4, 3, InitialFill.PullPush), Steps = 3 };
        manual_seed(options.Seed);
        using var network = new PartialConvUNet(options.Network);

        var (before, after) = (network.ToWeights(), Train(options, "a"));

        Assert.All(NetworkWeights.Expected(options.Network), e => Assert.NotEqual(before[e.Name].Values, after[e.Name].Values));
    }

    [Fact]
    public void Train_WithPlainConvolutions_LearnsAsWell()
    {
        var options = Options with { Network = Options.Network with { Convolution = ConvolutionKind.Plain }, Steps = 3 };
        manual_seed(options.Seed);
        using var network = new PartialConvUNet(options.Network);

        var (before, after) = (network.ToWeights(), Train(options, "a"));

        Assert.Equal(ConvolutionKind.Plain, after.Spec.Convolution);
        Assert.All(NetworkWeights.Expected(options.Network), e => Assert.NotEqual(before[e.Name].Values, after[e.Name].Values));
    }

    [Fact]
    public void Train_ToTheEnd_LeavesResultAndCheckpoint()
    {
        var weights = Train(Options, "a");

        Same(weights, NetworkWeights.Load(folder["a/weights.pconvw"]));
        Same(weights, NetworkWeights.Load(Checkpoint.Latest(folder["a"])!.WeightsFile));
        Assert.Equal(6, Checkpoint.Latest(folder["a"])!.Step);
    }

    [Fact]
    public void Train_Twice_GivesTheSameBitsAndWithAnotherSeedOthers()
    {
        var weights = Train(Options, "a");

        Same(weights, Train(Options, "b"));
        Assert.NotEqual(weights["PConv1.weight"].Values, Train(Options with { Seed = 1 }, "c")["PConv1.weight"].Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Train_Resumed_GivesTheSameBitsAsOneRun(int step)
    {
        var options = Options with { CosineDecay = true, WarmupSteps = 2, GradientClip = 1, FinalSize = 24, FinalFrom = .5 };
        var weights = Train(options, "whole");

        TrainUntil(step, options, "parts");

        Same(weights, Train(options, "parts", resume: true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)] // the last batch has been drawn long ago
    public void Train_Canceled_LeavesACheckpointOfThatStepAndNoResult(int step)
    {
        TrainUntil(step, Options, "a");

        Assert.Equal(step, Checkpoint.Latest(folder["a"])!.Step);
        Assert.False(File.Exists(folder["a/weights.pconvw"]));
    }

    [Fact]
    public void Train_CanceledBeforeItsStart_CanBeResumed()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => Train(Options, "a", cancel: new(canceled: true)));

        Assert.Equal(0, Checkpoint.Latest(folder["a"])!.Step);
        Same(Train(Options, "b"), Train(Options, "a", resume: true));
    }

    [Fact]
    public void Train_ResumedAfterItsEnd_WritesTheResultAgain()
    {
        var weights = Train(Options, "a");
        File.Delete(folder["a/weights.pconvw"]);

        Same(weights, Train(Options, "a", resume: true));
        Assert.True(File.Exists(folder["a/weights.pconvw"]));
    }

    [Fact]
    public void Train_IntoAFolderWithCheckpoints_NeedsResume()
    {
        Train(Options with { Steps = 1 }, "a");
        var e = Assert.Throws<ArgumentException>(() => Train(Options, "a"));
        Assert.Equal($"'{folder["a"]}' holds checkpoints of a training. Resume it, or choose an empty folder.", e.Message);
    }

    [Fact]
    public void Train_OnNoImages_SaysWhatToPass()
    {
        var e = Assert.Throws<ArgumentException>(() => new PartialConvTrainer(Options).Train(new ListSource(0), folder["a"]));
        Assert.Equal("There are no images to train on. Pass a folder with JPEG, PNG, WebP or TIFF files.", e.Message);
        Assert.False(Directory.Exists(folder["a"]));
    }

    [Fact]
    public void Train_OnBadImages_ReportsThemAndGivesUp()
    {
        var reports = new List<string>();
        var trainer = new PartialConvTrainer(Options) { Report = reports.Add };

        Assert.Throws<InvalidDataException>(() => trainer.Train(new ListSource(1, 0), folder["a"]));
        Assert.Contains("Skipped image-0.jpg: The file breaks off.", reports);
    }

    [Fact]
    public void Train_WithARateThatIsFarTooHigh_NamesStepAndImages()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Train(Options with { LearningRate = 1e30 }, "a"));

        Assert.Matches(
            @"^The loss is (NaN|∞|Infinity) at step \d \(Valid \S+, Hole \S+, TotalVariation \S+\), on image-\d\.jpg, image-\d\.jpg\. " +
            @"Resume from the last checkpoint with AcceptOtherOptions and a lower LearningRate or a GradientClip\.$", e.Message);
    }

    [Fact]
    public void Train_WithTheWholeLoss_LowersItAndLearnsOtherBits()
    {
        var losses = new List<double>();
        var options = Options with
        {
            Features = "random",
            Steps = 30,
            BatchSize = 4,
            LearningRate = 5e-3,
            Loss = new() { Style = new(120, 5) },
            Masks = new() { MinRatio = .3, MaxRatio = .32 },
        };

        var weights = Train(options, "a", p => losses.Add(p.Loss));

        Assert.True(losses.TakeLast(8).Average() < .8 * losses.Skip(5).Take(8).Average(),
            $"The loss went {string.Join(" ", losses.Select(l => l.ToString("F3")))}.");
        Assert.NotEqual(weights["PConv1.weight"].Values,
            Train(options with { Features = null, Loss = new() }, "b")["PConv1.weight"].Values);
    }

    [Fact]
    public void Train_WithValidation_ReportsItsLossAndLearnsTheSameBits()
    {
        var reports = new List<TrainingProgress>();
        var options = Options with { Steps = 7, ReportEvery = 3, CheckpointEvery = 4 };
        var trainer = new PartialConvTrainer(options) { Validation = new ListSource(3) };

        var weights = trainer.Train(new ListSource(4), folder["a"], progress: new Each(reports.Add));

        Assert.Equal([(3, false), (4, true), (6, false), (7, true)], reports.Select(r => (r.Step, r.ValidationLoss is not null)));
        Same(Train(options, "b"), weights);
    }

    [Fact]
    public void Train_WithValidationOfItsOwnInterval_KeepsToIt()
    {
        var validated = new List<int>();
        var trainer = new PartialConvTrainer(Options with { ValidateEvery = 4 }) { Validation = new ListSource(1) };

        trainer.Train(new ListSource(4), folder["a"],
            progress: new Each(p => validated.AddRange(p.ValidationLoss is null ? [] : [p.Step])));

        Assert.Equal([4, 6], validated);
    }

    [Fact]
    public void Train_WithNothingToValidateOn_SaysSo()
    {
        var e = Assert.Throws<ArgumentException>(() =>
            new PartialConvTrainer(Options) { Validation = new ListSource(0) }.Train(new ListSource(4), folder["a"]));

        Assert.Equal("There are no images to validate on. Pass some, or leave the validation out.", e.Message);
    }

    [Fact]
    public void Train_ReportsAndKeepsCheckpointsAsOftenAsAsked()
    {
        var reports = new List<TrainingProgress>();
        Train(Options with { Steps = 7, ReportEvery = 3, CheckpointEvery = 2, WarmupSteps = 7 }, "a", reports.Add);

        Assert.Equal([3, 6, 7], reports.Select(r => r.Step));
        Assert.All(reports, r => Assert.Equal(2e-3 * r.Step / 7, r.LearningRate, 1e-12));
        Assert.All(reports, r => Assert.Equal(7, r.Steps));
        var checkpoints = Directory.EnumerateDirectories(folder["a"], "step-*").Select(Path.GetFileName).Order();
        Assert.Equal(["step-000004", "step-000006", "step-000007"], checkpoints);
    }

    [Fact]
    public void Train_DrawsTheFirstWeightsAloneFromTorchsGenerator()
    {
        Assert.Equal(NextAfter(1), NextAfter(5));

        float[] NextAfter(int steps)
        {
            Train(Options with { Steps = steps, EmaDecay = .9, PreviewEvery = 1 }, $"steps-{steps}");
            return TorchTesting.Floats(nn.init.kaiming_normal_(zeros([2, 3, 4, 4])));
        }
    }

    [Fact]
    public void Train_ResumedWithOtherOptions_NamesThem()
    {
        TrainUntil(2, Options, "a");

        var e = Assert.Throws<ArgumentException>(() => Train(Options with { BatchSize = 4 }, "a", resume: true));

        Assert.StartsWith($"The checkpoint '{folder["a/step-000002"]}' was made with other options: batchSize was 2, now 4. ", e.Message);
        Train(Options with { BatchSize = 4, AcceptOtherOptions = true }, "a", resume: true);
        Assert.Equal(6, Checkpoint.Latest(folder["a"])!.Step);
    }

    [Fact]
    public void Train_Started_ClearsWhatAKilledOneLeft()
    {
        Directory.CreateDirectory(folder["a/step-000003.tmp"]);

        Train(Options, "a");

        Assert.False(Directory.Exists(folder["a/step-000003.tmp"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("random")]
    public void Train_FromStepToStep_LeavesNoTensorAlive(string? features)
    {
        var counts = new List<long>();
        Train(Options with { Steps = 8, GradientClip = 1, Features = features }, "a", _ => counts.Add(LiveTensors));

        Assert.Single(counts.Skip(2).Distinct());
    }
}
