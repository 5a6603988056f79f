using System.Runtime.InteropServices;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;
using ProtoBuf;
using static PConv.MLNet.Training.FeatureLayerKind;
using static PConv.MLNet.Training.Tests.TorchTesting;

namespace PConv.MLNet.Training.Tests;

public sealed class OnnxFeaturesTests : TorchTest
{
    static readonly long[] Pads = [1, 1, 1, 1];

    readonly TemporaryFolder folder = new();
    readonly GraphBuilder graph = new("features");

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    string Save(params string[] outputs)
    {
        foreach (var output in outputs)
        {
            graph.Output(output, "N", "C", "H", "W");
        }

        using var stream = File.Create(folder["net.onnx"]);
        Serializer.Serialize(stream, new ModelProto { IrVersion = 8, Graph = graph.Graph });
        return folder["net.onnx"];
    }

    string Image() => graph.Input("image", "N", 3, "H", "W");

    string Random(int seed, params long[] shape) =>
        graph.Constant([.. Values((int)shape.Aggregate((a, b) => a * b), seed).Select(v => (float)v)], shape);

    string Conv(string x, int seed, long to, long from) =>
        graph.Node("Conv", [x, Random(seed, to, from, 3, 3), Random(seed + 1, to)], null, ("pads", Pads));

    string Refusal(params string[] outputs)
    {
        var path = Save(outputs);
        var message = Assert.Throws<InvalidDataException>(() => FeatureNetwork.Load(path)).Message;
        Assert.StartsWith($"'{path}' cannot be a feature network: ", message);
        return message[$"'{path}' cannot be a feature network: ".Length..];
    }

    [Fact]
    public void Read_OfAChain_GivesItsLayersWeightsTapsAndNormalization()
    {
        var x = graph.Node("Div",
            [graph.Node("Sub", [Image(), graph.Constant([.485f, .456f, .406f], 1, 3, 1, 1)]), graph.Constant([.25f, .5f, .125f], 3, 1, 1)]);
        var first =
            graph.Node("MaxPool", [graph.Node("Relu", [Conv(x, 1, 4, 3)])], null, ("kernel_shape", new[] { 2L, 2 }),
                ("strides", new[] { 2L, 2 }));
        var second =
            graph.Node("AveragePool", [graph.Node("Conv", [first, Random(3, 5, 4, 1, 1)])], null, ("kernel_shape", new[] { 3L, 3 }));
        graph.Node("Flatten", [second]); // behind the last tap

        var (spec, weights) = OnnxFeatures.Read(Save(first, second));

        Assert.Equal("net", spec.Name);
        Assert.Equal([.485f, .456f, .406f], spec.Mean);
        Assert.Equal([.25f, .5f, .125f], spec.StandardDeviation);
        Assert.Equal(
            [
                new() { Kind = FeatureLayerKind.Conv, Name = "conv0", Channels = 4, Kernel = 3, Padding = 1 },
                new() { Kind = ReLU },
                new() { Kind = MaxPool, Kernel = 2, Stride = 2, IsTap = true },
                new() { Kind = FeatureLayerKind.Conv, Name = "conv3", Channels = 5 },
                new() { Kind = AveragePool, Kernel = 3, IsTap = true },
            ],
            spec.Layers);
        Assert.Equal(Values(108, 1).Select(v => (float)v), weights["conv0.weight"].Values);
        Assert.Equal(Values(4, 2).Select(v => (float)v), weights["conv0.bias"].Values);
        Assert.Equal(new float[5], weights["conv3.bias"].Values);
    }

    [Fact]
    public void Read_OfNormalizationInSteps_GivesTheirSum()
    {
        // ((x · 255 − 127.5) / 51 + 1): 0 at x = 0.3, a slope of 5
        var x = graph.Node("Sub", [graph.Node("Mul", [Image(), graph.Scalar(255)]), graph.Scalar(127.5f)]);
        x = graph.Node("Add", [graph.Node("Div", [x, graph.Scalar(51)]), graph.Scalar(1)]);

        var (spec, _) = OnnxFeatures.Read(Save(Conv(x, 1, 2, 3)));

        Assert.All(spec.Mean, mean => Assert.Equal(.3f, mean, 1e-6f));
        Assert.All(spec.StandardDeviation, deviation => Assert.Equal(.2f, deviation, 1e-6f));
    }

    [Fact]
    public void Read_OfABatchNormalization_FoldsItIntoItsConvolution()
    {
        float[] gamma = [2, -1], beta = [.5f, 0], mu = [1, -3], variance = [4, .25f];
        var (weight, bias) = (Random(1, 2, 3, 3, 3), Random(2, 2));
        var conv = graph.Node("Conv", [Image(), weight, bias], null, ("pads", Pads));
        var (_, plain) = OnnxFeatures.Read(Save(conv));
        graph.Graph.Output.Clear();
        var norm =
            graph.Node("BatchNormalization",
                [conv, graph.Constant(gamma, 2), graph.Constant(beta, 2), graph.Constant(mu, 2), graph.Constant(variance, 2)], null,
                ("epsilon", .75f));

        var (spec, folded) = OnnxFeatures.Read(Save(norm));

        Assert.True(Assert.Single(spec.Layers).IsTap);
        for (var c = 0; c < 2; c++)
        {
            var scale = gamma[c] / Math.Sqrt(variance[c] + .75);
            Assert.All(Enumerable.Range(c * 27, 27),
                i => Assert.Equal(plain["conv0.weight"].Values[i] * scale, folded["conv0.weight"].Values[i], 1e-6));
            Assert.Equal((plain["conv0.bias"].Values[c] - mu[c]) * scale + beta[c], folded["conv0.bias"].Values[c], 1e-6);
        }
    }

    [Fact]
    public void Read_OfConstantNodesAndListedFloats_FindsTheirNumbers()
    {
        var conv = Conv(Image(), 1, 2, 3);
        var (_, expected) = OnnxFeatures.Read(Save(conv));
        graph.Graph.Output.Clear();
        var tensor = graph.Graph.Initializer[0];
        (tensor.FloatData, tensor.RawData) = (MemoryMarshal.Cast<byte, float>(tensor.RawData).ToArray(), null);
        graph.Graph.Initializer.Remove(tensor);
        var node = new NodeProto { OpType = "Constant" };
        node.Output.Add(tensor.Name!);
        node.Attribute.Add(new() { Name = "value", T = tensor });
        graph.Graph.Node.Insert(0, node);

        var (_, weights) = OnnxFeatures.Read(Save(conv));

        Assert.Equal(expected["conv0.weight"].Values, weights["conv0.weight"].Values);
    }

    [Fact]
    public void Load_OfTheTinyNetworkAsOnnx_GivesTheFeaturesOfItsWeights()
    {
        var (spec, weights) = FeatureNetworkFile.Read(LossCases.PathOf("features.safetensors"));
        var x = graph.Node("Div",
            [graph.Node("Sub", [Image(), graph.Constant([.. spec.Mean], 1, 3, 1, 1)]),
                graph.Constant([.. spec.StandardDeviation], 1, 3, 1, 1)]);
        var taps = new List<string>();
        foreach (var layer in spec.Layers)
        {
            x = layer.Kind switch
            {
                FeatureLayerKind.Conv =>
                    graph.Node("Conv", [x, Weights($"{layer.Name}.weight"), Weights($"{layer.Name}.bias")], null, ("pads", Pads)),
                ReLU => graph.Node("Relu", [x]),
                _ => graph.Node($"{layer.Kind}", [x], null, ("kernel_shape", new[] { 2L, 2 }), ("strides", new[] { 2L, 2 })),
            };
            taps.AddRange(layer.IsTap ? [x] : []);
        }

        using var fromOnnx = FeatureNetwork.Load(Save([.. taps]));
        using var fromWeights = FeatureNetwork.Load(LossCases.PathOf("features.safetensors"));

        var images = Uniform([1, 3, 16, 16], 1).to_type(TorchSharp.torch.ScalarType.Float32);
        Assert.All(fromWeights.Extract(images).Zip(fromOnnx.Extract(images)),
            pair => Assert.Equal(Floats(pair.First), Floats(pair.Second)));

        string Weights(string name) => graph.Constant(weights[name].Values, [.. weights[name].Shape.Select(side => (long)side)]);
    }

    [Fact]
    public void Read_OfOtherOperators_NamesThem() => Assert.Equal(
        "operator Sigmoid after 1 layers is not known here, expected Conv, Relu, MaxPool or AveragePool, BatchNormalization after Conv, " +
        "and Sub, Add, Div or Mul before all others.",
        Refusal(graph.Node("Sigmoid", [Conv(Image(), 1, 2, 3)])));

    [Fact]
    public void Read_OfABranch_NamesWhereItLeavesTheChain()
    {
        var conv = Conv(Image(), 1, 3, 3);
        graph.Node("Relu", [conv], "r");

        Assert.Equal("Relu inside a residual block is not read by one operator alone.", Refusal(Conv(conv, 3, 2, 3)));
    }

    [Fact]
    public void Read_OfResidualBlocks_GivesTheirLayers()
    {
        var stem = graph.Node("Relu", [Conv(Image(), 1, 4, 3)]);
        // before the body, as some exporters write it
        var shortcut = graph.Node("Conv", [stem, Random(3, 5, 4, 1, 1)], null, ("strides", new[] { 2L, 2 }));
        var body = graph.Node("Conv", [stem, Random(4, 5, 4, 3, 3)], null, ("pads", new[] { 1L, 1, 0, 0 }), ("strides", new[] { 2L, 2 }));
        var first = graph.Node("Relu", [graph.Node("Add", [Conv(graph.Node("Relu", [body]), 5, 5, 5), shortcut])]);
        var second = graph.Node("Add", [Conv(first, 7, 5, 5), first]);

        var (spec, weights) = OnnxFeatures.Read(Save(first, second));

        Assert.Equal(
            [
                new() { Kind = FeatureLayerKind.Conv, Name = "conv0", Channels = 4, Kernel = 3, Padding = 1 },
                new() { Kind = ReLU },
                new() { Kind = Branch },
                new() { Kind = FeatureLayerKind.Conv, Name = "conv3", Channels = 5, Kernel = 3, Stride = 2, Padding = 1 },
                new() { Kind = ReLU },
                new() { Kind = FeatureLayerKind.Conv, Name = "conv5", Channels = 5, Kernel = 3, Padding = 1 },
                new() { Kind = Add, Name = "conv6", Channels = 5, Stride = 2 },
                new() { Kind = ReLU, IsTap = true },
                new() { Kind = Branch },
                new() { Kind = FeatureLayerKind.Conv, Name = "conv9", Channels = 5, Kernel = 3, Padding = 1 },
                new() { Kind = Add, IsTap = true },
            ],
            spec.Layers);
        Assert.Equal(Values(20, 3).Select(v => (float)v), weights["conv6.weight"].Values);
    }

    [Fact]
    public void Read_OfThreeWaysFromOneValue_SaysWhatCanBeRead()
    {
        var x = graph.Node("Relu", [Conv(Image(), 1, 3, 3)]);
        var sum = graph.Node("Add", [graph.Node("Add", [Conv(x, 3, 3, 3), Conv(x, 5, 3, 3)]), x]);

        Assert.Equal($"'{x}' is read by 3 operators before '{sum}'; only one chain with residual blocks can be read.", Refusal(sum));
    }

    [Fact]
    public void Read_OfWindowsThatHaveNoPlaceHere_SaysWhichDo()
    {
        Assert.Equal(
            "a MaxPool has kernel [2, 2], strides [2, 1], pads [], dilations [], auto_pad NOTSET, ceil_mode 1, expected a square window, " +
            "padded alike on all sides, without dilation or rounding up.",
            Refusal(graph.Node("MaxPool", [Image()], null, ("kernel_shape", new[] { 2L, 2 }), ("strides", new[] { 2L, 1 }),
                ("ceil_mode", 1L))));
    }

    [Fact]
    public void Read_OfAGroupedConvolution_SaysSo() => Assert.Equal(
        "a Conv has weights [3, 1, 3, 3] in 3 groups, expected [out, in, k, k] in one.",
        Refusal(graph.Node("Conv", [Image(), Random(1, 3, 1, 3, 3)], null, ("group", 3L))));

    [Fact]
    public void Read_OfWeightsOutsideTheFile_NamesThem()
    {
        var conv = Conv(Image(), 1, 2, 3);
        graph.Graph.Initializer[0].RawData = null;

        Assert.Equal(
            "constant 'constant_0' of type Float and shape [2, 3, 3, 3] has 0 floats in the file, expected all of them, as 32-bit floats " +
            "and not in another file.", Refusal(conv));
    }

    [Fact]
    public void Read_OfTwoInputs_SaysSo()
    {
        graph.Input("mask", "N", 1, "H", "W");

        Assert.Equal("it has 2 inputs, expected one image.", Refusal(Conv(Image(), 1, 2, 3)));
    }

    [Fact]
    public void Load_OfNotes_SaysItIsNoOnnxFile()
    {
        File.WriteAllText(folder["net.onnx"], "These are notes, not a model.");

        Assert.Matches("^'.+net.onnx' is not an ONNX file, or is damaged: .+\\. Export it again\\.$",
            Assert.Throws<InvalidDataException>(() => FeatureNetwork.Load(folder["net.onnx"])).Message);
    }

    [Fact]
    public void Load_OfConvolutionsThatDoNotFollowEachOther_NamesTheTensor()
    {
        var path = Save(Conv(Conv(Image(), 1, 2, 3), 3, 2, 5));

        Assert.Equal(
            $"'{path}': 'conv1.weight' is [2, 5, 3, 3], expected [2, 2, 3, 3] for feature network 'net'. Weights and specification must " +
            $"belong together.", Assert.Throws<InvalidDataException>(() => FeatureNetwork.Load(path)).Message);
    }
}
