using PConv.MLNet.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>One row of the network's table: partial convolution, batch normalisation if asked for, activation.</summary>
public sealed class PartialConvBlock : Module<Masked[], Masked>
{
    readonly PartialConv2d conv;
    readonly BatchNorm2d? bn;
    readonly Activation activation;

    /// <summary>Makes the layers of one row.</summary>
    public PartialConvBlock(LayerShape shape)
        : base(nameof(PartialConvBlock))
    {
        ArgumentNullException.ThrowIfNull(shape);
        var row = shape.Spec;
        activation = row.Activation;
        conv = new PartialConv2d(
            [.. shape.Groups.Select(channels => (long)channels)],
            row.OutChannels, row.Kernel, row.Stride, bias: !row.BatchNorm,
            negativeSlope: activation == Activation.LeakyReLU ? UNetSpec.LeakySlope : 0);
        bn = row.BatchNorm ? BatchNorm2d(row.OutChannels, UNetSpec.BatchNormEpsilon) : null;
        RegisterComponents();
    }

    /// <summary>The layer of eqs. (1) and (2).</summary>
    public PartialConv2d Conv => conv;

    /// <summary>Its normalisation, or null.</summary>
    public BatchNorm2d? Norm => bn;

    /// <inheritdoc/>
    public override Masked forward(Masked[] input)
    {
        using var scope = NewDisposeScope();
        var (x, valid) = conv.call(input);
        x = bn is null ? x : bn.call(x);
        x = activation switch
        {
            Activation.ReLU => functional.relu(x),
            Activation.LeakyReLU => functional.leaky_relu(x, UNetSpec.LeakySlope),
            _ => x,
        };
        return new(x.MoveToOuterDisposeScope(), valid.MoveToOuterDisposeScope());
    }
}
