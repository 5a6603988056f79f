using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class FillPyramidGraphTests
{
    /// <summary>The fill alone: image float [1, 3, H, W] with 0 in holes and its mask.</summary>
    static byte[] Model(int levels, InitialFill kind)
    {
        var graph = new GraphBuilder("Fill");
        var filled =
            FillPyramidGraph.Fill(graph, graph.Input("image", "N", 3, "H", "W"), graph.Input("mask", "N", 1, "H", "W"), levels, kind);
        graph.Node("Identity", [filled], "output");
        graph.Output("output", "N", 3, "H", "W");
        var model = new ModelProto { IrVersion = 8, Graph = graph.Graph };
        model.OpsetImport.Add(new() { Version = 17 });
        return OnnxWriter.ToBytes(model);
    }

    static float[] Fill(float[] image, Mask mask, int levels, InitialFill kind)
    {
        var plane = Comparison.Plane(mask);
        var known = image.Select((v, i) => v * plane[i % plane.Length]).ToArray();
        return Comparison.Onnx(Model(levels, kind), known, plane, 1, mask.Height, mask.Width);
    }

    [Theory]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    public void Fill_OfAConstant_IsThatConstant(InitialFill kind) => Assert.All(
        Fill([.. Enumerable.Repeat(.3f, 3 * 32 * 16)], Samples.Irregular(32, 16), 3, kind), v => Assert.Equal(.3f, v, 1e-5f));

    [Theory]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    public void Fill_KeepsWhatIsKnown(InitialFill kind)
    {
        var (image, mask) = (Comparison.Planes(Samples.Image(32, 16)), Samples.Irregular(32, 16));
        var filled = Fill(image, mask, 3, kind);

        Assert.All(Enumerable.Range(0, filled.Length), i => Assert.True(mask.Valid[i % 512] == 0 || filled[i] == image[i]));
    }

    [Theory]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    public void Fill_WithoutAKnownPixel_IsZero(InitialFill kind) =>
        Assert.All(Fill(new float[3 * 16 * 16], Mask.AllHoles(16, 16), 2, kind), v => Assert.Equal(0, v));

    [Theory]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    public void Fill_FromOneKnownPixel_SpreadsItBeyondTheLastLevel(InitialFill kind)
    {
        var mask = Mask.FromHoles(16, 16, [.. Enumerable.Range(0, 256).Select(i => i != 53)]);

        Assert.All(Fill([.. Enumerable.Repeat(.4f, 768)], mask, 2, kind), v => Assert.Equal(.4f, v, 1e-5f));
    }

    [Fact]
    public void Fill_OfARampByPullPush_StaysBetweenItsEnds() => Assert.All(
        Fill([.. Enumerable.Range(0, 3 * 1024).Select(i => i % 32 / 32f)], Samples.Irregular(32, 32), 4, InitialFill.PullPush),
        v => Assert.InRange(v, -1e-6f, 1f));

    [Theory]
    [InlineData(64, 64, 2)]
    [InlineData(61, 35, 3)]
    [InlineData(200, 150, 6)]
    [InlineData(1, 9, 4)]
    public void Fill_WithEdgeEnhancement_IsThatOfTheInpainter(int width, int height, int levels)
    {
        var (image, mask) = (Samples.Image(width, height), Samples.Irregular(width, height, 3));
        var (wide, high) = (Padded(width), Padded(height));
        var (values, known) = (new float[3 * wide * high], new bool[wide * high]);
        for (var i = 0; i < width * height; i++)
        {
            var at = i / width * wide + i % width;
            known[at] = mask.Valid[i] == 1;
            for (var c = 0; c < 3; c++)
            {
                values[c * wide * high + at] = image.Pixels[3 * i + c] / 127.5f - 1;
            }
        }

        var expected = Fill(values, Mask.FromHoles(wide, high, [.. known.Select(k => !k)]), levels, InitialFill.EdgeEnhancing);
        var filled = new EdgeEnhancingInpainter(new() { Levels = levels }).Inpaint(image, mask);

        for (var i = 0; i < 3 * width * height; i++)
        {
            var (pixel, c) = (i / 3, i % 3);
            Assert.InRange(filled.Pixels[i]
                - Math.Clamp(127.5f * (1 + expected[c * wide * high + pixel / width * wide + pixel % width]), 0, 255), -.51f, .51f);
        }

        int Padded(int side) => (side + (1 << levels) - 1) >> levels << levels;
    }
}
