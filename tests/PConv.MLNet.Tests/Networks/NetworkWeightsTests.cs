using PConv.MLNet.Networks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class NetworkWeightsTests
{
    static readonly UNetSpec Spec = UNetSpec.WithWidth(2, 2);

    static Dictionary<string, WeightTensor> Tensors()
    {
        var weights = Samples.Network(Spec);
        return NetworkWeights.Expected(Spec).ToDictionary(e => e.Name, e => weights[e.Name]);
    }

    static string ErrorOf(Dictionary<string, WeightTensor> tensors) =>
        Assert.Throws<ArgumentException>(() => new NetworkWeights(Spec, tensors)).Message;

    [Fact]
    public void Expected_OfASmallNetwork_ListsEveryTensorInOrder() => Assert.Equal(
        [
            "PConv1.weight 2×3×7×7", "PConv1.bias 2",
            "PConv2.weight 4×2×5×5", "PConv2.bn.weight 4", "PConv2.bn.bias 4", "PConv2.bn.running_mean 4", "PConv2.bn.running_var 4",
            "PConv3.weight 2×6×3×3", "PConv3.bn.weight 2", "PConv3.bn.bias 2", "PConv3.bn.running_mean 2", "PConv3.bn.running_var 2",
            "PConv4.weight 3×5×3×3", "PConv4.bias 3",
        ],
        NetworkWeights.Expected(Spec).Select(e => $"{e.Name} {string.Join('×', e.Shape)}"));

    [Fact]
    public void ParameterCount_LeavesRunningStatisticsOut() =>
        // weights 294 + 200 + 108 + 135, biases 2 + 3, normalization 2·4 + 2·2
        Assert.Equal(754, Samples.Network(Spec).ParameterCount);

    [Fact]
    public void WithRefinement_ChangesTheSpecificationOnly_AndIsReadBackFromAFile()
    {
        using var folder = new TemporaryFolder();
        var weights = Samples.Network(Spec);

        weights.WithRefinement(FillRefinement.ThinPlate).Save(folder["refined.pconvw"]);
        var read = NetworkWeights.Load(folder["refined.pconvw"]);

        Assert.Equal((Spec with { Refinement = FillRefinement.ThinPlate }).ToJson(), read.Spec.ToJson());
        Assert.All(NetworkWeights.Expected(Spec), tensor => Assert.Equal(weights[tensor.Name].Values, read[tensor.Name].Values));
        Assert.Equal(Spec.ToJson(), read.WithRefinement(FillRefinement.None).Spec.ToJson());
    }

    [Fact]
    public void Constructor_WithATensorTooFew_NamesIt()
    {
        var tensors = Tensors();
        tensors.Remove("PConv2.bn.bias");

        Assert.Equal("The weights lack 'PConv2.bn.bias', which the network's specification asks for.", ErrorOf(tensors));
    }

    [Fact]
    public void Constructor_WithATensorTooMany_NamesIt()
    {
        var tensors = Tensors();
        tensors["PConv9.weight"] = new([1], [0]);

        Assert.Equal("The weights hold 'PConv9.weight', which the network's specification does not know.", ErrorOf(tensors));
    }

    [Fact]
    public void Constructor_WithAnotherShape_SaysBoth()
    {
        var tensors = Tensors();
        tensors["PConv1.weight"] = new([2, 7, 7, 3], new float[294]);

        Assert.Equal("'PConv1.weight' is [2, 7, 7, 3] with 294 values, expected [2, 3, 7, 7].", ErrorOf(tensors));
    }

    [Fact]
    public void Constructor_WithTooFewValues_SaysHowMany()
    {
        var tensors = Tensors();
        tensors["PConv1.bias"] = new([2], [1]);

        Assert.Equal("'PConv1.bias' is [2] with 1 values, expected [2].", ErrorOf(tensors));
    }
}
