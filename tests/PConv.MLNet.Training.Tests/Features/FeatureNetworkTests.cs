using PConv.MLNet.Networks;
using TorchSharp;
using static PConv.MLNet.Training.FeatureLayerKind;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class FeatureNetworkTests : TorchTest
{
    /// <summary>Every kind of layer, with strides, paddings and taps before and after a ReLU.</summary>
    static readonly FeatureNetworkSpec Varied = new("varied", [.1f, .2f, .3f], [.5f, 1, 2],
    [
        new() { Kind = Conv, Name = "a", Channels = 3, Kernel = 5, Stride = 2, Padding = 2, IsTap = true },
        new() { Kind = ReLU, IsTap = true },
        new() { Kind = MaxPool, Kernel = 3, Stride = 2, Padding = 1, IsTap = true },
        new() { Kind = Conv, Name = "b", Channels = 2, Kernel = 2 },
        new() { Kind = ReLU },
        new() { Kind = AveragePool, Kernel = 2, IsTap = true },
        new() { Kind = Conv, Name = "unused", Channels = 99 },
    ]);

    /// <summary>Two residual blocks, of which the first halves the side and has a convolution on its shortcut.</summary>
    static readonly FeatureNetworkSpec Residual = new("residual", [.1f, .2f, .3f], [.5f, 1, 2],
    [
        new() { Kind = Conv, Name = "stem", Channels = 2, Kernel = 3, Padding = 1 },
        new() { Kind = ReLU, IsTap = true },
        new() { Kind = Branch },
        new() { Kind = Conv, Name = "a1", Channels = 3, Kernel = 3, Stride = 2, Padding = 1 },
        new() { Kind = ReLU },
        new() { Kind = Conv, Name = "a2", Channels = 3, Kernel = 3, Padding = 1 },
        new() { Kind = Add, Name = "a3", Channels = 3, Stride = 2 },
        new() { Kind = ReLU, IsTap = true },
        new() { Kind = Branch },
        new() { Kind = Conv, Name = "b1", Channels = 3, Kernel = 3, Padding = 1 },
        new() { Kind = Add, IsTap = true },
    ]);

    static FeatureNetwork Network(FeatureNetworkSpec spec) => new(spec, NaiveFeatures.Weights(spec, 5), type: ScalarType.Float64);

    [Fact]
    public void Extract_ByVgg16_GivesHalvesQuartersAndEighths()
    {
        using var vgg = new FeatureNetwork(FeatureNetworkSpec.Vgg16, FeatureNetworkSpec.Vgg16.Weights().ToDictionary(
            w => w.Name, w => new WeightTensor(w.Shape, new float[w.Shape.Aggregate((a, b) => a * b)])));

        Assert.Equal([[2, 64, 8, 12], [2, 128, 4, 6], [2, 256, 2, 3]], vgg.Extract(zeros([2L, 3L, 16L, 24L])).Select(x => x.shape));
    }

    [Fact]
    public void Extract_OfRandomImages_EqualsTheNaiveTwin()
    {
        var images = Uniform([2, 3, 11, 14], 1);
        using var network = Network(Varied);

        var taps = network.Extract(images);

        var expected = NaiveFeatures.Of(Varied, NaiveFeatures.Weights(Varied, 5), Doubles(images), 2, 11, 14);
        Assert.Equal(4, taps.Length);
        Assert.All(expected.Zip(taps), pair => Close(pair.First, pair.Second, 1e-10));
        Assert.Contains(Doubles(taps[0]), value => value < 0); // a tap before a ReLU is not overwritten by it
    }

    [Fact]
    public void Extract_OfResidualBlocks_EqualsTheNaiveTwin()
    {
        var images = Uniform([2, 3, 10, 12], 1);
        using var network = Network(Residual);

        var taps = network.Extract(images);

        var expected = NaiveFeatures.Of(Residual, NaiveFeatures.Weights(Residual, 5), Doubles(images), 2, 10, 12);
        Assert.Equal([[2, 2, 10, 12], [2, 3, 5, 6], [2, 3, 5, 6]], taps.Select(x => x.shape));
        Assert.All(expected.Zip(taps), pair => Close(pair.First, pair.Second, 1e-10));
    }

    [Fact]
    public void Gradient_ThroughResidualBlocks_EqualsCentralDifferences()
    {
        using var network = Network(Residual);
        var images = Uniform([1, 3, 8, 6], 1).requires_grad_();

        CheckGradient(() => network.Extract(images).Select((x, i) => (x * (i + 1)).sum()).Aggregate((a, b) => a + b), images);
    }

    [Theory]
    [InlineData(nameof(Branch))]
    [InlineData(nameof(Add))]
    public void Spec_WithHalfAResidualBlock_SaysSo(string name)
    {
        var kind = Enum.Parse<FeatureLayerKind>(name);
        FeatureLayer[] layers = [new() { Kind = Conv, Name = "a", Channels = 3, IsTap = true }, new() { Kind = kind }];

        Assert.Equal(
            "Feature network 'half' has a Branch without its Add, or an Add without its Branch. End every residual block with an Add.",
            Assert.Throws<ArgumentException>(() => new FeatureNetworkSpec("half", [0, 0, 0], [1, 1, 1], layers)).Message);
    }

    [Fact]
    public void Extract_OfChannelsInnermostInMemory_GivesTheSameBits()
    {
        using var network = Network(Varied);
        var images = Uniform([2, 3, 12, 12], 1);

        Assert.All(
            network.Extract(images).Zip(network.Extract(images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2))),
            pair => Assert.Equal(Doubles(pair.First), Doubles(pair.Second)));
    }

    [Fact]
    public void Gradient_OfTheImages_EqualsCentralDifferencesAndTheWeightsTakeNone()
    {
        using var network = Network(Varied);
        var images = Uniform([1, 3, 11, 12], 1).requires_grad_();

        CheckGradient(() => network.Extract(images).Select((x, i) => (x * (i + 1)).sum()).Aggregate((a, b) => a + b), images);

        Assert.All(network.Extract(Uniform([1, 3, 11, 12], 2)), x => Assert.False(x.requires_grad));
    }

    [Fact]
    public void Extract_LeavesNothingButItsTaps()
    {
        using var network = Network(Varied);
        var images = Uniform([1, 3, 12, 12], 1);
        var before = LiveTensors;

        Assert.Equal(4, network.Extract(images).Length);
        Assert.Equal(before + 4, Tensor.TotalCount);
    }

    [Fact]
    public void Network_MadeInADisposeScope_OutlivesItAndIsGoneWhenDisposed()
    {
        var before = LiveTensors;
        FeatureNetwork network;
        using (NewDisposeScope())
        {
            network = Network(Varied);
        }

        using (NewDisposeScope())
        {
            Assert.Equal(4, network.Extract(Uniform([1, 3, 12, 12], 1)).Length);
        }

        network.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Random_OfASeed_IsTheSameAnywhereAndTouchesNoOtherRandomNumbers()
    {
        var images = full([1, 3, 16, 16], .5);
        manual_seed(3);
        var expected = Floats(nn.init.kaiming_normal_(zeros([2L, 2L])));
        manual_seed(3);
        using FeatureNetwork a = FeatureNetwork.Random(1), b = FeatureNetwork.Load("random", seed: 1), other = FeatureNetwork.Random(2);

        Assert.Equal(Floats(a.Extract(images)[2]), Floats(b.Extract(images)[2]));
        Assert.NotEqual(Floats(a.Extract(images)[2]), Floats(other.Extract(images)[2]));
        Assert.Equal(expected, Floats(nn.init.kaiming_normal_(zeros([2L, 2L]))));
        Assert.Equal([[1, 16, 8, 8], [1, 32, 4, 4], [1, 64, 2, 2]], a.Extract(images).Select(x => x.shape));
    }

    [Fact]
    public void Random_KeepsTheSizeOfItsInputThroughAllLayers()
    {
        using var network = FeatureNetwork.Random(0);
        var taps = network.Extract((Uniform([2, 3, 64, 64], 1) / 2 + .5).to_type(ScalarType.Float32));

        Assert.All(taps, x => Assert.InRange(Floats(x).Average(v => v * v), .3, 30)); // as He-normal weights do
    }

    [Fact]
    public void Extract_OfAnotherShape_SaysWhatItGot()
    {
        using var network = FeatureNetwork.Random(0);

        Assert.Equal("Images are [1, 1, 8, 8], expected [N, 3, H, W], RGB in [0, 1].",
            Assert.Throws<ArgumentException>(() => network.Extract(zeros([1L, 1L, 8L, 8L]))).Message);
        Assert.Equal(
            "Images of 7×9 px leave nothing at the last tap of feature network 'random'. Take larger crops.",
            Assert.Throws<ArgumentException>(() => network.Extract(zeros([1L, 3L, 9L, 7L]))).Message);
    }

    [Fact]
    public void Weights_ThatAreMissingOrOfAnotherShape_AreNamed()
    {
        var weights = NaiveFeatures.Weights(Varied, 5);
        weights["b.bias"] = new([3], [0, 0, 0]);

        Assert.Equal("'b.bias' is [3], expected [2] for feature network 'varied'.",
            Assert.Throws<ArgumentException>(() => new FeatureNetwork(Varied, weights)).Message);
        weights.Remove("b.weight");
        Assert.Equal("The weights lack 'b.weight' [2, 3, 2, 2], which feature network 'varied' asks for.",
            Assert.Throws<ArgumentException>(() => new FeatureNetwork(Varied, weights)).Message);
    }
}
