using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

public sealed class InpaintCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly RgbImage image = Samples.Image(40, 30);
    readonly Mask mask = Samples.Hole(40, 30, 8, 5, 14, 12);

    public InpaintCommandTests()
    {
        PngFile.Write(folder["photo.png"], image);
        PngFile.Write(folder["holes.png"], mask);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Inpaint_OfAFile_FillsWhiteHolesWithTheBuiltInModelAndKeepsTheRest()
    {
        var outcome = Inpaint("photo.png", "holes.png", "filled.png").Succeeds();

        ImageFiles.AssertFilled(folder["filled.png"], image, mask);
        Assert.StartsWith($"{folder["filled.png"]}  14.0 % filled  ", outcome.Output);
        Assert.Equal(1, outcome.Output.Count(c => c == '\n'));
    }

    [Fact]
    public void Inpaint_LeavesNothingOfOnnxRuntimesTelemetryInTheUsersHome()
    {
        string[] arguments = ["inpaint", "--image", folder["photo.png"], "--mask", folder["holes.png"], "--output", folder["filled.png"]];
        var home = Directory.CreateDirectory(folder["home"]).FullName;

        Tool.Run(arguments, new() { ["HOME"] = home, ["XDG_CACHE_HOME"] = null, ["ORT_DISABLE_TELEMETRY"] = null }).Succeeds();

        Assert.DoesNotContain(Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories),
            file => file.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Inpaint_WithAModel_GivesWhatTheModelGives()
    {
        using var inpainter = OnnxInpainter.FromFile(ModelFile.Write(folder["small.onnx"]));

        Inpaint("photo.png", "holes.png", "filled.png", "--model", folder["small.onnx"]).Succeeds();

        Assert.Equal(inpainter.Inpaint(image, mask).Pixels, ImageFiles.Read(folder["filled.png"]).Pixels);
    }

    [Fact]
    public void Inpaint_WithMethodHarmonic_FillsSmoothly()
    {
        Inpaint("photo.png", "holes.png", "filled.png", "--method", "harmonic").Succeeds();

        Assert.Equal(new HarmonicInpainter().Inpaint(image, mask).Pixels, ImageFiles.Read(folder["filled.png"]).Pixels);
    }

    [Fact]
    public void Inpaint_WhenWhiteIsValid_ReadsTheMaskTheOtherWay()
    {
        PngFile.Write(folder["valid.png"], mask.ToImage(MaskPolarity.WhiteIsValid));

        Inpaint("photo.png", "valid.png", "filled.png", "--method", "harmonic", "--mask-polarity", "white-is-valid").Succeeds();

        Assert.Equal(new HarmonicInpainter().Inpaint(image, mask).Pixels, ImageFiles.Read(folder["filled.png"]).Pixels);
    }

    [Fact]
    public void Inpaint_OfATranslucentPng_KeepsKnownPixelsAndTheirAlpha()
    {
        byte[] rgba = [.. Enumerable.Range(0, 40 * 30).SelectMany(i => new byte[] { (byte)i, (byte)(3 * i), 90, (byte)(40 + i % 200) })];
        File.WriteAllBytes(folder["photo.png"], PngFile.OfRgba(40, 30, rgba));

        Inpaint("photo.png", "holes.png", "filled.png", "--method", "harmonic").Succeeds();

        using var decoded = NetVips.Image.NewFromFile(folder["filled.png"]);
        var after = decoded.WriteToMemory<byte>();
        Assert.Equal(rgba.Length, after.Length);
        for (var i = 0; i < mask.Valid.Length; i++)
        {
            Assert.True(mask.Valid[i] == 0
                || rgba.AsSpan(4 * i, 4).SequenceEqual(after.AsSpan(4 * i, 4)), $"Pixel {i} is known but has changed.");
        }
    }

    [Fact]
    public void Inpaint_OfAPhotographTakenSideways_GivesItUprightUnderAnUprightMask()
    {
        var (upright, holes) = (JpegFile.WriteSideways(folder["photo.jpg"], image), Samples.Hole(30, 40, 5, 8, 12, 14));
        PngFile.Write(folder["holes.png"], holes);

        Inpaint("photo.jpg", "holes.png", "filled.png", "--method", "harmonic").Succeeds();

        Assert.Equal(new HarmonicInpainter().Inpaint(upright, holes).Pixels, ImageFiles.Read(folder["filled.png"]).Pixels);
    }

    [Fact]
    public void Inpaint_IntoAFolder_TakesTheImagesName()
    {
        Directory.CreateDirectory(folder["out"]);

        Inpaint("photo.png", "holes.png", "out", "--method", "harmonic").Succeeds();

        ImageFiles.AssertFilled(folder["out/photo.png"], image, mask);
    }

    [Fact]
    public void Inpaint_OverAResultThatExists_AsksForOverwrite()
    {
        File.WriteAllText(folder["filled.png"], "old");

        Inpaint("photo.png", "holes.png", "filled.png", "--method", "harmonic")
            .IsWrongUse($"'{folder["filled.png"]}' exists. Add --overwrite to replace it, or --resume to leave it out.");
        Assert.Equal("old", File.ReadAllText(folder["filled.png"]));

        Inpaint("photo.png", "holes.png", "filled.png", "--method", "harmonic", "--overwrite").Succeeds();
        ImageFiles.AssertFilled(folder["filled.png"], image, mask);
    }

    [Fact]
    public void Inpaint_WithoutAnExtensionToWrite_IsWrongUse() => Inpaint("photo.png", "holes.png", "filled", "--method", "harmonic")
        .IsWrongUse($"'{folder["filled"]}' has no extension of an image. End it with .jpg, .jpeg, .jfif, .jpe, .png, .webp, .tif, .tiff.");

    [Fact]
    public void Inpaint_OnAnUnknownDevice_IsWrongUse() => Inpaint("photo.png", "holes.png", "filled.png", "--device", "tpu")
        .IsWrongUse("Device 'tpu' is not known. Take cpu, cuda, cuda:1, tensorrt or tensorrt:1.");

    Outcome Inpaint(string file, string holes, string output, params string[] more) =>
        Tool.Run(["inpaint", "--image", folder[file], "--mask", folder[holes], "--output", folder[output], .. more]);
}
