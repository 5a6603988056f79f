using PConv.MLNet.Images;
using PConv.MLNet.Networks;
using PConv.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Benchmarks;

/// <summary>The forward pass of <see cref="ReferenceNetwork"/>, on the images that <see cref="BareSession"/> fills.</summary>
sealed class ReferenceScoring : IDisposable
{
    readonly ReferenceNetwork network;
    readonly Dictionary<int, (Tensor Image, Tensor Mask)> inputs = [];

    /// <param name="weights">Of a network without prior, head and refinement, as the paper's.</param>
    /// <param name="threads">Of libtorch.</param>
    public ReferenceScoring(NetworkWeights weights, int threads)
    {
        PartialConvTrainer.LoadTorch();
        set_num_threads(threads);
        network = new(weights);
        using var library = weights.ToNetwork();
        var (image, mask) = Input(library.Spec.SizeMultiple);
        network.EnsureEqual(library, image, mask);
        network.eval();
    }

    /// <summary>Fills one square image.</summary>
    public void Run(int side)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (image, mask) = Input(side);
        network.call(image, mask);
    }

    public void Dispose()
    {
        foreach (var (image, mask) in inputs.Values)
        {
            image.Dispose();
            mask.Dispose();
        }

        network.Dispose();
    }

    (Tensor Image, Tensor Mask) Input(int side)
    {
        if (!inputs.TryGetValue(side, out var input))
        {
            var (image, mask) = BareSession.Noise(1, new(side, side));
            input = (tensor(image, [1, RgbImage.Channels, side, side]), tensor(mask, [1, 1, side, side]));
            input.Image.DetachFromDisposeScope();
            input.Mask.DetachFromDisposeScope();
            inputs[side] = input;
        }

        return input;
    }
}
