using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class ModelSignatureTests : IDisposable
{
    const string Expected =
        ", expected inputs image float [N, 3, H, W] and mask float [N, 1, H, W] and output output float [N, 3, H, W] (PConv, LaMa) or " +
        "the same in uint8 with output result (MI-GAN). Pass a model that 'pconv-train export' wrote, or describe this one: " +
        "OnnxInpainterOptions.Description, or pconv inpaint --model-description.";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    OnnxInpainter Load(OnnxInpainterOptions? options = null) =>
        OnnxInpainter.FromFile(folder["model.onnx"], options ?? new() { Threads = 1, Style = InpaintingStyle.Faithful });

    string ErrorOf(Action<GraphBuilder> build)
    {
        Models.Save(folder["model.onnx"], build);
        return Assert.Throws<InvalidDataException>(() => Load()).Message;
    }

    [Fact]
    public void Read_OfOtherInputs_ListsThem() => Assert.Equal(
        $"'{folder["model.onnx"]}' has inputs data Single [?, 4, 64, ?] and outputs out Single [?, 4, 64, ?]" + Expected,
        ErrorOf(graph =>
        {
            graph.Node("Relu", [graph.Input("data", "N", 4, 64, "W")], "out");
            graph.Output("out", "N", 4, 64, "W");
        }));

    [Theory]
    [InlineData("image", 3, "mask", 3, "output", 3)]
    [InlineData("image", 1, "mask", 1, "output", 1)]
    [InlineData("image", 3, "Mask", 1, "output", 3)]
    [InlineData("image", 3, "mask", 1, "result", 3)]
    public void Read_OfOtherNamesOrChannels_ListsThem(string image, int imageChannels, string mask, int maskChannels, string output,
        int outputChannels) =>
        Assert.Equal(
            $"'{folder["model.onnx"]}' has inputs {image} Single [?, {imageChannels}, ?, ?] and {mask} Single [?, {maskChannels}, ?, ?] " +
            $"and outputs {output} Single [?, {outputChannels}, ?, ?]" + Expected,
            ErrorOf(graph =>
            {
                graph.Node("Mul", [graph.Input(image, "N", imageChannels, "H", "W"), graph.Input(mask, "N", maskChannels, "H", "W")],
                    output);
                graph.Output(output, "N", outputChannels, "H", "W");
            }));

    [Fact]
    public void Read_OfAThirdInput_IsRefused() => Assert.EndsWith(Expected, ErrorOf(graph =>
    {
        var sum = graph.Node("Add", [graph.Input("image", "N", 3, "H", "W"), graph.Input("mask", "N", 1, "H", "W")]);
        graph.Node("Add", [sum, graph.Input("noise", "N", 3, "H", "W")], "output");
        graph.Output("output", "N", 3, "H", "W");
    }));

    [Fact]
    public void Read_OfFlatInputs_IsRefused() => Assert.EndsWith(Expected, ErrorOf(graph =>
    {
        graph.Node("Add", [graph.Input("image", 3, "H", "W"), graph.Input("mask", 1, "H", "W")], "output");
        graph.Output("output", 3, "H", "W");
    }));

    [Fact]
    public void Inpaint_WithAModelOfOneSize_PadsSmallerImagesToIt()
    {
        Models.SaveGray(folder["model.onnx"], 16, 24);
        using var inpainter = Load();
        var (image, mask) = (Samples.Image(11, 9), Samples.Irregular(11, 9));
        var gray = new RgbImage(11, 9, [.. Enumerable.Repeat((byte)128, 3 * 99)]);

        Assert.Equal(Composite.Create(image, gray, mask).Pixels, inpainter.Inpaint(image, mask).Pixels);
        Assert.Equal(new ImageSize(24, 16), inpainter.Inpaint(Samples.Image(24, 16), Samples.Irregular(24, 16)).Size);
    }

    [Theory]
    [InlineData(InitialFill.None)]
    [InlineData(InitialFill.PullPush)]
    public void Inpaint_WithAnExportOfOneSize_FillsAsTheOpenOneDoes(InitialFill prior)
    {
        var weights = Samples.Network(UNetSpec.WithWidth(4, 3, prior)); // pads to multiples of 8
        OnnxExport.Save(weights, folder["model.onnx"], new() { FixedSize = new(37, 21) });
        using var inpainter = Load();
        using var open = OnnxInpainter.FromWeights(weights, new() { Threads = 1, Style = InpaintingStyle.Faithful });
        var (image, mask) = (Samples.Image(37, 21), Samples.Irregular(37, 21));

        var filled = inpainter.Inpaint(image, mask);

        Assert.InRange(filled.Pixels.Zip(open.Inpaint(image, mask).Pixels, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
        Assert.NotEqual(image.Pixels, filled.Pixels);
        Assert.Equal(new ImageSize(20, 9), inpainter.Inpaint(Samples.Image(20, 9), Samples.Irregular(20, 9)).Size);
    }

    [Theory]
    [InlineData(25, 16)]
    [InlineData(24, 17)]
    public void Inpaint_WithAModelThatIsTooSmall_SaysBothSizes(int width, int height)
    {
        Models.SaveGray(folder["model.onnx"], 16, 24);
        using var inpainter = Load(new() { Threads = 1, LargeImages = null });
        var e = Assert.Throws<ArgumentException>(() => inpainter.Inpaint(new(width, height), Mask.AllHoles(width, height)));
        Assert.Equal(
            $"The model takes images up to 24×16, got {width}×{height}. Export it with open height and width, set Resize (pconv inpaint " +
            $"--resize), or resize the image.", e.Message);
    }

    [Theory]
    [InlineData("8", 8)]
    [InlineData("1", 1)]
    [InlineData("0", 1)]
    [InlineData("-8", 1)]
    [InlineData("eight", 1)]
    public void Inpaint_PadsToTheMultipleThatTheModelNames_OrNotAtAll(string text, int multiple)
    {
        // The output's first row is the model's own width / 255, so that the image tells how far it was padded.
        Models.Save(folder["model.onnx"], graph =>
        {
            var image = graph.Input("image", "N", 3, "H", "W");
            var mask = graph.Input("mask", "N", 1, "H", "W");
            var width =
                graph.Node("Cast", [graph.Node("Slice", [graph.Node("Shape", [image]), graph.Constant(3L), graph.Constant(4L)])], null,
                    ("to", 1L));
            var level = graph.Node("Div", [width, graph.Scalar(255)]);
            graph.Node("Add", [graph.Node("Mul", [graph.Node("Add", [image, mask]), graph.Scalar(0)]), level], "output");
            graph.Output("output", "N", 3, "H", "W");
        }, (OnnxExport.SizeMultipleKey, text));
        using var inpainter = Load();

        Assert.All(inpainter.Inpaint(new(13, 5), Mask.AllHoles(13, 5)).Pixels, p => Assert.Equal(multiple == 8 ? 16 : 13, p));
    }
}
