using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using static TorchSharp.torch;
using static PConv.MLNet.Training.Tests.TorchTesting;

namespace PConv.MLNet.Training.Tests;

public sealed class WeightAverageTests : TorchTest
{
    static readonly UNetSpec Spec = UNetSpec.WithWidth(2, 2);

    readonly PartialConvUNet network = Samples.Network(Spec, seed: 1).ToNetwork();

    public override void Dispose()
    {
        network.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Average_AtFirst_IsTheNetworkInEvaluation()
    {
        using var average = new WeightAverage(network, .9, device("cpu"));

        TinyTraining.Same(network.ToWeights(), average.Network.ToWeights());
        Assert.False(average.Network.training);
    }

    [Theory]
    [InlineData(.999, new[] { .1, 2.0 / 11, 3.0 / 12 })] // rises by (1 + step) / (10 + step)
    [InlineData(.15, new[] { .1, .15, .15 })]
    public void Update_IsTheWeightedMeanOfAllTensors_StatisticsAmongThem(double decay, double[] kept)
    {
        using var average = new WeightAverage(network, decay, device("cpu"));
        var expected = NetworkWeights.Expected(Spec)
            .ToDictionary(e => e.Name, e => network.ToWeights()[e.Name].Values.Select(v => (double)v).ToArray());
        for (var step = 0; step < kept.Length; step++)
        {
            var next = Samples.Network(Spec, seed: 2 + step);
            network.Load(next);
            average.Update(network, step);
            foreach (var (name, values) in expected)
            {
                expected[name] = [.. values.Zip(next[name].Values, (old, value) => kept[step] * old + (1 - kept[step]) * value)];
            }
        }

        var weights = average.Network.ToWeights();
        Assert.All(expected, e => Assert.All(e.Value.Zip(weights[e.Key].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-6)));
    }

    [Fact]
    public void Update_LeavesTheNetworkAsItIsAndKeepsNoTensors()
    {
        using var average = new WeightAverage(network, .9, device("cpu"));
        var (before, tensors) = (network.ToWeights(), LiveTensors);

        average.Update(network, 3);

        TinyTraining.Same(before, network.ToWeights());
        Assert.Equal(tensors, Tensor.TotalCount);
    }
}
