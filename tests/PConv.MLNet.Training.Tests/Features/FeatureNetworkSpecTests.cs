using static PConv.MLNet.Training.FeatureLayerKind;

namespace PConv.MLNet.Training.Tests;

public sealed class FeatureNetworkSpecTests
{
    static readonly FeatureLayer Convolution = new() { Kind = Conv, Name = "a", Channels = 4, Kernel = 3, Padding = 1, IsTap = true };

    static FeatureNetworkSpec Spec(params FeatureLayer[] layers) => new("net", [0, 0, 0], [1, 1, 1], layers);

    static string ErrorOf(params FeatureLayer[] layers) => Assert.Throws<ArgumentException>(() => Spec(layers)).Message;

    [Fact]
    public void Vgg16_HasTorchvisionsConvolutionsUpToPool3()
    {
        Assert.Equal(
            [
                ("features.0", 64, 3), ("features.2", 64, 64),
                ("features.5", 128, 64), ("features.7", 128, 128),
                ("features.10", 256, 128), ("features.12", 256, 256), ("features.14", 256, 256),
            ],
            FeatureNetworkSpec.Vgg16.Weights().Where(w => w.Shape.Length == 4)
            .Select(w => (w.Name[..^".weight".Length], w.Shape[0], w.Shape[1])));
        Assert.All(FeatureNetworkSpec.Vgg16.Weights().Where(w => w.Shape.Length == 4), w => Assert.Equal([3, 3], w.Shape[2..]));
        Assert.Equal(1_735_488, FeatureNetworkSpec.Vgg16.Weights().Sum(w => w.Shape.Aggregate((a, b) => a * b)));
    }

    [Fact]
    public void Vgg16_IsTappedAtTorchvisionsFeatures4And9And16()
    {
        var layers = FeatureNetworkSpec.Vgg16.Layers;

        Assert.Equal([4, 9, 16], layers.Index().Where(l => l.Item.IsTap).Select(l => l.Index));
        Assert.All(layers.Where(l => l.IsTap), l => Assert.Equal((MaxPool, 2, 2, 0), (l.Kind, l.Kernel, l.Stride, l.Padding)));
        Assert.All(layers.Where(l => l.Kind == Conv), l => Assert.Equal((3, 1, 1), (l.Kernel, l.Stride, l.Padding)));
        Assert.Equal(17, layers.Count);
    }

    [Fact]
    public void Vgg16_NormalizesByImageNet()
    {
        Assert.Equal([.485f, .456f, .406f], FeatureNetworkSpec.Vgg16.Mean);
        Assert.Equal([.229f, .224f, .225f], FeatureNetworkSpec.Vgg16.StandardDeviation);
    }

    [Fact]
    public void Weights_BehindTheLastTap_AreNotAskedFor() =>
        Assert.Equal(["a.weight", "a.bias"], Spec(Convolution, new() { Kind = ReLU }, Convolution with { Name = "b", IsTap = false })
            .Weights().Select(w => w.Name));

    [Fact]
    public void FromJson_OfToJson_GivesTheSameNetwork()
    {
        var read = FeatureNetworkSpec.FromJson(FeatureNetworkSpec.Vgg16.ToJson());

        Assert.Equal(FeatureNetworkSpec.Vgg16.ToJson(), read.ToJson());
        Assert.Equal(FeatureNetworkSpec.Vgg16.Layers, read.Layers);
    }

    [Theory]
    [InlineData("{", "The specification of the feature network cannot be read: ")]
    [InlineData("null", "It is empty.")]
    [InlineData("""{ "name": "x", "means": [0, 0, 0] }""", "means")]
    [InlineData("""{ "name": "x", "mean": [0, 0, 0], "standardDeviation": [1, 1, 1], "layers": [{ "kind": "Tanh" }] }""", "layers[0].kind")]
    public void FromJson_OfAnythingElse_SaysWhere(string json, string named)
    {
        var message = Assert.Throws<ArgumentException>(() => FeatureNetworkSpec.FromJson(json)).Message;

        Assert.StartsWith("The specification of the feature network cannot be read: ", message);
        Assert.Contains(named, message);
    }

    [Fact]
    public void Layers_ThatAreImpossible_AreNamed()
    {
        Assert.Equal("Layer 1 (Conv) of feature network 'net' is not possible: a convolution to 0 channels is not possible.",
            ErrorOf(Convolution, Convolution with { Name = "b", Channels = 0 }));
        Assert.EndsWith("a convolution needs a name under which its weights are stored.", ErrorOf(Convolution with { Name = null }));
        Assert.EndsWith("kernel 0 and stride 1 must be at least 1, padding 1 at least 0.", ErrorOf(Convolution with { Kernel = 0 }));
        Assert.EndsWith("a ReLU has no window.", ErrorOf(new FeatureLayer { Kind = ReLU, Kernel = 3 }));
        Assert.EndsWith("an average cannot be padded.", ErrorOf(new FeatureLayer { Kind = AveragePool, Kernel = 3, Padding = 1 }));
        Assert.EndsWith("padding 2 is more than half of kernel 3.", ErrorOf(new FeatureLayer { Kind = MaxPool, Kernel = 3, Padding = 2 }));
        Assert.EndsWith("only a convolution has a name and channels of its own.", ErrorOf(new FeatureLayer { Kind = ReLU, Channels = 3 }));
    }

    [Fact]
    public void Networks_ThatAreImpossible_SayWhatIsMissing()
    {
        Assert.Equal("Feature network 'net' has no tap: nothing would be compared. Set isTap on one of its 1 layers.",
            ErrorOf(Convolution with { IsTap = false }));
        Assert.Equal("Two convolutions of feature network 'net' are called 'a'. Weights are stored by name: give each its own.",
            ErrorOf(Convolution, Convolution));
        Assert.StartsWith(
            "Feature network 'x' normalizes by mean [0, 0] and standard deviation [1, 1, 1], expected three numbers each",
            Assert.Throws<ArgumentException>(() => new FeatureNetworkSpec("x", [0, 0], [1, 1, 1], [Convolution])).Message);
        Assert.Throws<ArgumentException>(() => new FeatureNetworkSpec("x", [0, 0, 0], [1, 0, 1], [Convolution]));
    }
}
