using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Models of other makers, recognized or described. What they give tells what they got.</summary>
public sealed class ModelConventionTests : IDisposable
{
    static readonly InpaintingModelDescription Plain = new() { HoleColor = 0 };

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    OnnxInpainter Load(Action<GraphBuilder> build, InpaintingModelDescription? description = null, params (string, string)[] metadata)
    {
        Models.Save(folder["model.onnx"], build, metadata);
        return OnnxInpainter.FromFile(folder["model.onnx"], new()
        {
            Threads = 1,
            Style = InpaintingStyle.Faithful,
            Description = description,
        });
    }

    /// <summary>LaMa's inputs; gives whatever the caller makes of image and mask.</summary>
    static Action<GraphBuilder> Floats(object batch, object height, object width, Func<GraphBuilder, string, string, string> output) =>
        graph =>
    {
        var value = output(graph, graph.Input("image", batch, 3, height, width), graph.Input("mask", batch, 1, height, width));
        graph.Node("Identity", [value], "output");
        graph.Output("output", batch, 3, height, width);
    };

    /// <summary>255 · image + 10 · mask: 10 in LaMa's holes, which are black.</summary>
    static string LaMaOutput(GraphBuilder graph, string image, string mask) =>
        graph.Node("Add", [graph.Node("Mul", [image, graph.Scalar(255)]), graph.Node("Mul", [mask, graph.Scalar(10)])]);

    /// <summary>MI-GAN's inputs, all in uint8.</summary>
    static void MiGan(GraphBuilder graph, Func<GraphBuilder, string, string, string> output)
    {
        var (image, mask) =
            (graph.Cast(graph.Input("image", "batch_size", 3, "height", "width")),
                graph.Cast(graph.Input("mask", "batch_size", 1, "height", "width")));
        graph.Cast(output(graph, image, mask), Models.Byte, "result");
        graph.Output("result", "batch_size", 3, "height", "width");
        graph.AsBytes();
    }

    /// <summary>One input of four channels; gives the colors plus the mask.</summary>
    static void OneInput(GraphBuilder graph, bool maskFirst)
    {
        var input = graph.Input("input", "N", 4, "H", "W");
        string Channels(long from, long to) => graph.Node("Slice", [input, graph.Constant(from), graph.Constant(to), graph.Constant(1L)]);
        graph.Node("Add", [maskFirst ? Channels(1, 4) : Channels(0, 3), maskFirst ? Channels(0, 1) : Channels(3, 4)], "output");
        graph.Output("output", "N", 3, "H", "W");
    }

    static void HolesAre(byte red, byte green, byte blue, RgbImage image, Mask mask, RgbImage filled)
    {
        var expected =
            new RgbImage(image.Width, image.Height, [.. Enumerable.Range(0, image.Size.Area).SelectMany(_ => new[] { red, green, blue })]);
        Assert.Equal(Composite.Create(image, expected, mask).Pixels, filled.Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData("batch")]
    public void Inpaint_WithLaMaOf512_IsRecognized(object batch)
    {
        using var inpainter = Load(Floats(batch, 512, 512, LaMaOutput));
        var (image, mask) = (Samples.Noise(90, 60), Samples.Irregular(90, 60));

        Assert.Equal(InpaintingModelDescription.LaMa, inpainter.Description);
        HolesAre(10, 10, 10, image, mask, inpainter.Inpaint(image, mask));
    }

    [Fact]
    public void Inpaint_WithLaMaOfAnySize_IsPaddedToMultiplesOfEight()
    {
        using var inpainter = Load(Floats("N", "H", "W", LaMaOutput), InpaintingModelDescription.LaMa);
        var (image, mask) = (Samples.Noise(21, 13), Samples.Irregular(21, 13));

        Assert.Equal(new ImageSize(24, 16), inpainter.PaddedSize(image.Size));
        HolesAre(10, 10, 10, image, mask, inpainter.Inpaint(image, mask));
    }

    [Theory]
    [InlineData("H", "W")]
    [InlineData(64, 64)]
    public void Open_OfAModelThatMayBePConvOrLaMa_AsksWhich(object height, object width)
    {
        var shape = height is int ? "64, 64" : "?, ?";
        Assert.Equal(
            $"'{folder["model.onnx"]}' has inputs image Single [?, 3, {shape}] and mask Single [?, 1, {shape}] and outputs output Single " +
            $"[?, 3, {shape}], which may mean a PConv model (mask 1 = valid, output 0 to 1) or a LaMa model (mask 1 = hole, output 0 to " +
            $"255). Say which, PConv or LaMa: OnnxInpainterOptions.Description, or pconv inpaint --model-description.",
            Assert.Throws<InvalidDataException>(() => Load(Floats("N", height, width, LaMaOutput))).Message);
    }

    [Fact]
    public void Open_OfOurOwnModelOf512_IsNotTakenForLaMa()
    {
        using var inpainter = Load(Floats(1, 512, 512, LaMaOutput), null, Models.Own);

        Assert.Equal(InpaintingModelDescription.PartialConv, inpainter.Description);
    }

    [Fact]
    public void Inpaint_WithALaMaThatGivesZeroToOne_SaysHowToDescribeIt()
    {
        using var inpainter = Load(Floats(1, 512, 512, (_, image, _) => image));
        Assert.Equal(
            $"'{folder["model.onnx"]}' was taken for LaMa with an output of 0 to 255, but gives 0 to 1. Describe it, as PConv or as {{ " +
            $"\"maskValues\": {{ \"hole\": 1, \"valid\": 0 }}, \"holeColor\": 0 }}: OnnxInpainterOptions.Description, or pconv inpaint " +
            $"--model-description.",
            Assert.Throws<InpaintingModelException>(() => inpainter.Inpaint(Samples.Noise(30, 20), Samples.Irregular(30, 20))).Message);
        // of black images nothing can be told
        Assert.All(inpainter.Inpaint(new(8, 8), Mask.AllHoles(8, 8)).Pixels, p => Assert.Equal(0, p));

        using var described =
            Load(Floats(1, 512, 512, (_, image, _) => image),
                InpaintingModelDescription.LaMa with { OutputRange = new(0, 1), HoleColor = .2f });
        var (photo, mask) = (Samples.Noise(30, 20), Samples.Irregular(30, 20));
        HolesAre(51, 51, 51, photo, mask, described.Inpaint(photo, mask));
    }

    [Fact]
    public void Inpaint_WithMiGan_FeedsBytesAndTheMaskTheOtherWay()
    {
        using var inpainter = Load(graph => MiGan(graph, (g, image, mask) =>
            g.Node("Add", [image, g.Node("Div", [mask, g.Scalar(-2)])]))); // 128 in holes
        var (image, mask) = (Samples.Noise(31, 17), Samples.Irregular(31, 17));

        Assert.Equal(InpaintingModelDescription.MiGan, inpainter.Description);
        Assert.Equal(image.Size, inpainter.PaddedSize(image.Size));
        HolesAre(128, 128, 128, image, mask, inpainter.Inpaint(image, mask));
    }

    [Fact]
    public void Inpaint_WithMiGan_GrowsHolesByThreePixels()
    {
        using var inpainter = Load(graph => MiGan(graph, (g, image, mask) =>
        {
            // how many, [N, 1, 1, 1]
            var holes = g.Node("ReduceSum", [g.Node("Sub", [g.Scalar(1), g.Node("Div", [mask, g.Scalar(255)])]), g.Constant(2L, 3L)]);
            return g.Node("Add", [g.Node("Mul", [image, g.Scalar(0)]), holes]);
        }));
        var (image, mask) = (Samples.Noise(20, 20), Samples.Hole(20, 20, 8, 9, 1, 1));

        HolesAre(49, 49, 49, image, mask, inpainter.Inpaint(image, mask));
    }

    [Fact]
    public void Run_OfABatchWithMiGan_TakesOneImageACall()
    {
        // each image's fill is the number of images in its call
        using var inpainter = Load(graph => MiGan(graph, (g, image, _) =>
            g.Node("Add",
                [g.Node("Mul", [image, g.Scalar(0)]),
                    g.Cast(g.Node("Slice", [g.Node("Shape", [image]), g.Constant(0L), g.Constant(1L)]))])));
        var fills = new float[3];

        inpainter.Run([.. Enumerable.Range(0, 3).Select(i => new InpaintingInput(Samples.Noise(9, 7, i), Mask.AllHoles(9, 7)))],
            (i, planes, _) => fills[i] = planes[0]);

        Assert.Equal([1 / 255f, 1 / 255f, 1 / 255f], fills, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(false, 0, 1, 1, 0, 0, 0, 1, 255)] // LaMa: colors, then 1 = hole
    [InlineData(true, -1, 1, -.5f, .5f, 0, -1, 1, 64)] // MI-GAN's generator: mask − 0.5, then colors
    public void Inpaint_WithOneInputOfFourChannels_IsFedByItsDescription(
        bool maskFirst, float black, float white, float hole, float valid, float color, float outputBlack, float outputWhite,
        byte expected)
    {
        using var inpainter = Load(g => OneInput(g, maskFirst), new()
        {
            ImageInput = "input",
            MaskInput = null,
            MaskFirst = maskFirst,
            ImageRange = new(black, white),
            MaskValues = new(hole, valid),
            HoleColor = color,
            OutputRange = new(outputBlack, outputWhite),
            SizeMultiple = 16,
        });
        var (image, mask) = (Samples.Noise(31, 17), Samples.Irregular(31, 17));

        Assert.Equal(new ImageSize(32, 32), inpainter.PaddedSize(image.Size));
        HolesAre(expected, expected, expected, image, mask, inpainter.Inpaint(image, mask));
    }

    [Theory]
    [InlineData(false, false, 255, 128, 64)]
    [InlineData(false, true, 64, 128, 255)]
    [InlineData(true, false, 255, 128, 64)]
    [InlineData(true, true, 64, 128, 255)]
    public void Inpaint_WithAnyLayoutAndOrder_PutsColorsWhereTheyBelong(bool channelsLast, bool bgr, byte red, byte green,
        byte blue)
    {
        // holes are white; the model weakens its second and third channel
        using var inpainter = Load(graph =>
        {
            object[] Shape(int channels) => channelsLast ? ["N", "H", "W", channels] : ["N", channels, "H", "W"];
            var weights = graph.Constant([1, .5f, .25f], channelsLast ? [1, 1, 1, 3] : [1, 3, 1, 1]);
            var none = graph.Node("Mul", [graph.Input("mask", Shape(1)), graph.Scalar(0)]);
            graph.Node("Add", [graph.Node("Mul", [graph.Input("image", Shape(3)), weights]), none], "output");
            graph.Output("output", Shape(3));
        }, Plain with { ChannelsLast = channelsLast, Bgr = bgr, HoleColor = 1 });
        var (image, mask) = (Samples.Noise(12, 9), Samples.Irregular(12, 9));

        HolesAre(red, green, blue, image, mask, inpainter.Inpaint(image, mask));
    }

    [Theory]
    [InlineData(true, 0, 255)]
    [InlineData(false, -1, 1)]
    [InlineData(false, 0, 255)]
    [InlineData(false, 1, 0)]
    public void Run_OfEveryLevelThroughAModelThatDoesNothing_GivesItBack(bool bytes, float black, float white)
    {
        var image = new RgbImage(16, 16, [.. Enumerable.Range(0, 768).Select(i => (byte)(i / 3))]);
        using var inpainter = Load(
            graph =>
            {
                Floats("N", "H", "W", (_, image, _) => image)(graph);
                if (bytes)
                {
                    graph.AsBytes();
                }
            },
            new() { ImageRange = new(black, white), OutputRange = new(black, white), MaskValues = new(255, 0) });

        Assert.Equal(image.Pixels, inpainter.Inpaint(image, Mask.AllHoles(16, 16)).Pixels);
    }

    [Fact]
    public void Open_OfAModelThatIsNotAsDescribed_ListsBoth()
    {
        Assert.Equal(
            $"'{folder["model.onnx"]}' has inputs image Single [?, 3, ?, ?] and mask Single [?, 1, ?, ?] and outputs output Single [?, " +
            $"3, ?, ?], but its description says inputs photo [N, H, W, 3] and mask [N, H, W, 1] and output result [N, H, W, 3], float " +
            $"or uint8. Name them as the model does.",
            Error(new() { ImageInput = "photo", Output = "result", ChannelsLast = true }));
        Assert.Contains("but its description says input image [N, 4, H, W] and output output [N, 3, H, W], float or uint8.",
            Error(new() { MaskInput = null }));

        string Error(InpaintingModelDescription description) =>
            Assert.Throws<InvalidDataException>(() => Load(Floats("N", "H", "W", LaMaOutput), description)).Message;
    }
}
