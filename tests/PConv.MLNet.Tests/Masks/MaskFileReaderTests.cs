using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class MaskFileReaderTests : IDisposable
{
    const int Width = 20, Height = 16;

    /// <summary>Holes that cover an eighth, off the middle.</summary>
    static readonly Mask Holes = Samples.Hole(Width, Height, 3, 5, 8, 5);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_GivesTheMaskOfAFile_ByPolarityAndThreshold()
    {
        var mask = Samples.Irregular(Width, Height);
        var path = PngFile.Write(folder["mask.png"], mask);
        File.WriteAllBytes(folder["gray.png"], PngFile.OfGray(3, 1, [90, 100, 200]));

        Assert.Equal(mask.Valid, new MaskFileReader().Read(path).Valid);
        Assert.Equal(mask.Valid.ToArray().Select(v => (byte)(1 - v)),
            new MaskFileReader(new(MaskPolarity.WhiteIsValid)).Read(path).Valid.ToArray());
        Assert.Equal([1, 1, 0], new MaskFileReader().Read(folder["gray.png"]).Valid.ToArray());
        Assert.Equal([1, 0, 0], new MaskFileReader(new(Threshold: 100)).Read(folder["gray.png"]).Valid.ToArray());
    }

    /// <summary>R, G, B and alpha of what is marked, and of the rest.</summary>
    [Theory]
    [InlineData("white on black", 0xFFFFFFFF, 0x000000FF)]
    [InlineData("red on black", 0xFF0000FF, 0x000000FF)]
    [InlineData("green on black", 0x00FF00FF, 0x000000FF)]
    [InlineData("blue on black", 0x0000FFFF, 0x000000FF)]
    [InlineData("magenta on near black", 0xE000D0FF, 0x0A0A0AFF)]
    [InlineData("black on transparent", 0x000000FF, 0x00000000)]
    [InlineData("black on transparent white", 0x000000FF, 0xFFFFFF00)]
    [InlineData("white on transparent", 0xFFFFFFFF, 0x00000000)]
    [InlineData("red on transparent", 0xFF0000FF, 0x00000000)]
    [InlineData("cut out of white", 0xFFFFFF00, 0xFFFFFFFF)]
    [InlineData("cut out of black", 0x00000000, 0x000000FF)]
    [InlineData("cut out of black, white below", 0xFFFFFF00, 0x000000FF)]
    [InlineData("white on black, transparent black at its edge", 0xFFFFFFFF, 0x00000000, true)]
    public void Read_OfMarksInAnyOneColor_TakesThemForHoles(string kind, uint marked, uint rest, bool hasBlackToo = false)
    {
        var mask = Read(kind, Rgba(i => Holes.Valid[i] == 0 ? marked : hasBlackToo && i % Width > 15 ? 0x000000FF : rest));

        Assert.Equal(Holes.Valid, mask.Valid);
    }

    [Theory]
    [InlineData(MaskPolarity.WhiteIsHole)]
    [InlineData(MaskPolarity.WhiteIsValid)]
    public void Read_OfAPhotographWithTheHoleCutOut_TakesWhatIsTransparent_WhateverWhiteMeans(MaskPolarity polarity)
    {
        var photograph = Samples.Image(Width, Height);
        var file =
            Rgba(i =>
                (uint)(photograph.Pixels[3 * i] << 24 | photograph.Pixels[3 * i + 1] << 16 | photograph.Pixels[3 * i
                    + 2] << 8) | (Holes.Valid[i] == 0 ? 0u : 255));

        Assert.Equal(Holes.Valid, Read("cutout.png", file, new(new(polarity))).Valid);
    }

    [Fact]
    public void Read_OfAGrayPhotographWithTheHoleCutOut_TakesWhatIsTransparent()
    {
        var photograph = Samples.Image(Width, Height);
        byte[] pixels =
            [.. Enumerable.Range(0, Width * Height)
                .SelectMany(i => new[] { photograph.Pixels[3 * i], Holes.Valid[i] == 0 ? (byte)0 : (byte)255 })];

        Assert.Equal(Holes.Valid, Read("cutout.png", PngFile.Encode(Width, Height, PngFile.GrayAlpha, 8, pixels)).Valid);
    }

    [Theory]
    [InlineData(128, 128, "marks nothing: it has one color, and an alpha of 128 of 255 everywhere. Paint the holes white on black.")]
    [InlineData(0, 100, "has no hole: its highest alpha is 100 of 255, and opaque begins at 128. Lower the mask threshold to 100, or paint "
        + "the holes opaque.")]
    [InlineData(255, 200, "has no hole: its lowest alpha is 200 of 255, and transparent ends at 127. Lower the mask threshold to 55, or "
        + "erase the holes.")]
    public void Read_OfMarksInAlphaThatAreTooFaint_TalksOfAlpha(uint rest, uint marked, string sentence) =>
        Assert.Equal($"'faint' {sentence}", Assert.Throws<InvalidDataException>(() =>
            Read("faint", Rgba(i => Holes.Valid[i] == 0 ? marked : rest))).Message);

    [Fact]
    public void Read_OfAPhotograph_IsRefused()
    {
        var message = Refuses("photo.png", PngFile.Of(Samples.Image(64, 48)));

        Assert.Matches(
            "^'photo.png' looks like a photograph, not like a mask: [0-9]+ % of it is neither black nor white. Pass a mask that is white " +
            "where the image is to be filled.$", message);
        Assert.Equal(message.Replace("png", "jpg", StringComparison.Ordinal)[..30],
            Refuses("photo.jpg", new MadeFile(ImageFormat.Jpeg, 64, 48, Bands: 1).Encode())[..30]);
    }

    [Fact]
    public void Read_OfValuesOf0And1_IsRefusedWithWhatItFound()
    {
        Assert.Equal(
            "'mask.png' has no hole: its brightest value is 1 of 255, and white begins at 128. Lower the mask threshold to 1, or paint " +
            "the holes white.", Refuses("mask.png", Gray(1)));
        Assert.Equal(Holes.Valid, Read("mask.png", Gray(1), new(new(Threshold: 1))).Valid);
    }

    [Fact]
    public void Read_OfGrayJustBelowTheThreshold_IsRefusedWithWhatItFound()
    {
        Assert.Equal(
            "'mask.png' has no hole: its brightest value is 127 of 255, and white begins at 128. Lower the mask threshold to 127, or " +
            "paint the holes white.", Refuses("mask.png", Gray(127)));
        Assert.Equal(Holes.Valid, Read("mask.png", Gray(127), new(new(Threshold: 127))).Valid);
        Assert.Equal(Holes.Valid, Read("mask.png", Gray(128)).Valid);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    public void Read_OfSmallValuesOf16Bits_IsRefusedWithWhatItFound(int value)
    {
        byte[] pixels =
            [.. Enumerable.Range(0, Width * Height).SelectMany(i => new[] { (byte)0, Holes.Valid[i] == 0 ? (byte)value : (byte)0 })];

        Assert.Equal($"'mask.png' has no hole: its brightest value is {value} of 65535. Save it with 8 bits, or paint the holes white.",
            Refuses("mask.png", PngFile.Encode(Width, Height, PngFile.Gray, 16, pixels)));
    }

    [Fact]
    public void Read_Of16Bits_IsReadAsItsUpper8()
    {
        byte[] pixels = [.. Enumerable.Range(0, Width * Height).SelectMany(i => Holes.Valid[i] == 0 ? new byte[] { 255, 255 } : [0, 90])];

        Assert.Equal(Holes.Valid, Read("mask.png", PngFile.Encode(Width, Height, PngFile.Gray, 16, pixels)).Valid);
    }

    [Fact]
    public void Read_OfAMaskThatIsOneHole_IsRefused() =>
        Assert.Equal(
            "'mask.png' is one hole: nothing of the image is known. If white marks what to keep, set the mask polarity to white-is-valid.",
            Refuses("mask.png", PngFile.Of(Mask.AllHoles(Width, Height).ToImage())));

    [Fact]
    public void Read_OfAMaskThatIsOneHole_AdvisesByHowItWasRead()
    {
        Assert.Equal("'mask.png' is one hole: nothing of the image is known. If white marks what to fill, set the mask polarity to " +
            "white-is-hole.",
            Refuses("mask.png", PngFile.Of(Mask.AllHoles(Width, Height).ToImage(MaskPolarity.WhiteIsValid)),
                new(new(MaskPolarity.WhiteIsValid))));
    }

    [Theory]
    [InlineData(0, "0 to 0")]
    [InlineData(255, "255 to 255")]
    public void Read_OfAMaskWithoutHoles_IsDoubted(byte value, string values)
    {
        var polarity = value == 0 ? MaskPolarity.WhiteIsHole : MaskPolarity.WhiteIsValid;
        List<string> doubts = [];

        var mask = Read("mask.png", PngFile.OfGray(4, 3, [.. Enumerable.Repeat(value, 12)]), new(new(polarity)), doubts);

        Assert.Equal(0, mask.HoleCount);
        Assert.Equal([$"'mask.png' has no hole (its values are {values}): there is nothing to fill."], doubts);
    }

    [Fact]
    public void Read_OfAnInvertedMask_IsDoubted()
    {
        List<string> doubts = [];

        var mask = Read("mask.png", PngFile.Of(Holes.ToImage(MaskPolarity.WhiteIsValid)), doubts: doubts);

        Assert.Equal(.875, mask.HoleRatio);
        Assert.Equal(["'mask.png' makes 87.5 % of the image a hole. If white marks what to keep, set the mask polarity to white-is-valid."],
            doubts);
        doubts.Clear();
        Assert.Equal(Holes.Valid,
            Read("mask.png", PngFile.Of(Holes.ToImage(MaskPolarity.WhiteIsValid)), new(new(MaskPolarity.WhiteIsValid)), doubts).Valid);
        Assert.Empty(doubts);
    }

    [Fact]
    public void Read_OfASoftBrush_SplitsAtTheThreshold()
    {
        byte[] soft = [.. Enumerable.Range(0, Width * Height).Select(i => (byte)Math.Clamp(300 - 40 * Math.Abs(i % Width - 8), 0, 255))];
        List<string> doubts = [];

        var mask = Read("mask.png", PngFile.OfGray(Width, Height, soft), doubts: doubts);

        Assert.Equal(soft.Select(v => v >= 128 ? (byte)0 : (byte)1), mask.Valid.ToArray());
        Assert.Empty(doubts);
    }

    [Fact]
    public void Read_OfAJpegMask_IsThatItWasMadeOf() =>
        Assert.Equal(Holes.Valid,
            Read("mask.jpg", new MadeFile(ImageFormat.Jpeg, Width, Height).Of(Holes.ToImage().Pixels).Encode()).Valid);

    [Fact]
    public void CanRead_GoesByTheExtension() =>
        Assert.Equal([true, true, true, false], new[] { "a.png", "b/A.JPG", "c.tif", "masks.json" }.Select(new MaskFileReader().CanRead));

    [Fact]
    public void FolderMasks_OfAFolderOfImages_TakesTheirMasks()
    {
        var mask = Samples.Irregular(Width, Height);
        PngFile.Write(folder["mask.png"], mask);
        File.WriteAllText(folder["masks.json"], "{}");

        var source = new FolderMasks(folder.Path, new()
        {
            Width = Width,
            Height = Height,
            MinRatio = 0,
            MaxRatio = 1,
        });

        Assert.Equal(mask.Valid, source.Generate(0).Valid);
    }

    /// <summary>Holes of one value on black.</summary>
    static byte[] Gray(byte value) =>
        PngFile.OfGray(Width, Height, [.. Holes.Valid.ToArray().Select(valid => valid == 0 ? value : (byte)0)]);

    static byte[] Rgba(Func<int, uint> pixel) => PngFile.OfRgba(Width, Height,
        [.. Enumerable.Range(0, Width * Height).Select(pixel)
            .SelectMany(p => new[] { (byte)(p >> 24), (byte)(p >> 16), (byte)(p >> 8), (byte)p })]);

    static Mask Read(string name, byte[] file, MaskFileReader? reader = null, List<string>? doubts = null) =>
        (reader ?? new()).Read(ImageFile.Decode(file, name), doubts is null ? null : doubts.Add);

    static string Refuses(string name, byte[] file, MaskFileReader? reader = null) =>
        Assert.Throws<InvalidDataException>(() => Read(name, file, reader)).Message;
}
