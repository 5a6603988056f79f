using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Models that give what cannot be a fill.</summary>
public sealed class MisbehavingModelTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly RgbImage image = Samples.Image(40, 30);
    readonly Mask mask = Samples.Hole(40, 30, 8, 5, 14, 12); // 504 values

    public void Dispose() => folder.Dispose();

    string Path => folder["model.onnx"];

    OnnxInpainter Load(Func<GraphBuilder, string, string, string> output, InpaintingModelDescription? description = null,
        object? height = null, object? width = null, bool own = true)
    {
        Models.Save(Path, graph =>
        {
            object[] size = [height ?? "H", width ?? "W"];
            var value = output(graph, graph.Input("image", ["N", 3, .. size]), graph.Input("mask", ["N", 1, .. size]));
            graph.Node("Identity", [value], "output");
            graph.Output("output", "N", 3, "h", "w");
        }, own ? [Models.Own] : []);
        return OnnxInpainter.FromFile(Path, new() { Threads = 1, Style = InpaintingStyle.Faithful, Description = description });
    }

    /// <summary>The image in which holes have a value of their own.</summary>
    static Func<GraphBuilder, string, string, string> Holes(float value) => (graph, image, mask) => graph.Node("Where",
        [graph.Cast(mask, Boolean), image, graph.Scalar(value)]);

    const long Boolean = 9; // TensorProto.DataType

    string ErrorOf(OnnxInpainter inpainter)
    {
        using (inpainter)
        {
            var e = Assert.Throws<InpaintingModelException>(() => inpainter.Inpaint(image, mask));
            Assert.Equal(Path, e.Model);
            return e.Message;
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Inpaint_WithHolesThatAreNotFinite_IsAnErrorThatCountsThem(float value) => Assert.Equal(
        $"'{Path}' gave NaN or infinity in 504 of 504 values of the holes. Check the file where it was made: weights may be broken, or " +
        $"too large for 16-bit floats (export it in 32 bits).",
        ErrorOf(Load(Holes(value))));

    [Fact]
    public void Inpaint_WithOneValueThatIsNaN_IsAnError()
    {
        var values = new float[40 * 30];
        values[10 * 40 + 10] = float.NaN;

        Assert.Contains("gave NaN or infinity in 3 of 504 values of the holes.",
            ErrorOf(Load((g, image, _) => g.Node("Add", [image, g.Constant(values, [1, 1, 30, 40])]), height: 30, width: 40)));
    }

    [Fact]
    public void Inpaint_WithNaNAtKnownPixelsOnly_FillsTheHoles()
    {
        using var inpainter =
            Load((g, _, mask) =>
                g.Node("Where", [g.Cast(mask, Boolean), g.Constant([float.NaN, float.NaN, float.NaN], [1, 3, 1, 1]), g.Scalar(.2f)]));

        var filled = inpainter.Inpaint(image, mask);

        Assert.Equal(Composite.Create(image, new(40, 30, [.. Enumerable.Repeat((byte)51, 3600)]), mask).Pixels, filled.Pixels);
    }

    [Fact]
    public void Inpaint_WithPaddingThatIsNaN_FillsTheHoles()
    {
        var values = new float[64 * 64];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i / 64 >= 30 || i % 64 >= 40 ? float.NaN : .2f;
        }

        using var inpainter =
            Load((g, image, _) => g.Node("Add", [g.Node("Mul", [image, g.Scalar(0)]), g.Constant(values, [1, 1, 64, 64])]), height: 64,
                width: 64);

        Assert.Equal(51, inpainter.Inpaint(image, mask).Pixels[3 * (10 * 40 + 10)]);
    }

    [Theory]
    [InlineData(-.05f, 0)]
    [InlineData(1.08f, 255)]
    [InlineData(1.5f, 255)]
    public void Inpaint_WithASlightOvershoot_IsClamped(float value, byte expected)
    {
        using var inpainter = Load(Holes(value), InpaintingModelDescription.PartialConv, own: false);

        Assert.Equal(expected, inpainter.Inpaint(image, mask).Pixels[3 * (10 * 40 + 10)]);
    }

    [Theory]
    [InlineData(-3.2f, "from -3.2 to -3.2")]
    [InlineData(1.6f, "from 1.6 to 1.6")]
    [InlineData(200, "from 200 to 200")]
    public void Inpaint_WithHolesFarOutOfRange_NamesModelValuesAndRange(float value, string found) => Assert.Equal(
        $"'{Path}' gave values {found} for the holes, expected 0 to 1. Describe the range it has, if it is another " +
        $"(OnnxInpainterOptions.Description, or pconv inpaint --model-description), or take another model.",
        ErrorOf(Load(Holes(value), InpaintingModelDescription.PartialConv, own: false)));

    [Theory]
    [InlineData(6)]
    [InlineData(200)]
    public void Inpaint_WithAnExportOfOurOwnThatIsHardlyTrained_IsClamped(float value)
    {
        using var young = Load(Holes(value));

        Assert.Equal(255, young.Inpaint(image, mask).Pixels[3 * (10 * 40 + 10)]);
    }

    [Fact]
    public void Inpaint_WithAnotherRangeThanDescribed_IsToldInTheModelsUnits() => Assert.Contains(
        "gave values from 900 to 900 for the holes, expected 0 to 255.",
        ErrorOf(Load(Holes(900), InpaintingModelDescription.PartialConv with { OutputRange = new(0, 255) })));

    [Theory]
    [InlineData(5, true)] // of 504 values 1 % are 5
    [InlineData(16, false)]
    public void Of_WithFewValuesFarOut_IsNoErrorUpToOnePercentOrFifteen(int beyond, bool isFine)
    {
        var planes = new float[3 * 168];
        planes.AsSpan(0, beyond).Fill(7);

        Assert.Equal(isFine,
            OutputCheck.FindFault(planes, new float[168], new(14, 12), new(14, 12), new(0, 1), OutputCheck.Reach, "m") is null);
    }

    [Fact]
    public void Of_WithAHoleOfOnePixelThatIsWhollyOut_IsAnError() => Assert.Equal(
        "'m' gave values from 0.1 to 9 for the holes, expected 0 to 1. Describe the range it has, if it is another " +
        "(OnnxInpainterOptions.Description, or pconv inpaint --model-description), or take another model.",
        OutputCheck.FindFault([9, 9, .1f], new float[1], new(1, 1), new(1, 1), new(0, 1), OutputCheck.Reach, "m"));

    [Fact]
    public void Inpaint_WithANaNModelThatIsTakenForLaMa_IsNotSaidToGiveZeroToOne()
    {
        Assert.StartsWith($"'{Path}' gave NaN or infinity in 504 of 504 values of the holes.", ErrorOf(Load(
            // LaMa's holes are 1, and black: 0 / 0
            (g, image, mask) => g.Node("Div", [image, g.Node("Sub", [g.Scalar(1), mask])]), height: 512, width: 512, own: false)));
        using var known = Load(Holes(float.NaN), height: 512, width: 512, own: false);
        Assert.Equal(0, known.Inpaint(image, mask).Pixels[3 * (10 * 40 + 10)]); // NaN beside the holes tells nothing of the range either
    }

    [Fact]
    public void Inpaint_WithAnOutputOfHalfTheSize_NamesModelAndShapes() => Assert.Equal(
        $"'{Path}' gave an output of [1, 3, 15, 20] for an image of 40×30, expected [1, 3, 30, 40]. Export it so that its output has the " +
        $"image's size.",
        ErrorOf(Load((g, image, _) => g.Node("Slice", [image, g.Constant(0L, 0L), g.Constant(15L, 20L), g.Constant(2L, 3L)]))));

    [Fact]
    public void Open_OfAModelThatSaysItGivesHalfTheSize_IsRefused()
    {
        Models.Save(Path, graph =>
        {
            graph.Node("AveragePool", [graph.Input("image", 1, 3, 64, 96)], "output", ("kernel_shape", new long[] { 2, 2 }),
                ("strides", new long[] { 2, 2 }));
            graph.Input("mask", 1, 1, 64, 96);
            graph.Output("output", 1, 3, 32, 48);
        }, Models.Own);

        Assert.Equal($"'{Path}' takes images of 96×64 but gives 48×32. Export it so that its output has the image's size.",
            Assert.Throws<InvalidDataException>(() => OnnxInpainter.FromFile(Path)).Message);
    }

    [Fact]
    public void Run_WithHolesThatAreNaN_IsAnErrorBeforeAnythingIsRead()
    {
        using var inpainter = Load(Holes(float.NaN));

        Assert.Throws<InpaintingModelException>(() => inpainter.Run([new(image, mask)], (_, _, _) => Assert.Fail("was read")));
    }

    [Fact]
    public void Inpaint_OfALargeHoleInParts_IsCheckedToo()
    {
        using var inpainter = Load(Holes(float.NaN));

        Assert.Throws<InpaintingModelException>(() => inpainter.Inpaint(Samples.Image(700, 600), Samples.Hole(700, 600, 40, 40, 600, 500)));
    }

    [Fact]
    public void Distance_OfFeaturesThatAreNaN_NamesTheNetwork()
    {
        Models.Save(Path, graph =>
        {
            graph.Node("Div", [graph.Input("image", "N", 3, "H", "W"), graph.Scalar(0)], "features");
            graph.Output("features", "N", 3, "H", "W");
        });
        using var network = OnnxFeatureNetwork.FromFile(Path);

        Assert.Equal(
            "'model.onnx': Some features are no finite numbers, so there is no distance. Take a network that gives finite features for " +
            "every image.",
            Assert.Throws<InpaintingModelException>(() => network.Distance(image, Samples.Noise(40, 30))).Message);
    }
}
