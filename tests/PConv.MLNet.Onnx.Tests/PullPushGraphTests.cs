using PConv.MLNet.Core;
using PConv.MLNet.Testing;
using ProtoBuf;

namespace PConv.MLNet.Onnx.Tests;

public sealed class PullPushGraphTests
{
    /// <summary>The fill alone: image float [1, 3, H, W] with 0 in holes and its mask.</summary>
    static byte[] Model(int levels)
    {
        var graph = new GraphBuilder("PullPush");
        var filled = PullPushGraph.Fill(graph, graph.Input("image", "N", 3, "H", "W"), graph.Input("mask", "N", 1, "H", "W"), levels);
        graph.Node("Identity", [filled], "output");
        graph.Output("output", "N", 3, "H", "W");
        var model = new ModelProto { IrVersion = 8, Graph = graph.Graph };
        model.OpsetImport.Add(new() { Version = 17 });
        using var stream = new MemoryStream();
        Serializer.Serialize(stream, model);
        return stream.ToArray();
    }

    static float[] Fill(float[] image, Mask mask, int levels)
    {
        var plane = Comparison.Plane(mask);
        var known = image.Select((v, i) => v * plane[i % plane.Length]).ToArray();
        return Comparison.Onnx(Model(levels), known, plane, 1, mask.Height, mask.Width);
    }

    [Fact]
    public void Fill_OfAConstant_IsThatConstant() => Assert.All(
        Fill([.. Enumerable.Repeat(.3f, 3 * 32 * 16)], Samples.Irregular(32, 16), 3), v => Assert.Equal(.3f, v, 1e-5f));

    [Fact]
    public void Fill_KeepsWhatIsKnown()
    {
        var (image, mask) = (Comparison.Planes(Samples.Image(32, 16)), Samples.Irregular(32, 16));
        var filled = Fill(image, mask, 3);

        Assert.All(Enumerable.Range(0, filled.Length), i => Assert.True(mask.Valid[i % 512] == 0 || filled[i] == image[i]));
    }

    [Fact]
    public void Fill_WithoutAKnownPixel_IsZero() =>
        Assert.All(Fill(new float[3 * 16 * 16], Mask.AllHoles(16, 16), 2), v => Assert.Equal(0, v));

    [Fact]
    public void Fill_FromOneKnownPixel_SpreadsItBeyondTheLastLevel()
    {
        var mask = Mask.FromHoles(16, 16, [.. Enumerable.Range(0, 256).Select(i => i != 53)]);

        Assert.All(Fill([.. Enumerable.Repeat(.4f, 768)], mask, 2), v => Assert.Equal(.4f, v, 1e-5f));
    }

    [Fact]
    public void Fill_OfARamp_StaysBetweenItsEnds() => Assert.All(
        Fill([.. Enumerable.Range(0, 3 * 1024).Select(i => i % 32 / 32f)], Samples.Irregular(32, 32), 4), v => Assert.InRange(v, -1e-6f, 1f));
}
