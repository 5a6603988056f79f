using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class FrozenEncoderNormTests : TorchTest
{
    static readonly UNetSpec Spec = UNetSpec.WithWidth(4, 3);

    readonly PartialConvUNet network = Samples.Network(Spec).ToNetwork();

    public override void Dispose()
    {
        network.Dispose();
        base.Dispose();
    }

    (string Name, bool Trains)[] Norms() =>
        [.. from b in network.Blocks where b.Block.Norm is not null select (b.Row.Name, b.Block.Norm!.training)];

    [Fact]
    public void Train_WithFrozenNorms_LeavesThoseOfTheEncoderInEvaluationEveryTime()
    {
        network.FreezesEncoderNorm = true;

        foreach (var _ in Enumerable.Range(0, 2))
        {
            network.eval();
            Assert.All(Norms(), norm => Assert.False(norm.Trains));
            network.train();
            Assert.True(network.training);
            Assert.All(Norms(), norm => Assert.Equal(Spec.Decoder.Any(row => row.Name == norm.Name), norm.Trains));
        }
    }

    [Fact]
    public void Train_ByDefault_TrainsAllNorms()
    {
        network.train();

        Assert.Equal(Spec.Encoder.Concat(Spec.Decoder).Count(row => row.BatchNorm), Norms().Length);
        Assert.All(Norms(), norm => Assert.True(norm.Trains));
    }

    [Fact]
    public void Forward_WithFrozenNorms_MovesTheDecodersStatisticsAlone_AndGivesTheEncodersWeightsAGradient()
    {
        network.FreezesEncoderNorm = true;
        network.train();
        var before = network.ToWeights();

        network.call(Uniform([2, 3, 16, 16], 1).to_type(ScalarType.Float32), RandomMask(2, 16, 16, 2).to_type(ScalarType.Float32)).square()
            .mean().backward();

        var after = network.ToWeights();
        Assert.All(Spec.Encoder.Where(r => r.BatchNorm),
            row => Assert.Equal(before[$"{row.Name}.bn.running_mean"].Values, after[$"{row.Name}.bn.running_mean"].Values));
        Assert.All(Spec.Encoder.Where(r => r.BatchNorm),
            row => Assert.Equal(before[$"{row.Name}.bn.running_var"].Values, after[$"{row.Name}.bn.running_var"].Values));
        Assert.All(Spec.Decoder.Where(r => r.BatchNorm),
            row => Assert.NotEqual(before[$"{row.Name}.bn.running_var"].Values, after[$"{row.Name}.bn.running_var"].Values));
        Assert.All(network.Blocks, b => Assert.Contains(Doubles(b.Block.Conv.Weight.grad!), g => g != 0));
        Assert.All(network.Blocks.Where(b => b.Block.Norm is not null),
            b => Assert.Contains(Doubles(b.Block.Norm!.weight!.grad!), g => g != 0));
    }
}
