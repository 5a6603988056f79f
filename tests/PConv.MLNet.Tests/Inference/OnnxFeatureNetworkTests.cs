using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class OnnxFeatureNetworkTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    OnnxFeatureNetwork Load(Action<GraphBuilder> build)
    {
        Models.Save(folder["features.onnx"], build);
        return OnnxFeatureNetwork.FromFile(folder["features.onnx"], new() { Threads = 1 });
    }

    /// <summary>The image itself, and its mean color as a vector.</summary>
    static void TwoLayers(GraphBuilder graph, object height, object width)
    {
        var image = graph.Input("image", "N", 3, height, width);
        graph.Node("Identity", [image], "first");
        graph.Node("ReduceMean", [image], "second", ("axes", new[] { 2L, 3L }), ("keepdims", 0L));
        graph.Output("first", "N", 3, height, width);
        graph.Output("second", "N", 3);
    }

    [Fact]
    public void Run_GivesAnItemAnOutput()
    {
        var image = Samples.Noise(7, 5);
        using var network = Load(g => TwoLayers(g, "H", "W"));

        var features = network.Run(image);

        var planes = new float[3 * 35];
        PlanarLayout.Write(image, planes, image.Size);
        Assert.Equal([(3, 35), (3, 1)], features.Select(f => (f.Channels, f.Positions)));
        Assert.Equal(planes, features[0].Values);
        Assert.Equal(planes.Chunk(35).Select(plane => plane.Average()), features[1].Values, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(("features.onnx", null), (network.Name, network.Size));
    }

    [Fact]
    public void Run_OfAnotherSizeThanTheNetworks_SaysBoth()
    {
        using var network = Load(g => TwoLayers(g, 5, 7));

        Assert.Equal(new ImageSize(7, 5), network.Size);
        Assert.Equal(
            "The feature network 'features.onnx' takes images of 7×5, got 8×8. Export it with open height and width, or with a Resize at " +
            "its start.",
            Assert.Throws<ArgumentException>(() => network.Run(Samples.Noise(8, 8))).Message);
    }

    [Fact]
    public void FromFile_OfAModelThatReadsNoImage_ListsWhatItHas() => Assert.Equal(
        "The feature network 'features.onnx' has inputs x Single [?, 8] and outputs y Single [?, 8], expected one input float [N, 3, H, " +
        "W] and outputs float [N, C, H, W] or [N, C].",
        Assert.Throws<InvalidDataException>(() => Load(g =>
        {
            g.Node("Relu", [g.Input("x", "N", 8)], "y");
            g.Output("y", "N", 8);
        })).Message);

    [Fact]
    public void FromFile_OfAMissingFile_SaysSo() =>
        Assert.StartsWith("There is no feature network 'none.onnx'.",
            Assert.Throws<FileNotFoundException>(() => OnnxFeatureNetwork.FromFile("none.onnx")).Message);
}
