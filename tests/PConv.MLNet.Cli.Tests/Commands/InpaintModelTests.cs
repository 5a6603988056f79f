using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary>Models of other conventions and sizes, and devices, with <c>pconv inpaint</c>.</summary>
public sealed class InpaintModelTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly RgbImage image = Samples.Image(40, 30);
    readonly Mask mask = Samples.Hole(40, 30, 8, 5, 14, 12);

    public InpaintModelTests()
    {
        PngFile.Write(folder["photo.png"], image);
        PngFile.Write(folder["holes.png"], mask);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Inpaint_WithADescription_SpeaksToTheModelAsItSays()
    {
        ModelFile.WriteWithOtherInputs(folder["other.onnx"]);
        var description = new InpaintingModelDescription { ImageInput = "photo" };
        description.Save(folder["other.json"]);
        using var inpainter = OnnxInpainter.FromFile(folder["other.onnx"], new() { Description = description });

        Inpaint("--model", folder["other.onnx"], "--model-description", folder["other.json"]).Succeeds();

        Assert.Equal(inpainter.Inpaint(image, mask).Pixels, ImageFiles.Read(folder["filled.png"]).Pixels);
    }

    [Fact]
    public void Inpaint_WithAConventionsName_TakesIt()
    {
        using var inpainter =
            OnnxInpainter.FromFile(ModelFile.Write(folder["small.onnx"]), new() { Description = InpaintingModelDescription.LaMa });

        Inpaint("--model", folder["small.onnx"], "--model-description", "lama").Succeeds();

        Assert.Equal(inpainter.Inpaint(image, mask).Pixels, ImageFiles.Read(folder["filled.png"]).Pixels);
    }

    [Fact]
    public void Inpaint_WithADescriptionThatIsNone_SaysWhatThereIs() =>
    Inpaint("--model", ModelFile.Write(folder["small.onnx"]), "--model-description", "sd")
        .Fails("There is no model description 'sd'. Pass a JSON file, or one of PConv, LaMa, MI-GAN.");

    [Fact]
    public void Inpaint_WithADescriptionOfNoModel_IsWrongUse() => Inpaint("--model-description", "lama")
        .IsWrongUse("--model-description describes a file. Name it with --model.");

    [Fact]
    public void Inpaint_WithAModelThatIsTakenForLaMaButIsNone_SaysBoth()
    {
        // our own model of LaMa's size, without the note that tells it is ours
        Onnx.OnnxExport.Save(InpaintingModel.BuiltInWeights(), folder["model.onnx"], new() { FixedSize = new(512, 512) });
        var model = File.ReadAllBytes(folder["model.onnx"]);
        model[model.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Onnx.OnnxExport.SizeMultipleKey))]++;
        File.WriteAllBytes(folder["model.onnx"], model);

        var outcome = Inpaint("--model", folder["model.onnx"]);

        Assert.StartsWith("Taken for a LaMa model.\n", outcome.Error);
        outcome.Fails("was taken for LaMa with an output of 0 to 255, but gives 0 to 1. Describe it, as PConv or as ");
        Inpaint("--model", folder["model.onnx"], "--model-description", "PConv").Succeeds();
        ImageFiles.AssertFilled(folder["filled.png"], image, mask);
    }

    [Fact]
    public void Inpaint_WithAMarginAndASide_FillsInTilesOfThem()
    {
        var (large, holes) = (Samples.Image(300, 280), Samples.Hole(300, 280, 10, 20, 280, 30)); // longer than a tile
        var options = new LargeImageOptions { Margin = 16, MaxSide = 256 };
        PngFile.Write(folder["photo.png"], large);
        PngFile.Write(folder["holes.png"], holes);
        using var inpainter = OnnxInpainter.BuiltIn(new() { LargeImages = options });
        using var whole = OnnxInpainter.BuiltIn();

        Inpaint("--margin", "16", "--max-side", "256").Succeeds();

        var filled = ImageFiles.Read(folder["filled.png"]).Pixels;
        Assert.Equal(inpainter.Inpaint(large, holes).Pixels, filled);
        Assert.NotEqual(whole.Inpaint(large, holes).Pixels, filled);
    }

    [Fact]
    public void Inpaint_WithASideTooShortForItsMargin_IsWrongUse() => Inpaint("--margin", "100", "--max-side", "399")
        .IsWrongUse("--max-side is 399, expected at least 400: 256, and four times the --margin.");

    [Theory]
    [InlineData]
    [InlineData("--resize")]
    public void Inpaint_WithAModelThatIsTooSmall_FillsInParts_OrScaled(params string[] resize)
    {
        Onnx.OnnxExport.Save(Samples.Network(UNetSpec.WithWidth(4, 2)), folder["fixed.onnx"], new() { FixedSize = new(24, 20) });

        Inpaint(["--model", folder["fixed.onnx"], .. resize]).Succeeds();

        ImageFiles.AssertFilled(folder["filled.png"], image, mask);
    }

    [Fact]
    public void Inpaint_OnAGpuThatIsNotThere_SaysSoAndFallsBackOnlyWhenAsked()
    {
        Inpaint("--device", "tensorrt:1").Fails("TensorRT on device 1 cannot be used: this build of ONNX Runtime has only ");

        var outcome = Inpaint("--device", "cuda", "--fallback-to-cpu", "--gpu-memory-limit", "1000000000");

        Assert.StartsWith("Runs on CPU: CUDA device 0 cannot be used: this build of ONNX Runtime has only ", outcome.Error);
        ImageFiles.AssertFilled(folder["filled.png"], image, mask);
    }

    [Fact]
    public void Inpaint_WithAMemoryLimitOnTheCpu_IsWrongUse() => Inpaint("--gpu-memory-limit", "1000000000")
        .IsWrongUse("--gpu-memory-limit is set without a GPU. Set --device cuda too.");

    Outcome Inpaint(params string[] more) =>
        Tool.Run(["inpaint", "--image", folder["photo.png"], "--mask", folder["holes.png"], "--output", folder["filled.png"], .. more]);

    [Theory]
    [InlineData("natural")]
    [InlineData("faithful")]
    public void Inpaint_WithAStyle_IsWhatTheMethodOfThatNameGives(string style)
    {
        using var inpainter = OnnxInpainter.BuiltIn(new() { Style = Enum.Parse<InpaintingStyle>(style, ignoreCase: true) });
        var expected = inpainter.Inpaint(image, mask).Pixels;

        Inpaint("--style", style).Succeeds();
        Assert.Equal(expected, ImageFiles.Read(folder["filled.png"]).Pixels);
        Inpaint("--method", style, "--overwrite").Succeeds();
        Assert.Equal(expected, ImageFiles.Read(folder["filled.png"]).Pixels);
    }

    [Fact]
    public void Inpaint_WithAModelOfAnotherConvention_IsNaturalOnlyWhenAskedFor()
    {
        using var natural = OnnxInpainter.FromFile(ModelFile.Write(folder["small.onnx"]), new()
        {
            Description = InpaintingModelDescription.LaMa,
            Style = InpaintingStyle.Natural,
        });

        Inpaint("--model", folder["small.onnx"], "--model-description", "lama", "--style", "natural").Succeeds();

        Assert.Equal(natural.Inpaint(image, mask).Pixels, ImageFiles.Read(folder["filled.png"]).Pixels);
    }

    [Theory]
    [InlineData("--method telea --style natural", "--method telea and --style natural contradict each other. Leave one of them out.")]
    [InlineData("--method faithful --style natural", "--method faithful and --style natural contradict each other. Leave one of them out.")]
    [InlineData("--style pretty", "--style is 'pretty', expected natural or faithful.")]
    [InlineData("--grow -1", "--grow is -1, expected 0 to 1000 pixels.")]
    [InlineData("--grow 1001", "--grow is 1001, expected 0 to 1000 pixels.")]
    public void Inpaint_WithAStyleOrAGrowthThatCannotBe_IsWrongUse(string more, string sentence) =>
    Inpaint(more.Split(' ')).IsWrongUse(sentence);

    [Theory]
    [InlineData("natural")]
    [InlineData("telea")]
    public void Inpaint_WithGrow_ReplacesTheRimAndKeepsTheRestBitByBit(string method)
    {
        var outcome = Inpaint("--method", method, "--grow", "3").Succeeds();

        ImageFiles.AssertFilled(folder["filled.png"], image, mask.Grow(3));
        Assert.Contains("filled.png  28.3 % filled  ", outcome.Output); // (20 · 18 − 20) of 1,200
        var grown = ImageFiles.Read(folder["filled.png"]).Pixels;
        PngFile.Write(folder["holes.png"], mask.Grow(3));
        Inpaint("--method", method, "--overwrite").Succeeds();
        Assert.Equal(ImageFiles.Read(folder["filled.png"]).Pixels, grown);
    }
}
