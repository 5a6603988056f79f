using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using static TorchSharp.torch;
using static PConv.MLNet.Training.Tests.TorchTesting;

namespace PConv.MLNet.Training.Tests;

public sealed class WeightsTransferTests : TorchTest
{
    static void Same(NetworkWeights expected, NetworkWeights actual)
    {
        foreach (var (name, _) in NetworkWeights.Expected(expected.Spec))
        {
            Assert.Equal(expected[name].Values, actual[name].Values);
        }
    }

    [Fact]
    public void ToNetworkAndToWeights_GiveTheSameNumbersBack()
    {
        var weights = Samples.Network();
        using var network = weights.ToNetwork();

        Same(weights, network.ToWeights());
    }

    [Fact]
    public void ToNetwork_IsInEvaluationMode()
    {
        using var network = Samples.Network().ToNetwork();

        Assert.False(network.training);
        Assert.All(network.Blocks, b => Assert.False(b.Block.training));
    }

    [Fact]
    public void ToWeights_IsACopy()
    {
        using var network = Samples.Network().ToNetwork();
        var weights = network.ToWeights();

        weights["PConv1.bias"].Values[0] = 77;

        Assert.NotEqual(77, network.ToWeights()["PConv1.bias"].Values[0]);
    }

    [Fact]
    public void ToWeights_OfTheSmallPapersShape_CountsTorchsParameters()
    {
        using var network = new PartialConvUNet(UNetSpec.WithWidth(4, 3));

        Assert.Equal(network.parameters().Sum(p => p.numel()), network.ToWeights().ParameterCount);
    }

    [Fact]
    public void Load_LeavesNoTensorAlive()
    {
        using var network = Samples.Network().ToNetwork();
        var before = LiveTensors;

        network.Load(Samples.Network(seed: 2));
        network.ToWeights();

        Assert.Equal(before, Tensor.TotalCount);
        Same(Samples.Network(seed: 2), network.ToWeights());
    }

    [Fact]
    public void Load_OfAnotherNetworksWeights_IsRefused()
    {
        using var network = new PartialConvUNet(UNetSpec.WithWidth(4, 3));
        var e = Assert.Throws<ArgumentException>(() => network.Load(Samples.Network(UNetSpec.WithWidth(4, 2))));
        Assert.Equal("The weights belong to another network: their specification differs. Make the network from weights.Spec.", e.Message);
    }
}
