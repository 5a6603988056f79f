using PConv.MLNet.Networks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

/// <summary>Trainings of a few steps that take milliseconds.</summary>
static class TinyTraining
{
    /// <summary>Six steps of two crops of 16 px on one thread, a report each.</summary>
    public static TrainingOptions Options { get; } = new()
    {
        Network = UNetSpec.WithWidth(4, 3),
        Steps = 6,
        BatchSize = 2,
        Size = 16,
        LearningRate = 2e-3,
        ReportEvery = 1,
        Threads = 1,
    };

    /// <summary>Everything that has a state: phases, warm-up, decay, clipping, average, parts, growing crops, validation between.</summary>
    public static TrainingOptions Everything { get; } = Options with
    {
        Steps = 20,
        BatchSize = 4,
        FineTuneSteps = 6,
        FineTuneLearningRate = 1e-3,
        CosineDecay = true,
        WarmupSteps = 3,
        GradientClip = 1,
        EmaDecay = .9,
        Accumulation = 2,
        FinalSize = 24,
        ValidateEvery = 3,
        PreviewEvery = 7,
        Loss = new() { Hole = new(6, 5) },
    };

    /// <summary>The same rows without normalization: crops do not see each other.</summary>
    public static UNetSpec WithoutNorm(UNetSpec spec) =>
        new([.. spec.Encoder.Select(Without)], [.. spec.Decoder.Select(Without)], spec.Prior);

    /// <summary>Trains on four images, with two for validation where asked for.</summary>
    public static NetworkWeights Train(TrainingOptions options, string folder, Action<TrainingProgress>? each = null, bool resume = false,
        bool validate = false,
        Action<string>? report = null, CancellationToken cancel = default) =>
        new PartialConvTrainer(options) { Report = report ?? (_ => { }), Validation = validate ? new ListSource(2) : null }
            .Train(new ListSource(4), folder, resume, new Each(each ?? (_ => { })), cancel);

    /// <summary>Trains up to a step and cancels there.</summary>
    public static void TrainUntil(int step, TrainingOptions options, string folder, bool resume = false, bool validate = false)
    {
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Train(options, folder, p =>
        {
            if (p.Step == step)
            {
                cancel.Cancel();
            }
        }, resume, validate, cancel: cancel.Token));
    }

    /// <summary>The same bits in every tensor.</summary>
    public static void Same(NetworkWeights expected, NetworkWeights actual) => Assert.All(
        NetworkWeights.Expected(expected.Spec),
        e => Assert.Equal(expected[e.Name].Values.Select(BitConverter.SingleToInt32Bits),
            actual[e.Name].Values.Select(BitConverter.SingleToInt32Bits)));

    static LayerSpec Without(LayerSpec row) => row with { BatchNorm = false };

    internal sealed class Each(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
