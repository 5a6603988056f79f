using PConv.MLNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>One row of the network's table: partial convolution, batch normalization if asked for, activation.</summary>
sealed class PartialConvBlock : Module<MaskedTensor[], MaskedTensor>
{
    const double Momentum = .1; // Torch's default

    readonly PartialConv2d conv;
    readonly BatchNorm2d? bn;
    readonly Activation activation;

    /// <summary>Makes the layers of one row.</summary>
    /// <param name="shape">The row and the groups of channels it reads.</param>
    /// <param name="enlarge">Whether the first group comes at half the size, as in the decoder.</param>
    /// <param name="partial">False for a plain convolution.</param>
    public PartialConvBlock(LayerShape shape, bool enlarge = false, bool partial = true)
        : base(nameof(PartialConvBlock))
    {
        ArgumentNullException.ThrowIfNull(shape);
        var row = shape.Spec;
        activation = row.Activation;
        conv = new PartialConv2d(
            [.. shape.Groups.Select(channels => (long)channels)],
            row.OutChannels, row.Kernel, row.Stride, bias: !row.BatchNorm,
            negativeSlope: activation == Activation.LeakyReLU ? UNetSpec.LeakySlope : 0,
            enlarge,
            partial);
        bn = row.BatchNorm ? BatchNorm2d(row.OutChannels, UNetSpec.BatchNormEpsilon) : null;
        RegisterComponents();
    }

    /// <summary>The layer of eqs. (1) and (2).</summary>
    public PartialConv2d Conv => conv;

    /// <summary>Its normalization, or null.</summary>
    public BatchNorm2d? Norm => bn;

    /// <summary>Convolves, normalizes and activates; holes are 0.</summary>
    public override MaskedTensor forward(MaskedTensor[] input)
    {
        using var scope = NewDisposeScope();
        var (x, valid) = conv.call(input);
        x = bn is null ? x : Normalize(bn, x).mul_(valid); // holes, which the normalization shifts, are 0 again: for all that reads this
        x = activation switch // 0 stays 0
        {
            Activation.ReLU => functional.relu(x, inplace: true),
            Activation.LeakyReLU => x.LeakyReluInPlace(UNetSpec.LeakySlope),
            _ => x,
        };
        return new(x.MoveToOuterDisposeScope(), valid.MoveToOuterDisposeScope()) { Applied = true };
    }

    /// <summary>What the module does but for counting batches, for which it hands Torch a number that nothing holds
    /// (<see cref="TensorMath"/>).</summary>
    static Tensor Normalize(BatchNorm2d norm, Tensor x) =>
        functional.batch_norm(x, norm.running_mean!, norm.running_var!, norm.weight, norm.bias, norm.training, Momentum,
            UNetSpec.BatchNormEpsilon);
}
