using System.Globalization;
using PConv.MLNet.Core;
using PConv.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Benchmarks;

/// <summary>Forward and backward pass of the network against the public formulation with masks of all channels, in Python's torch.</summary>
static class TrainingSpeed
{
    const int BatchSize = 4;
    const int Side = 256;

    public static void Run()
    {
        Compare(width: 64, levels: 8, rounds: 9);
        Compare(width: 16, levels: 7, rounds: 25);
    }

    static void Compare(int width, int levels, int rounds)
    {
        var threads = Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        set_num_threads(threads);
        manual_seed(1);
        using var scope = NewDisposeScope();
        using var network = new PartialConvUNet(UNetSpec.WithWidth(width, levels));
        var (image, mask) = Batch();
        using var reference = new ReferenceProcess("reference_training.py", ["torch"], "python3-torch", width, levels, Side, BatchSize, threads);
        Measure.Compare($"Forward and backward, base {width}, {levels} levels, {Side}², batches of {BatchSize}, {threads} threads", BatchSize, rounds,
            new($"masks of all channels, {reference.Version}", () => reference.Ask("step")) { Process = reference.Process },
            new("PartialConvUNet", () => Step(network, image, mask)));
    }

    static void Step(PartialConvUNet network, Tensor image, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var loss = (network.call(image, mask) - image).abs().mean();
        autograd.grad([loss], [.. network.parameters()]);
        loss.item<float>();
    }

    /// <summary>Noise and drawn masks with between a fifth and two fifths of holes.</summary>
    static (Tensor Image, Tensor Mask) Batch()
    {
        var random = new Random(1);
        var masks = new IrregularMaskGenerator(new() { Width = Side, Height = Side, MinRatio = .2, MaxRatio = .4 });
        var (colours, known) = (new float[BatchSize * RgbImage.Channels * Side * Side], new float[BatchSize * Side * Side]);
        for (var i = 0; i < colours.Length; i++)
        {
            colours[i] = random.NextSingle();
        }

        for (var i = 0; i < BatchSize; i++)
        {
            PlanarLayout.Write(masks.Generate(i), known.AsSpan(i * Side * Side, Side * Side), new(Side, Side));
        }

        return (tensor(colours, [BatchSize, RgbImage.Channels, Side, Side]), tensor(known, [BatchSize, 1, Side, Side]));
    }
}
