using Microsoft.ML;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using PConv.MLNet.Tests;

namespace PConv.MLNet.Training.Tests;

/// <summary>What a fit does: learn, report, stop, go on, and leave behind what it should.</summary>
public sealed class TrainingRunTests : IDisposable
{
    readonly TrainerBench bench = new();
    readonly List<TrainingProgress> reports = [];

    public void Dispose() => bench.Dispose();

    PartialConvTrainerOptions In(string folder, Action<TrainingProgress>? each = null) => bench.Options with
    {
        OutputFolder = bench[folder],
        Progress = new Each(p =>
        {
            reports.Add(p);
            each?.Invoke(p);
        }),
    };

    InpaintingTransformer Fit(PartialConvTrainerOptions options, IDataView? validation = null,
        CancellationToken cancel = default) =>
        bench.ML.Inpainting().Trainers.PartialConv(options).Fit(bench.Images(), validation, cancel);

    float[] Weights(string folder) => NetworkWeights.Load(bench[$"{folder}/weights.pconvw"])["PConv1.weight"].Values;

    [Fact]
    public void Fit_OnAFewImages_LowersTheLossOnThemAndOnOthers()
    {
        var options = In("a");
        options = options with
        {
            Training = options.Training with
            {
                Steps = 40,
                BatchSize = 4,
                LearningRate = 5e-3,
                ValidateEvery = 4,
                Masks = new() { MinRatio = .3, MaxRatio = .32 },
            },
        };

        Fit(options, bench.Images(6)).Dispose();

        var validation = reports.Select(r => r.ValidationLoss).OfType<double>().ToArray();
        Assert.True(reports.TakeLast(8).Average(r => r.Loss) < .5 * reports.Take(8).Average(r => r.Loss),
            string.Join(" ", reports.Select(r => r.Loss.ToString("F3"))));
        Assert.True(validation[^1] < .5 * validation[0], string.Join(" ", validation.Select(l => l.ToString("F3"))));
    }

    [Fact]
    public void Fit_IntoAFolderThatIsTrainedInto_IsRefusedBeforeAnythingIsToldOrWritten()
    {
        using var hold = TrainingFolder.Take(bench["a"]);

        var e = Assert.Throws<InvalidOperationException>(() => Fit(In("a")));

        Assert.Equal($"Another training of this process trains in '{bench["a"]}'. Wait until it ends, or choose another folder.",
            e.Message);
        Assert.DoesNotContain(bench.Log, line => line.StartsWith("Info Training on"));
        Assert.Equal(["training.lock"], Directory.EnumerateFileSystemEntries(bench["a"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Fit_FromWeights_LearnsOnFromThem()
    {
        Fit(In("a")).Dispose();
        var onwards = In("b") with { InitialWeights = NetworkWeights.Load(bench["a/weights.pconvw"]) };

        Fit(onwards with { Training = onwards.Training with { Steps = 1, Seed = 9, LearningRate = 1e-9 } }).Dispose();

        Assert.All(Weights("a").Zip(Weights("b")), pair => Assert.Equal(pair.First, pair.Second, 1e-7f));
    }

    [Fact]
    public void Fit_GivesATransformerThatFillsAsTheWeightsDo()
    {
        var (image, mask) = (Samples.Image(31, 22), Samples.Irregular(31, 22));
        using var model = Fit(In("a"));
        using var weights = OnnxInpainter.FromWeights(NetworkWeights.Load(bench["a/weights.pconvw"]));
        using var file = OnnxInpainter.FromFile(bench["a/model.onnx"]);

        var filled = Assert.Single(TrainerBench.Read(model.Transform(bench.View(TrainerBench.Row(image, mask)))));

        Assert.Equal(weights.Inpaint(image, mask).Pixels, filled.Pixels);
        Assert.Equal(file.Inpaint(image, mask).Pixels, filled.Pixels);
        using var builtIn = OnnxInpainter.BuiltIn();
        Assert.NotEqual(builtIn.Inpaint(image, mask).Pixels, filled.Pixels);
    }

    [Fact]
    public void Fit_OnMasksOfTheView_LearnsOthersThanOnGeneratedOnes()
    {
        Fit(In("generated")).Dispose();
        Fit(In("own") with { UseMaskColumn = true }).Dispose();
        Fit(In("turned") with { UseMaskColumn = true, MaskReading = new(MaskPolarity.WhiteIsValid) }).Dispose();

        Assert.NotEqual(Weights("generated"), Weights("own"));
        Assert.NotEqual(Weights("own"), Weights("turned"));
    }

    [Fact]
    public void Fit_TellsTheLogStepLossRateSpeedAndTimeLeft()
    {
        Fit(In("a")).Dispose();

        Assert.Contains("Info Training on 4 images, 4 steps of 2 crops, on cpu.", bench.Log);
        var steps = bench.Log.Where(line => line.StartsWith("Info Step")).ToArray();
        Assert.Equal(4, steps.Length);
        Assert.All(steps, (line, i) =>
            Assert.Matches(@$"^Info Step {i + 1}/4: loss \d\.\d{{5}}, rate 0\.002, \d+\.\d images/s, 0:\d\d left\.$", line));
        Assert.Equal([1, 2, 3, 4], reports.Select(r => r.Step));
    }

    [Fact]
    public void Fit_WithAValidationView_ReportsItsLossWhenAskedToAndAtTheEnd()
    {
        var options = In("a");

        Fit(options with { Training = options.Training with { ReportEvery = 4, ValidateEvery = 3 } }, bench.Images(3)).Dispose();

        Assert.Equal([3, 4], reports.Select(r => r.Step));
        Assert.All(reports, r => Assert.InRange(r.ValidationLoss!.Value, 1e-3, 10));
        Assert.Contains("Info Training on 4 images, validating on 3, 4 steps of 2 crops, on cpu.", bench.Log);
        Assert.Equal(2, bench.Log.Count(line => line.Contains(", validation loss 0.") || line.Contains(", validation loss 1.")));
    }

    [Fact]
    public void Fit_WithAValidationView_LearnsTheSameBits()
    {
        Fit(In("with"), bench.Images(3)).Dispose();
        Fit(In("without")).Dispose();

        Assert.Equal(Weights("without"), Weights("with"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // by the options' token, as within a pipeline
    public void Fit_Canceled_LeavesACheckpointFromWhichItGoesOnBitForBit(bool byOptions)
    {
        Fit(In("whole")).Dispose();
        using var cancel = new CancellationTokenSource();
        var options = In("parts", StopAtTwo) with { Cancel = byOptions ? cancel.Token : default };

        Assert.ThrowsAny<OperationCanceledException>(() => Fit(options, cancel: byOptions ? default : cancel.Token));

        Assert.Equal(2, Checkpoint.Latest(bench["parts"])!.Step);
        Assert.False(File.Exists(bench["parts/model.onnx"]));
        Fit(In("parts") with { Resume = true }).Dispose();
        Assert.Equal(Weights("whole"), Weights("parts"));

        void StopAtTwo(TrainingProgress progress)
        {
            if (progress.Step == 2)
            {
                cancel.Cancel();
            }
        }
    }

    [Fact]
    public void Fit_IntoAFolderWithCheckpoints_NeedsResume()
    {
        Fit(In("a")).Dispose();

        var e = Assert.Throws<ArgumentException>(() => Fit(In("a")));

        Assert.Equal($"'{bench["a"]}' holds checkpoints of a training. Resume it, or choose an empty folder.", e.Message);
    }

    [Fact]
    public void Fit_WithoutAFolder_LeavesNothingBehindAndFillsAllTheSame()
    {
        var before = Temporary();
        using var model = bench.Trainer.Fit(bench.Images());

        Assert.Equal(before, Temporary());
        Assert.Equal(2, TrainerBench.Read(model.Transform(bench.Images(2))).Length);
    }

    [Fact]
    public void Fit_ThatFailsWithoutAFolder_LeavesNothingBehind()
    {
        var before = Temporary();

        Assert.Throws<InvalidOperationException>(() =>
            bench.With(o => o with { Training = o.Training with { LearningRate = 1e30, CacheBytes = 0 } }).Fit(bench.Images()));

        Assert.Equal(before, Temporary());
    }

    [Fact]
    public void Fit_BeyondTheMemoryAllowed_UsesAFileThatIsGoneAfterwardsAndLearnsTheSameBits()
    {
        var during = new List<int>();
        var options = In("disk", _ => during.Add(Spilled("disk").Length));

        Fit(options with { Training = options.Training with { CacheBytes = 24 * 20 * 3 } }).Dispose();
        Fit(In("memory", _ => during.Add(Spilled("memory").Length))).Dispose();

        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0], during);
        Assert.Empty(Spilled("disk"));
        Assert.Equal(Weights("memory"), Weights("disk"));
    }

    string[] Spilled(string folder) => Directory.Exists(bench[folder]) ? Directory.GetFiles(bench[folder], ".*.pixels") : [];

    static string[] Temporary() => [.. Directory.GetDirectories(Path.GetTempPath(), "pconv-training-*").Order()];
}
