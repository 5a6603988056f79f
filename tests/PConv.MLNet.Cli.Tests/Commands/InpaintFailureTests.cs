using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary>Every failure exits with 1, says what to do and leaves no file behind.</summary>
public sealed class InpaintFailureTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public InpaintFailureTests()
    {
        PngFile.Write(folder["photo.png"], Samples.Image(12, 8));
        PngFile.Write(folder["mask.png"], Samples.Hole(12, 8, 0, 0, 12, 7));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Inpaint_WithAModelThatGivesNaN_SaysWhichAndLeavesNoFile()
    {
        var outcome =
            Tool.Run("inpaint", "--image", folder["photo.png"], "--mask", folder["mask.png"], "--output", folder["filled.png"], "--model",
                ModelFile.WriteNaN(folder["broken.onnx"]));

        outcome.Fails($"{folder["photo.png"]}: '{folder["broken.onnx"]}' gave NaN or infinity in 84 of 252 values of the holes. ");
        Assert.False(File.Exists(folder["filled.png"]));
    }

    [Fact]
    public void Inpaint_OfAMissingFile_SaysSo() =>
        Fails("none.png", "mask.png", null, $"There is no image or folder '{folder["none.png"]}'. Check the path.");

    [Fact]
    public void Inpaint_OfAMissingFolder_SaysSo()
    {
        var outcome = Tool.Run("inpaint", "--image", folder["photos"], "--mask", folder["mask.png"], "--output", folder["out"]);

        outcome.Fails($"There is no image or folder '{folder["photos"]}'. Check the path.");
    }

    [Fact]
    public void Inpaint_WithAMissingMask_SaysSo() =>
        Fails("photo.png", "none.png", null, $"{folder["photo.png"]}: There is no image '{folder["none.png"]}'. Check the path.");

    [Fact]
    public void Inpaint_WithAMaskOfAnotherSize_SaysBothSizes()
    {
        PngFile.Write(folder["mask.png"], Mask.AllHoles(8, 11));

        Fails("photo.png", "mask.png", null, "Mask is 8×11 but image is 12×8. Resize the mask with nearest neighbor.");
    }

    [Fact]
    public void Inpaint_WithATruncatedMask_SaysSo()
    {
        File.WriteAllBytes(folder["mask.png"], File.ReadAllBytes(folder["mask.png"])[..^20]);

        Fails("photo.png", "mask.png", null,
            $"'{folder["mask.png"]}' is damaged or breaks off before its end. Copy it again from its source.");
    }

    [Fact]
    public void Inpaint_WithAMissingModel_SaysWhatToPass() =>
        Fails("photo.png", "mask.png", "none.onnx",
            $"There is no model '{folder["none.onnx"]}'. Pass an ONNX file, as 'pconv-train export' writes it.");

    [Fact]
    public void Inpaint_WithAForeignFileAsModel_SaysWhatToPass()
    {
        File.WriteAllText(folder["notes.onnx"], "These are notes.");

        Fails("photo.png", "mask.png", "notes.onnx", "Pass an ONNX model, as 'pconv-train export' writes it.");
    }

    [Fact]
    public void Inpaint_WithAModelOfOtherInputs_ListsThem()
    {
        ModelFile.WriteWithOtherInputs(folder["other.onnx"]);

        Fails("photo.png", "mask.png", "other.onnx",
            $"'{folder["other.onnx"]}' has inputs photo Single [?, 3, ?, ?] and mask Single [?, 1, ?, ?]");
    }

    [Fact]
    public void Inpaint_IntoAFolderThatIsAFile_SaysSo()
    {
        var outcome =
            Tool.Run("inpaint", "--image", folder.Path, "--mask", folder["mask.png"], "--output", folder["photo.png"], "--method",
                "harmonic");

        outcome.IsWrongUse(
            $"--output '{folder["photo.png"]}' is a file, but the results of folder '{folder.Path}' need a folder. Name one.");
    }

    void Fails(string image, string mask, string? model, string sentence)
    {
        var before = ImageFiles.Below(folder.Path);

        Tool.Run(["inpaint", "--image", folder[image], "--mask", folder[mask], "--output", folder["filled.png"],
            .. model is null ? new[] { "--method", "harmonic" } : ["--model", folder[model]]]).Fails(sentence);

        Assert.Equal(before, ImageFiles.Below(folder.Path));
    }
}
