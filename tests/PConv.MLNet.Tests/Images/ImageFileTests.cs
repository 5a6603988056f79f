using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class ImageFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_OfAPng_GivesItsPixelsAndItsPathAsName()
    {
        var image = Samples.Noise(7, 5);

        var read = ImageFile.Read(PngFile.Write(folder["noise.png"], image));

        Assert.Equal(image.Pixels, read.Colors.Pixels);
        Assert.Equal((folder["noise.png"], ImageFormat.Png, new ImageSize(7, 5)), (read.Name, read.Format, read.Size));
        Assert.Null(read.Opacity);
        Assert.Empty(read.Notes);
    }

    [Theory]
    [InlineData("noise.PNG")]
    [InlineData("deeper/noise.tif")]
    public void WriteThenRead_OfALosslessFormat_KeepsEveryPixel(string name)
    {
        ImageFile.Write(Samples.Noise(70, 33), folder[name]);

        Assert.Equal(Samples.Noise(70, 33).Pixels, ImageFile.ReadRgb(folder[name]).Pixels);
    }

    [Theory]
    [InlineData("jpg", ImageFormat.Jpeg)]
    [InlineData("jpeg", ImageFormat.Jpeg)]
    [InlineData("jfif", ImageFormat.Jpeg)]
    [InlineData("jpe", ImageFormat.Jpeg)]
    [InlineData("webp", ImageFormat.WebP)]
    [InlineData("tiff", ImageFormat.Tiff)]
    public void WriteThenRead_KeepsSizeAndNearlyTheColors(string extension, ImageFormat format)
    {
        var image = Samples.Image(48, 32);
        ImageFile.Write(image, folder["image." + extension]);

        var read = ImageFile.Read(folder["image." + extension]);

        Assert.Equal((image.Size, format), (read.Size, read.Format));
        Assert.InRange(ImageMetrics.Psnr(image, read.Colors), 40, double.PositiveInfinity);
    }

    [Fact]
    public void ToPngBytes_IsWhatIsWritten()
    {
        ImageFile.Write(Samples.Noise(9, 4), folder["noise.png"]);

        Assert.Equal(Samples.Noise(9, 4).ToPngBytes(), File.ReadAllBytes(folder["noise.png"]));
    }

    [Fact]
    public void Read_OfAnEmptyFile_SaysSo() => Refuses("empty.png", [], "'{0}' is empty (0 bytes). Save it again from its source.");

    [Fact]
    public void Read_OfAFileThatIsNoImage_SaysWhatIsRead() =>
        Refuses("notes.png", "These are notes."u8.ToArray(), "'{0}' is no JPEG, PNG, WebP or TIFF image. Convert it to one of these.");

    [Fact]
    public void Read_OfAnotherFormat_NamesIt()
    {
        (string Name, byte[] Start)[] others =
        [
            ("a HEIC", [0, 0, 0, 24, .. "ftypheic"u8]), ("a HEIC", [0, 0, 0, 24, .. "ftypmif1"u8]),
            ("a HEIC", [0, 0, 0, 24, .. "ftypheim"u8]), ("a HEIC", [0, 0, 0, 24, .. "ftypmsf1"u8]),
            ("an AVIF", [0, 0, 0, 32, .. "ftypavif"u8]), ("an AVIF", [0, 0, 0, 32, .. "ftypavis"u8]),
            ("a BMP", [.. "BM"u8, 0, 1, 2, 3]),
            ("a GIF", [.. "GIF89a"u8]), ("a GIF", [.. "GIF87a"u8]), ("a JPEG XL", [0xFF, 0x0A, 1, 2]),
            ("a JPEG XL", [0, 0, 0, 12, .. "JXL "u8]),
            ("a JPEG 2000", [0, 0, 0, 12, .. "jP  "u8]),
            ("a Photoshop (PSD)", [.. "8BPS"u8, 0, 1]), ("a PDF", [.. "%PDF-1.7"u8]),
        ];

        Assert.All(others, other =>
            Refuses("photo.jpg", [.. other.Start, .. new byte[100]],
                $"'{{0}}' is {other.Name} image, which is not read. Convert it to JPEG, PNG, WebP or TIFF."));
    }

    [Fact]
    public void Read_OfAHeaderThatClaimsTooMuch_IsRefusedBeforeDecoding() => Refuses("huge.png", PngFile.Claiming(60_000, 60_000),
        "'{0}' claims 60000×60000 pixels, more than the 268,435,456 that are read. Scale or cut it first.");

    [Theory]
    [InlineData("photo.jpg", "JPEG")]
    [InlineData("wrong.webp", "PNG")]
    public void Read_GoesByContentNotByName(string name, string format)
    {
        File.WriteAllBytes(folder[name], new MadeFile(format == "PNG" ? ImageFormat.Png : ImageFormat.Jpeg, 9, 7).Encode());

        Assert.Equal(format, ImageFile.Read(folder[name]).Format.ToString(), ignoreCase: true);
    }

    [Fact]
    public void Read_OfAFileThatIsNotThere_SaysSo()
    {
        var e = Assert.Throws<FileNotFoundException>(() => ImageFile.Read(folder["none.png"]));

        Assert.Equal($"There is no image '{folder["none.png"]}'. Check the path.", e.Message);
    }

    [Fact]
    public void Read_OfAFolder_SaysThatAFileIsExpected()
    {
        var e = Assert.Throws<FileNotFoundException>(() => ImageFile.Read(folder.Path));

        Assert.Equal($"'{folder.Path}' is a folder, expected an image file.", e.Message);
    }

    [Fact]
    public void ReadSize_OfAFileThatBreaksOff_GivesWhatItsHeaderSays()
    {
        File.WriteAllBytes(folder["part.png"], PngFile.Of(Samples.Noise(70, 50))[..200]);

        Assert.Equal(new(70, 50), ImageFile.ReadSize(folder["part.png"]));
        Assert.Equal(new(70, 50), ImageFile.SizeOf(File.ReadAllBytes(folder["part.png"]), "part"));
    }

    [Fact]
    public void ReadSize_OfAJpegWithALongPreamble_ReadsOn()
    {
        var file = new MadeFile(ImageFormat.Jpeg, 7, 5).Encode();
        byte[] long16 = [0xFF, 0xED, 0xFF, 0xFF, .. new byte[0xFFFF - 2]];
        File.WriteAllBytes(folder["long.jpg"], [.. file[..2], .. long16, .. long16, .. file[2..]]);

        Assert.Equal(new(7, 5), ImageFile.ReadSize(folder["long.jpg"]));
    }

    [Fact]
    public void ReadSize_OfNoImage_SaysWhatReadSays()
    {
        File.WriteAllText(folder["notes.png"], "These are notes.");

        Assert.Equal(Assert.Throws<InvalidDataException>(() => ImageFile.Read(folder["notes.png"])).Message,
            Assert.Throws<InvalidDataException>(() => ImageFile.ReadSize(folder["notes.png"])).Message);
        Assert.Equal($"There is no image '{folder["none.png"]}'. Check the path.",
            Assert.Throws<FileNotFoundException>(() => ImageFile.ReadSize(folder["none.png"])).Message);
    }

    [Theory]
    [InlineData("image.bmp")]
    [InlineData("image")]
    public void Write_WithAnUnknownExtension_ListsTheKnownOnes(string name)
    {
        var e = Assert.Throws<ArgumentException>(() => ImageFile.Write(Samples.Noise(2, 2), folder[name]));

        Assert.Equal($"'{folder[name]}' has no extension of an image. End it with .jpg, .jpeg, .jfif, .jpe, .png, .webp, .tif, .tiff.",
            e.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_OfTransparencyAsJpeg_IsRefusedAndLeavesTheOldFile()
    {
        File.WriteAllText(folder["image.jpg"], "old");
        var image = ImageFile.Decode(new MadeFile(ImageFormat.Png, 6, 4, Bands: 4).Encode(), "cutout.png");

        var e = Assert.Throws<ArgumentException>(() => image.Write(folder["image.jpg"]));

        Assert.Equal("'cutout.png' has transparent pixels, and a JPEG file has none. Write PNG, WebP or TIFF.", e.Message);
        Assert.Equal("old", File.ReadAllText(folder["image.jpg"]));
    }

    [Fact]
    public void Write_OverAFile_LeavesNothingElseBehind()
    {
        File.WriteAllText(folder["image.png"], "old");

        ImageFile.Write(Samples.Noise(2, 2), folder["image.png"]);

        Assert.Equal([folder["image.png"]], Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.Equal(Samples.Noise(2, 2).Pixels, ImageFile.ReadRgb(folder["image.png"]).Pixels);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Tiff)]
    public void Colors_OfATranslucentFile_AreThoseOfAnOpaqueOne(ImageFormat format)
    {
        var image = Samples.Image(20, 16);
        byte[] half =
            [.. image.Pixels.Chunk(3).SelectMany((pixel, i) => new[] { pixel[0], pixel[1], pixel[2], i % 3 == 0 ? (byte)0 : (byte)128 })];

        var read = ImageFile.Decode(new MadeFile(format, 20, 16, Bands: 4).Of(half).Encode(), "a");

        Assert.Equal(image.Pixels, read.Colors.Pixels);
        Assert.Equal(half.Chunk(4).Select(pixel => pixel[3]), read.Opacity);
    }

    [Fact]
    public void Read_OfOneTransparentPaletteEntry_HasOpacity()
    {
        byte[] entries = [.. Enumerable.Range(0, 256).Select(i => (byte)i)],
            palette = [.. entries.SelectMany(i => new[] { i, i, (byte)7 })];
        var file = PngFile.Encode(16, 16, PngFile.Palette, 8, entries, [("PLTE", palette), ("tRNS", [255, 0, 90])]);

        var read = ImageFile.Decode(file, "a");

        Assert.Equal([255, 0, 90, 255], read.Opacity![..4]);
        Assert.Equal([0, 0, 7, 1, 1, 7, 2, 2, 7], read.Colors.Pixels[..9]);
        using var written = NetVips.Image.NewFromBuffer(read.Encode());
        Assert.Equal(4, written.Bands);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void Encode_OfAQualityOutOfRange_SaysTheRange(int quality)
    {
        var image = ImageFile.Decode(new MadeFile(ImageFormat.Jpeg, 6, 4).Encode(), "a.jpg");

        Assert.StartsWith($"The quality is {quality}, expected 1 to 100.",
            Assert.Throws<ArgumentOutOfRangeException>(() => image.Encode(quality: quality)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.PNG", true)]
    [InlineData("a.jpeg", true)]
    [InlineData("a.JFIF", true)]
    [InlineData("a.webp", true)]
    [InlineData("a.tif", true)]
    [InlineData("a.TIFF", true)]
    [InlineData("a.gif", false)]
    [InlineData("a.heic", false)]
    [InlineData("png", false)]
    public void IsImage_GoesByTheExtension(string path, bool expected) => Assert.Equal(expected, ImageFile.IsImage(path));

    void Refuses(string name, byte[] file, string message)
    {
        File.WriteAllBytes(folder[name], file);

        var e = Assert.Throws<InvalidDataException>(() => ImageFile.Read(folder[name]));

        Assert.Equal(string.Format(message, folder[name]), e.Message);
    }

    [Fact]
    public void Read_OfANamedPipe_DoesNotWaitForAWriter_AndWriteDoesNotReplaceIt()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // no such files there
        }

        using (var made = System.Diagnostics.Process.Start("mkfifo", [folder["pipe.png"]]))
        {
            made.WaitForExit();
        }

        File.CreateSymbolicLink(folder["link.png"], folder["pipe.png"]);
        Assert.All(["pipe.png", "link.png"], name =>
        {
            var sentence = $"'{folder[name]}' is a pipe or device, expected an image file. Write what it gives to a file first.";
            Assert.Equal(sentence, Assert.Throws<InvalidDataException>(() => ImageFile.Read(folder[name])).Message);
            Assert.Equal(sentence, Assert.Throws<InvalidDataException>(() => ImageFile.ReadSize(folder[name])).Message);
            Assert.Equal($"'{folder[name]}' is a pipe or device, which is not replaced. Name a file.",
                Assert.Throws<IOException>(() => ImageFile.Write(new(2, 2), folder[name])).Message);
        });
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }
}
