using PConv.MLNet.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Benchmarks;

/// <summary>The partial convolution as public code formulates it: with a mask of as many channels as the features.</summary>
/// <remarks>
/// The mask is convolved with ones of the weights' shape, which gives sum(M) of eq. (1) and the update of eq. (2).
/// Shapes: x and mask [N, C, H, W] give features and mask [N, out, H', W'], H' = ⌈H / stride⌉.
/// </remarks>
sealed class ReferenceConvolution : Module<Tensor, Tensor, (Tensor Features, Tensor Mask)>
{
    // Numbers for Torch are held here: TorchSharp itself does not keep them alive during a call.
    static readonly Scalar Zero = 0f;
    static readonly Scalar One = 1f;
    static readonly Scalar Epsilon = 1e-8f;

    readonly Scalar window; // sum(1) of eq. (1)
    readonly long[] stride;
    readonly long[] padding;
    readonly Parameter weight;
    readonly Parameter? bias;
    readonly Tensor ones;

    /// <param name="weights">Where the layer's numbers are, as <c>PConv1.weight</c>.</param>
    /// <param name="row">The layer; it has a bias where no batch normalization follows.</param>
    public ReferenceConvolution(NetworkWeights weights, LayerSpec row)
        : base(nameof(ReferenceConvolution))
    {
        weight = new Parameter(ReferenceNetwork.Read(weights, $"{row.Name}.weight"));
        bias = row.BatchNorm ? null : new Parameter(ReferenceNetwork.Read(weights, $"{row.Name}.bias"));
        ones = ones_like(weight);
        window = (float)(weight.shape[1] * row.Kernel * row.Kernel);
        stride = [row.Stride, row.Stride];
        padding = [row.Kernel / 2, row.Kernel / 2];
        RegisterComponents();
    }

    public override (Tensor Features, Tensor Mask) forward(Tensor x, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var (ratio, valid) = Renormalize(mask);
        var y = functional.conv2d(x.mul(mask), weight, null, stride, padding).mul(ratio); // eq. (1)
        y = bias is null ? y : y.add(bias.view(1, -1, 1, 1), One).mul(valid);
        return (y.MoveToOuterDisposeScope(), valid.MoveToOuterDisposeScope());
    }

    (Tensor Ratio, Tensor Valid) Renormalize(Tensor mask)
    {
        using var noGradient = no_grad();
        var sum = functional.conv2d(mask, ones, null, stride, padding); // sum(M)
        var valid = sum.clamp(Zero, One); // eq. (2)
        return (sum.add(Epsilon, One).reciprocal().mul(window).mul(valid), valid); // sum(1) / sum(M)
    }
}
