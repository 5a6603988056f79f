using System.Text.Json;
using PConv.MLNet.Cli.Tests;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Training.Tests;

public sealed class ExportCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly NetworkWeights weights = Samples.Network(UNetSpec.WithWidth(4, 2));

    public ExportCommandTests()
    {
        weights.Save(folder["run/step-000010/weights.pconvw"]);
        Samples.Network(UNetSpec.WithWidth(4, 2), seed: 9).Save(folder["run/step-000009/weights.pconvw"]);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("run/step-000010/weights.pconvw")]
    [InlineData("run")] // takes the latest checkpoint
    public void Export_OfAFileOrARun_WritesAModelThatFills(string checkpoint)
    {
        var (image, mask) = (Samples.Image(17, 13), Samples.Irregular(17, 13));

        var outcome = Export(checkpoint).Succeeds();

        Assert.StartsWith($"Wrote {folder["model.onnx"]}: {weights.ParameterCount:N0} weights, 2 levels, ", outcome.Output);
        using var expected = OnnxInpainter.FromWeights(weights);
        using var written = OnnxInpainter.FromFile(folder["model.onnx"]);
        Assert.Equal(expected.Inpaint(image, mask).Pixels, written.Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void Export_WithASize_WritesAModelOfThatSizeAlone()
    {
        var outcome = Export("run", "--size", "17x13").Succeeds();

        Assert.Contains(" levels, 17x13 only, ", outcome.Output);
        using var inpainter = OnnxInpainter.FromFile(folder["model.onnx"]);
        Assert.Equal(new ImageSize(17, 13), inpainter.PaddedSize(new(3, 5)));
        Assert.Throws<ArgumentException>(() => inpainter.PaddedSize(new(18, 13)));
    }

    [Theory]
    [InlineData("17", "--size is '17', expected width x height, as in 512x512.")]
    [InlineData("17x0", "The fixed size is 17×0, expected at least 1×1. Leave it out for images of any size.")]
    public void Export_WithAnotherSize_SaysWhatIsExpected(string size, string sentence)
    {
        Export("run", "--size", size).IsWrongUse(sentence);
        Assert.False(File.Exists(folder["model.onnx"]));
    }

    [Fact]
    public void Export_InJson_SaysWhatWasWritten()
    {
        using var result = JsonDocument.Parse(Export("run", "--size", "17x13", "--json").Succeeds().Output);

        Assert.Equal((folder["model.onnx"], weights.ParameterCount, 2, 17, 13),
            (result.RootElement.GetProperty("output").GetString(), result.RootElement.GetProperty("weights").GetInt64(),
            result.RootElement.GetProperty("levels").GetInt32(), result.RootElement.GetProperty("width").GetInt32(),
            result.RootElement.GetProperty("height").GetInt32()));
        Assert.Equal(new FileInfo(folder["model.onnx"]).Length, result.RootElement.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public void Export_InEightBits_WritesAModelThatFills()
    {
        var (image, mask) = (Samples.Image(17, 13), Samples.Irregular(17, 13));
        Directory.CreateDirectory(folder["photos/deep"]);
        PngFile.Write(folder["photos/deep/photo.png"], image);

        var outcome = Export("run", "--int8", "--calibrate", folder["photos"], "--calibration-images", "1", "--seed", "3").Succeeds();

        Assert.Contains(" levels, 8-bit, ", outcome.Output);
        using var inpainter = OnnxInpainter.FromFile(folder["model.onnx"]);
        var filled = inpainter.Inpaint(image, mask);
        Assert.Equal(image.Pixels, Composite.Create(filled, image, mask).Pixels);
        Assert.NotEqual(image.Pixels, filled.Pixels);
    }

    [Fact]
    public void Export_InEightBitsWithoutImages_AsksForThem() =>
        Export("run", "--int8")
        .IsWrongUse("--int8 needs images to calibrate on. Add --calibrate with a folder of the kind the model will fill.");

    [Fact]
    public void Export_WithImagesButInFloats_SaysWhatTheyAreFor() =>
        Export("run", "--calibrate", folder.Path).IsWrongUse("--calibrate is for 8-bit models. Add --int8, or leave it out.");

    [Fact]
    public void Export_CalibratedOnAFolderWithoutImages_SaysSo()
    {
        Directory.CreateDirectory(folder["none"]);

        Export("run", "--int8", "--calibrate", folder["none"]).Fails($"'{folder["none"]}' holds no image");
        Assert.False(File.Exists(folder["model.onnx"]));
    }

    [Fact]
    public void Export_OverAFileThatExists_AsksForOverwrite()
    {
        File.WriteAllText(folder["model.onnx"], "old");

        Export("run").IsWrongUse($"'{folder["model.onnx"]}' exists. Add --overwrite to replace it.");
        Assert.Equal("old", File.ReadAllText(folder["model.onnx"]));

        Export("run", "--overwrite").Succeeds();
    }

    [Fact]
    public void Export_OfAMissingFile_SaysSo() =>
    Fails("none.pconvw", $"There is no checkpoint '{folder["none.pconvw"]}'. Check the path.");

    [Fact]
    public void Export_OfAFolderWithoutCheckpoints_SaysWhatToPass()
    {
        Directory.CreateDirectory(folder["empty"]);

        Fails("empty", $"'{folder["empty"]}' holds no checkpoint. Pass a training's output folder or a weights file.");
    }

    [Fact]
    public void Export_OfAnotherFile_SaysWhatToPass()
    {
        File.WriteAllText(folder["notes.pconvw"], "These are notes.");

        Fails("notes.pconvw",
            $"'{folder["notes.pconvw"]}' is not a weights file of this library. Pass a .pconvw file as written by training.");
    }

    void Fails(string checkpoint, string sentence)
    {
        Export(checkpoint).Fails(sentence);
        Assert.False(File.Exists(folder["model.onnx"]));
    }

    Outcome Export(string checkpoint, params string[] more) =>
        Tool.Run(["export", "--checkpoint", folder[checkpoint], "--output", folder["model.onnx"], .. more]);
}
