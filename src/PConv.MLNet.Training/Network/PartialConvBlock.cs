using PConv.MLNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>One layer of the paper's network table: partial convolution, optional batch normalization, and activation.</summary>
sealed class PartialConvBlock : Module<MaskedTensor[], MaskedTensor>
{
    const double Momentum = .1; // Torch's default

    readonly PartialConv2d conv;
    readonly BatchNorm2d? bn;
    readonly Activation activation;

    /// <summary>Creates the block of one table row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="groups">Its groups of input channels.</param>
    /// <param name="enlarge">Whether the first group has half the size and is enlarged, as in the decoder.</param>
    /// <param name="partial">False for a plain convolution.</param>
    public PartialConvBlock(LayerSpec row, IReadOnlyList<int> groups, bool enlarge = false, bool partial = true)
        : base(nameof(PartialConvBlock))
    {
        activation = row.Activation;
        conv = new PartialConv2d(
            [.. groups.Select(channels => (long)channels)],
            row.OutChannels, row.Kernel, row.Stride, bias: !row.BatchNorm,
            negativeSlope: activation == Activation.LeakyReLU ? UNetSpec.LeakySlope : 0,
            enlarge,
            partial);
        bn = row.BatchNorm ? BatchNorm2d(row.OutChannels, UNetSpec.BatchNormEpsilon) : null;
        RegisterComponents();
    }

    /// <summary>The convolution.</summary>
    public PartialConv2d Conv => conv;

    /// <summary>The batch normalization; null if the row has none.</summary>
    public BatchNorm2d? Norm => bn;

    /// <summary>Convolves, normalizes and activates. The result is 0 in holes.</summary>
    public override MaskedTensor forward(MaskedTensor[] input)
    {
        using var scope = NewDisposeScope();
        var (x, valid) = conv.call(input);
        x = bn is null ? x : Normalize(bn, x).mul_(valid); // normalization shifts the zeros in holes
        x = activation switch // 0 stays 0
        {
            Activation.ReLU => functional.relu(x, inplace: true),
            Activation.LeakyReLU => x.LeakyReluInPlace(UNetSpec.LeakySlope),
            _ => x,
        };
        return new(x.MoveToOuterDisposeScope(), valid.MoveToOuterDisposeScope()) { Applied = true };
    }

    /// <summary>Equivalent to calling the module, except that batches are not counted, because TorchSharp's counting is not safe with
    /// garbage collection (<see cref="TensorMath"/>).</summary>
    static Tensor Normalize(BatchNorm2d norm, Tensor x) =>
        functional.batch_norm(x, norm.running_mean!, norm.running_var!, norm.weight, norm.bias, norm.training, Momentum,
            UNetSpec.BatchNormEpsilon);
}
