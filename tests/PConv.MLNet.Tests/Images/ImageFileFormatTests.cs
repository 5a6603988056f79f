using NetVips;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Files that are damaged, and what is told of files that hold more than one image of known colors.</summary>
public class ImageFileFormatTests
{
    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Tiff)]
    public void Decode_OfAFileCutInTwo_IsRefused(ImageFormat format)
    {
        var file = new MadeFile(format, 64, 48).Encode();

        IsRefused(file[..(file.Length / 2)]);
    }

    [Fact]
    public void Decode_OfACutFileWithAnEndMark_IsRefused()
    {
        var (jpeg, png) = (new MadeFile(ImageFormat.Jpeg, 64, 48).Encode(), new MadeFile(ImageFormat.Png, 64, 48).Encode());

        IsRefused([.. jpeg[..(jpeg.Length / 2)], 0xFF, 0xD9]);
        IsRefused([.. png[..(png.Length / 2)], .. png[^12..]]);
    }

    /// <summary>Whole chunks, but too few rows in them; nothing behind the header.</summary>
    [Fact]
    public void Decode_OfAWholePngWithTooFewRows_IsRefused()
    {
        var image = Samples.Noise(30, 20);
        var file = PngFile.Of(new(30, 10, image.Pixels[..(30 * 10 * 3)]));

        IsRefused([.. PngFile.Of(image)[..33], .. file[33..]]);
        IsRefused(PngFile.Claiming(30, 20));
        IsRefused(PngFile.Of(image)[..33]);
    }

    [Fact]
    public void Decode_OfAWrongChecksum_IsRefused()
    {
        var file = PngFile.Of(Samples.Noise(30, 20));
        file[60] ^= 0x55;

        IsRefused(file);
    }

    [Fact]
    public void Decode_OfSomethingBehindTheEnd_PassesOverIt()
    {
        var file = new MadeFile(ImageFormat.Jpeg, 33, 21).Encode();

        Assert.Equal(ImageFile.Decode(file, "a").Colors.Pixels, ImageFile.Decode([.. file, .. "behind the end"u8], "a").Colors.Pixels);
    }

    [Fact]
    public void Notes_OfCmyk_TellThatColorsAreConverted()
    {
        using var image = Image.NewFromMemory(new MadeFile(ImageFormat.Png, 40, 30, Bands: 4).Samples, 40, 30, 4, Enums.BandFormat.Uchar);
        using var cmyk = image.Copy(interpretation: Enums.Interpretation.Cmyk);

        Assert.All([cmyk.JpegsaveBuffer(), cmyk.TiffsaveBuffer()], file =>
        {
            var read = ImageFile.Decode(file, "cmyk");
            Assert.Equal(["'cmyk' has CMYK colors, which are converted to sRGB."], read.Notes);
            Assert.Equal(40 * 30 * 3, read.Colors.Pixels.Length);
            Assert.Null(read.Opacity);
        });
    }

    [Fact]
    public void Decode_OfFloats_SaysWhatIsExpected()
    {
        using var image = Image.NewFromMemory(new MadeFile(ImageFormat.Png, 40, 30).Samples, 40, 30, 3, Enums.BandFormat.Uchar);
        using var floats = image.Cast(Enums.BandFormat.Float);
        var file = floats.TiffsaveBuffer();

        Assert.Equal("'scan.tif' has 3 channels of float values, expected gray or RGB of 8 or 16 bits. Convert it.",
            Assert.Throws<InvalidDataException>(() => ImageFile.Decode(file, "scan.tif")).Message);
    }

    [Fact]
    public void Notes_OfSeveralFrames_TellThatTheFirstIsRead()
    {
        var first = Samples.Image(20, 10);
        using var pages =
            Image.NewFromMemory((byte[])[.. first.Pixels, .. Samples.Image(20, 10, 5).Pixels, .. Samples.Image(20, 10, 9).Pixels], 20, 30,
                3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb).Mutate(m => m.Set(GValue.GIntType, "page-height", 10));
        var apng = new MadeFile(ImageFormat.Png, 20, 10) { Chunks = [("acTL", [0, 0, 0, 2, 0, 0, 0, 0])] }.Of(first.Pixels).Encode();

        Tells(apng, "'a' has 2 frames; only the first is read.");
        Tells(pages.WebpsaveBuffer(lossless: true), "'a' has 3 frames; only the first is read.");
        Tells(pages.TiffsaveBuffer(), "'a' has 3 pages; only the first is read.");

        void Tells(byte[] file, string note)
        {
            var read = ImageFile.Decode(file, "a");
            Assert.Equal([note], read.Notes);
            Assert.Equal(first.Pixels, read.Colors.Pixels);
        }
    }

    [Fact]
    public void LossesIn_AnotherFormat_AreTold()
    {
        var deep = ImageFile.Decode(new MadeFile(ImageFormat.Png, 9, 7, Bits: 16).Encode(), "deep.png");
        var gamma = ImageFile.Decode(new MadeFile(ImageFormat.Png, 9, 7) { Chunks = [("gAMA", [0, 1, 0x86, 0xA0])] }.Encode(), "gamma.png");
        var long16 =
            ImageFile.Decode(
                new MadeFile(ImageFormat.Png, 9, 7) { Exif = TiffFile.Block(false, TiffFile.Bytes(37500, new byte[70_000])) }.Encode(),
                "long.png");

        Assert.Equal(["'deep.png' has 16 bits a value; JPEG files have no place for them. Write PNG or TIFF to keep them."],
            deep.LossesIn(ImageFormat.Jpeg));
        Assert.Equal(
            ["'gamma.png' has chunks that say what colors mean (gamma, primaries); WebP files have no place for them. Write PNG to keep " +
            "them."], gamma.LossesIn(ImageFormat.WebP));
        Assert.Equal(["'long.png' has 70,026 bytes of EXIF; JPEG files have no place for them. Write PNG or TIFF to keep them."],
            long16.LossesIn(ImageFormat.Jpeg));
        Assert.All([deep, gamma, long16], file => Assert.Empty(file.LossesIn(ImageFormat.Png)));
        Assert.NotEmpty(long16.Encode(ImageFormat.Jpeg));
    }

    [Fact]
    public void LossesIn_WebP_OfIptc_IsTold()
    {
        using var image = Image.NewFromMemory(new MadeFile(ImageFormat.Png, 40, 30).Samples, 40, 30, 3, Enums.BandFormat.Uchar);
        using var named = image.Copy(interpretation: Enums.Interpretation.Srgb)
            .Mutate(m => m.Set(GValue.BlobType, "iptc-data", (byte[])
            [
                .. "Photoshop 3.0\08BIM"u8, 4, 4, 0, 0, 0, 0, 0, 8, 0x1C, 2, 80, 0, 2, .. "me"u8, 0,
            ]));
        var file = ImageFile.Decode(named.JpegsaveBuffer(), "a.jpg");

        Assert.Contains("IPTC fields, such as author and caption; WebP files have no place for them.",
            Assert.Single(file.LossesIn(ImageFormat.WebP)));
        Assert.All([ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Tiff], format => Assert.Empty(file.LossesIn(format)));
    }

    /// <summary>The values of a file's last entries are at its end, and libvips leaves them out where they are missing.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void Decode_OfATiffCutInItsLastEntries_IsRefused(int bytes)
    {
        var file = ImageFile.Decode(
            new MadeFile(ImageFormat.Jpeg, 40, 30) { Exif = TiffFile.Block(false, TiffFile.Bytes(37500, new byte[200])) }.Encode(), "a")
            .Encode(ImageFormat.Tiff);

        Assert.NotNull(ImageFile.Decode(file, "a.file"));
        IsRefused(file[..^bytes]);
    }

    [Fact]
    public void Decode_OfCieLab_NamesIt()
    {
        using var image = Image.NewFromMemory(new MadeFile(ImageFormat.Png, 40, 30).Samples, 40, 30, 3, Enums.BandFormat.Uchar);
        using var floats = image.Cast(Enums.BandFormat.Float);
        using var lab = floats.Copy(interpretation: Enums.Interpretation.Lab);

        Assert.Equal("'scan.tif' has CIELab colors, which are not read. Convert it to RGB.",
            Assert.Throws<InvalidDataException>(() => ImageFile.Decode(lab.TiffsaveBuffer(), "scan.tif")).Message);
    }

    static void IsRefused(byte[] file) => Assert.Equal("'a.file' is damaged or breaks off before its end. Copy it again from its source.",
        Assert.Throws<InvalidDataException>(() => ImageFile.Decode(file, "a.file")).Message);
}
