using System.Globalization;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Benchmarks;

/// <summary>Forward and backward pass of the network against the public formulation with masks of all channels, both in libtorch.</summary>
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
        var threads = Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { } number ? int.Parse(number, CultureInfo.InvariantCulture)
            : Environment.ProcessorCount;
        PartialConvTrainer.LoadTorch(); // here, as the other benchmarks do without Torch, which would count as their memory
        set_num_threads(threads);
        manual_seed(1);
        using var scope = NewDisposeScope();
        using var network = new PartialConvUNet(UNetSpec.WithWidth(width, levels));
        using var reference = new ReferenceNetwork(network.ToWeights());
        var (image, mask) = Batch();
        reference.EnsureEqual(network, image, mask);
        var title = $"Forward and backward, base {width}, {levels} levels, {Side}², batches of {BatchSize}, {threads} threads";
        Measure.Compare(title, BatchSize, Measure.Rounds(rounds),
            new($"masks of all channels, {ReferenceNetwork.Version}", () => Step(reference, image, mask)),
            new("PartialConvUNet", () => Step(network, image, mask)));
    }

    static void Step(nn.Module<Tensor, Tensor, Tensor> network, Tensor image, Tensor mask)
    {
        using var scope = NewDisposeScope();
        ReferenceNetwork.Step(network, image, mask);
    }

    /// <summary>Noise and drawn masks with between a fifth and two fifths of holes.</summary>
    static (Tensor Image, Tensor Mask) Batch()
    {
        var random = new Random(1);
        var masks = new IrregularMaskGenerator(new() { Width = Side, Height = Side, MinRatio = .2, MaxRatio = .4 });
        var (colors, known) = (new float[BatchSize * RgbImage.Channels * Side * Side], new float[BatchSize * Side * Side]);
        for (var i = 0; i < colors.Length; i++)
        {
            colors[i] = random.NextSingle();
        }

        for (var i = 0; i < BatchSize; i++)
        {
            PlanarLayout.Write(masks.Generate(i), known.AsSpan(i * Side * Side, Side * Side), new(Side, Side));
        }

        return (tensor(colors, [BatchSize, RgbImage.Channels, Side, Side]), tensor(known, [BatchSize, 1, Side, Side]));
    }
}
