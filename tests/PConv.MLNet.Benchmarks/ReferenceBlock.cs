using PConv.MLNet.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Benchmarks;

/// <summary>A <see cref="ReferenceConvolution"/>, batch normalization if the row has it, and activation. The mask is the
/// convolution's.</summary>
sealed class ReferenceBlock : Module<Tensor, Tensor, (Tensor, Tensor)>
{
    static readonly Scalar Slope = UNetSpec.LeakySlope;

    readonly Activation activation;
    readonly ReferenceConvolution conv;
    readonly BatchNorm2d? bn;

    public ReferenceBlock(NetworkWeights weights, LayerSpec row)
        : base(nameof(ReferenceBlock))
    {
        activation = row.Activation;
        conv = new ReferenceConvolution(weights, row);
        bn = row.BatchNorm ? BatchNorm2d(row.OutChannels, UNetSpec.BatchNormEpsilon) : null;
        RegisterComponents();
        if (bn is not null)
        {
            using var noGradient = no_grad();
            bn.weight!.copy_(ReferenceNetwork.Read(weights, $"{row.Name}.bn.weight"));
            bn.bias!.copy_(ReferenceNetwork.Read(weights, $"{row.Name}.bn.bias"));
            bn.running_mean!.copy_(ReferenceNetwork.Read(weights, $"{row.Name}.bn.running_mean"));
            bn.running_var!.copy_(ReferenceNetwork.Read(weights, $"{row.Name}.bn.running_var"));
        }
    }

    public override (Tensor, Tensor) forward(Tensor x, Tensor mask)
    {
        using var scope = NewDisposeScope();
        (x, mask) = conv.call(x, mask);
        x = bn is null ? x : bn.call(x);
        x = activation switch
        {
            Activation.ReLU => x.relu(),
            Activation.LeakyReLU => x.leaky_relu(Slope),
            _ => x,
        };
        return (x.MoveToOuterDisposeScope(), mask.MoveToOuterDisposeScope());
    }
}
