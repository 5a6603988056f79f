using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary>Files of all kinds through the tool: what it keeps, what it says, what it refuses.</summary>
public sealed class InpaintFileKindsTests : IDisposable
{
    const int Width = 64, Height = 48;

    static readonly Mask Holes = Samples.Hole(Width, Height, 20, 14, 16, 12);

    readonly TemporaryFolder folder = new();

    public InpaintFileKindsTests() => PngFile.Write(folder["mask.png"], Holes);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Inpaint_OfAJpeg_KeepsQualitySamplingAndMetadata_AndQualitySaysOtherwise()
    {
        var made = new MadeFile(ImageFormat.Jpeg, Width, Height)
        {
            Quality = 83,
            IsFullColor = false,
            Profile = MadeFile.DisplayP3,
            Exif = TiffFile.Block(false, TiffFile.Camera()),
            Density = 300,
        };
        made.Write(folder["photo.jpg"]);

        Inpaint("photo.jpg", "filled.jpg").Succeeds();
        Inpaint("photo.jpg", "small.jpg", "--quality", "40").Succeeds();

        byte[] before = File.ReadAllBytes(folder["photo.jpg"]), after = File.ReadAllBytes(folder["filled.jpg"]),
            small = File.ReadAllBytes(folder["small.jpg"]);
        Assert.Equal(FileParts.Quantization(before), FileParts.Quantization(after));
        Assert.Equal([0x22, 0x11, 0x11], FileParts.Sampling(after));
        Assert.Equal(MadeFile.DisplayP3, FileParts.Profile(after));
        Assert.Equal(FileParts.Exif(before)!, FileParts.Exif(after)!);
        Assert.Equal("01012C012C", FileParts.Density(after));
        Assert.Equal(FileParts.Quantization((made with { Quality = 40 }).Encode()), FileParts.Quantization(small));
        Assert.Equal([0x22, 0x11, 0x11], FileParts.Sampling(small));
    }

    [Fact]
    public void Inpaint_Of16BitsAsJpeg_SaysWhatIsLost()
    {
        new MadeFile(ImageFormat.Png, Width, Height, Bits: 16).Write(folder["deep.png"]);

        Inpaint("deep.png", "kept.tif").Succeeds();
        var outcome = Inpaint("deep.png", "filled.jpg");

        Assert.Equal(0, outcome.Code);
        Assert.EndsWith(
            $"'{folder["deep.png"]}' has 16 bits a value; JPEG files have no place for them. Write PNG or TIFF to keep them.\n",
            outcome.Error,
            StringComparison.Ordinal);
        using var kept = NetVips.Image.NewFromFile(folder["kept.tif"]);
        Assert.Equal(NetVips.Enums.BandFormat.Ushort, kept.Format);
    }

    [Fact]
    public void Inpaint_OfAnAnimation_SaysThatTheFirstFrameIsRead()
    {
        (new MadeFile(ImageFormat.Png, Width, Height) { Chunks = [("acTL", [0, 0, 0, 7, 0, 0, 0, 0])] }).Write(folder["anim.png"]);

        var outcome = Inpaint("anim.png", "filled.png");

        Assert.Equal(0, outcome.Code);
        Assert.EndsWith($"'{folder["anim.png"]}' has 7 frames; only the first is read.\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inpaint_OfAnInvertedMask_FillsAndDoubts()
    {
        new MadeFile(ImageFormat.Png, Width, Height).Write(folder["photo.png"]);
        File.WriteAllBytes(folder["mask.png"], PngFile.Of(Holes.ToImage(MaskPolarity.WhiteIsValid)));

        var outcome = Inpaint("photo.png", "filled.png");

        Assert.Equal(0, outcome.Code);
        Assert.EndsWith(
            $"'{folder["mask.png"]}' makes 93.8 % of the image a hole. If white marks what to keep, add --mask-polarity white-is-valid.\n",
            outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inpaint_OfAMaskWithoutHoles_SaysSo()
    {
        new MadeFile(ImageFormat.Png, Width, Height).Write(folder["photo.png"]);
        PngFile.Write(folder["mask.png"], Mask.AllValid(Width, Height));

        var outcome = Inpaint("photo.png", "filled.png");

        Assert.Equal(0, outcome.Code);
        Assert.EndsWith($"'{folder["mask.png"]}' has no hole (its values are 0 to 0): there is nothing to fill.\n", outcome.Error,
            StringComparison.Ordinal);
        Assert.Contains("0.0 % filled", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inpaint_OfAMaskOf0And1_IsRefused_UnlessAThresholdReadsIt()
    {
        var made = new MadeFile(ImageFormat.Png, Width, Height);
        made.Write(folder["photo.png"]);
        File.WriteAllBytes(folder["mask.png"],
            PngFile.OfGray(Width, Height, [.. Holes.Valid.ToArray().Select(valid => (byte)(1 - valid))]));

        Inpaint("photo.png", "filled.png")
            .Fails($"'{folder["mask.png"]}' has no hole: its brightest value is 1 of 255, and white begins at 128. Lower " +
            $"--mask-threshold to 1");
        Inpaint("photo.png", "filled.png", "--mask-threshold", "1").Succeeds();

        ImageFiles.AssertFilled(folder["filled.png"], new(Width, Height, made.Samples), Holes);
    }

    [Theory]
    [InlineData("--mask-threshold", "0", "--mask-threshold 0 is out of range. Take 1 to 255.")]
    [InlineData("--mask-threshold", "256", "--mask-threshold 256 is out of range. Take 1 to 255.")]
    [InlineData("--quality", "0", "--quality 0 is out of range. Take 1 to 100.")]
    [InlineData("--quality", "101", "--quality 101 is out of range. Take 1 to 100.")]
    public void Inpaint_WithANumberOutOfRange_IsWrongUse(string option, string value, string message)
    {
        new MadeFile(ImageFormat.Png, Width, Height).Write(folder["photo.png"]);

        Inpaint("photo.png", "filled.png", option, value).IsWrongUse(message);
    }

    /// <summary>Sizes are compared before anything is decoded: 16,000² pixels would take 768 MB.</summary>
    [Fact]
    public void Inpaint_OfABombAgainstASmallMask_ComparesSizesFirst()
    {
        File.WriteAllBytes(folder["bomb.png"], PngFile.Claiming(16_000, 16_000));

        Inpaint("bomb.png", "filled.png")
            .Fails($"{folder["bomb.png"]}: Mask is 64×48 but image is 16000×16000. Resize the mask with nearest neighbor.");
    }

    [Fact]
    public void Inpaint_OfAPhotographTakenSideways_NamesAMaskThatLiesAsItIsStored()
    {
        (new MadeFile(ImageFormat.WebP, Width, Height) { Exif = TiffFile.Block(false, TiffFile.Camera(6)) }).Write(folder["photo.webp"]);

        Inpaint("photo.webp", "filled.webp")
            .Fails("Mask is 64×48 but image is 48×64. Its sides are exchanged: images are turned upright as their EXIF orientation says. " +
            "Turn the mask as well.");
    }

    [Fact]
    public void Inpaint_OfTransparencyAsJpeg_SaysWhatToWrite()
    {
        new MadeFile(ImageFormat.Png, Width, Height, Bands: 4).Write(folder["cutout.png"]);

        Inpaint("cutout.png", "filled.jpg")
            .Fails($"'{folder["cutout.png"]}' has transparent pixels, and a JPEG file has none. Write PNG, WebP or TIFF.");
        Assert.False(File.Exists(folder["filled.jpg"]));
    }

    Outcome Inpaint(string image, string output, params string[] more) =>
        Tool.Run(
            ["inpaint", "--image", folder[image], "--mask", folder["mask.png"], "--output", folder[output], "--method", "harmonic",
                "--overwrite", .. more]);
}
