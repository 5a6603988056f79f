using System.Globalization;
using PConv.MLNet.Networks;
using PConv.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Benchmarks;

/// <summary>The U-Net of partial convolutions as public code formulates it, in eager Torch: a peer of the library's own network.</summary>
/// <remarks>
/// Masks have all channels (<see cref="ReferenceConvolution"/>); nearest upsampling and skip connections treat masks and features alike.
/// I: float [N, 3, H, W], RGB, [0, 1]; M: float [N, 1, H, W], 1 = valid. Gives float [N, 3, H, W].
/// </remarks>
sealed class ReferenceNetwork : Module<Tensor, Tensor, Tensor>
{
    const double OutputTolerance = 1e-4; // of the norm
    const double GradientTolerance = 1e-2; // rounding turns a sign at some kink of a ReLU or of the loss: 3e-4 measured at full width

    static readonly Scalar One = 1f;
    static readonly Scalar Two = 2f;

    readonly List<ReferenceBlock> encoder = [];
    readonly List<ReferenceBlock> decoder = [];

    /// <param name="weights">Of a network without prior, head and refinement, as the paper's.</param>
    public ReferenceNetwork(NetworkWeights weights)
        : base(nameof(ReferenceNetwork))
    {
        foreach (var row in weights.Spec.Rows)
        {
            var block = new ReferenceBlock(weights, row);
            register_module(row.Name, block);
            (encoder.Count < weights.Spec.Levels ? encoder : decoder).Add(block);
        }
    }

    /// <summary>Library and version.</summary>
    public static string Version => $"libtorch {System.Version.Parse(__version__).ToString(3)}";

    public override Tensor forward(Tensor image, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var (x, m) = (image.mul(Two).sub(One).mul(mask), mask.expand_as(image).contiguous());
        var skips = new Stack<(Tensor, Tensor)>();
        foreach (var block in encoder)
        {
            skips.Push((x, m));
            (x, m) = block.call(x, m); // [N, C, H/2, W/2]
        }

        foreach (var block in decoder)
        {
            var (skip, skipMask) = skips.Pop();
            using var level = NewDisposeScope(); // what is joined is needed for this level alone
            (x, m) = block.call(cat([Enlarge(x), skip], 1), cat([Enlarge(m), skipMask], 1)); // [N, C, 2H, 2W]
            x.MoveToOuterDisposeScope();
            m.MoveToOuterDisposeScope();
        }

        return x.mul(m).add(One, One).div(Two).MoveToOuterDisposeScope();
    }

    /// <summary>The mean absolute error of a network's output, and its gradient: a training step but for the update.</summary>
    /// <returns>The gradient of every parameter, by name.</returns>
    public static Dictionary<string, Tensor> Step(Module<Tensor, Tensor, Tensor> network, Tensor image, Tensor mask)
    {
        var parameters = network.named_parameters().ToArray();
        var loss = network.call(image, mask).sub(image).abs().mean();
        var gradients = autograd.grad([loss], [.. parameters.Select(p => p.parameter)]);
        loss.item<float>();
        return parameters.Zip(gradients).ToDictionary(p => p.First.name, p => p.Second);
    }

    /// <summary>Compares output and gradient with those of the library's network: times compare only where both compute the same.</summary>
    /// <exception cref="InvalidOperationException">They differ; the message says where and by how much.</exception>
    public void EnsureEqual(PartialConvUNet network, Tensor image, Tensor mask)
    {
        using var scope = NewDisposeScope();
        train(network.training);
        EnsureEqual("output", call(image, mask), network.call(image, mask), OutputTolerance);
        var (theirs, ours) = (Step(this, image, mask), Step(network, image, mask));
        foreach (var (name, gradient) in ours)
        {
            EnsureEqual($"gradient of {name}", theirs[name], gradient, GradientTolerance);
        }
    }

    /// <summary>A tensor of its own, of one of the weights.</summary>
    internal static Tensor Read(NetworkWeights weights, string name) =>
        tensor(weights[name].Values, [.. weights[name].Shape.Select(side => (long)side)]);

    static void EnsureEqual(string what, Tensor theirs, Tensor ours, double tolerance)
    {
        var difference = theirs.sub(ours).norm().item<float>() / ours.norm().item<float>();
        if (!(difference <= tolerance))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The reference network and PartialConvUNet differ in the {what} by {difference:G2} of its norm, " +
                $"expected at most {tolerance:G2}. Times would compare different computations: correct one of the two."));
        }
    }

    static Tensor Enlarge(Tensor x) => functional.interpolate(x, scale_factor: [2, 2]);
}
