using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class FoldedLayerTests
{
    static readonly NetworkWeights Weights = Samples.Network();

    [Fact]
    public void From_ALayerWithoutNormalization_IsItsWeightAndBias()
    {
        var folded = FoldedLayer.From(Weights, Weights.Spec.Encoder[0]);

        Assert.Same(Weights["PConv1.weight"].Values, folded.Weight);
        Assert.Same(Weights["PConv1.bias"].Values, folded.Shift);
    }

    [Theory]
    [InlineData(.3)]
    [InlineData(1)]
    [InlineData(9)]
    public void From_ANormalizedLayer_GivesWhatNormalizationGives(double ratio)
    {
        var row = Weights.Spec.Encoder[1];
        var folded = FoldedLayer.From(Weights, row);
        var weight = Weights["PConv2.weight"].Values;
        var window = weight.Length / row.OutChannels;
        var random = new Random(3);
        var x = Enumerable.Range(0, window).Select(_ => 2 * random.NextDouble() - 1).ToArray(); // X ⊙ M in one window

        for (var c = 0; c < row.OutChannels; c++)
        {
            var plain = Enumerable.Range(0, window).Sum(i => (double)weight[c * window + i] * x[i]) * ratio;
            var expected = Weights["PConv2.bn.weight"].Values[c] * (plain - Weights["PConv2.bn.running_mean"].Values[c])
                / Math.Sqrt(Weights["PConv2.bn.running_var"].Values[c] + (double)UNetSpec.BatchNormEpsilon)
                + Weights["PConv2.bn.bias"].Values[c];

            var actual = Enumerable.Range(0, window).Sum(i => (double)folded.Weight[c * window + i] * x[i]) * ratio + folded.Shift[c];

            Assert.Equal(expected, actual, 1e-5 * Math.Max(1, ratio));
        }
    }

    [Fact]
    public void From_ALayerOfZeroVariance_StaysFinite()
    {
        var weights = Samples.Network();
        Array.Clear(weights["PConv2.bn.running_var"].Values);

        var folded = FoldedLayer.From(weights, weights.Spec.Encoder[1]);

        Assert.All(folded.Weight.Concat(folded.Shift), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void From_LeavesTheWeightsAlone()
    {
        FoldedLayer.From(Weights, Weights.Spec.Encoder[1]);

        Assert.Equal(Samples.Network()["PConv2.weight"].Values, Weights["PConv2.weight"].Values);
    }
}
