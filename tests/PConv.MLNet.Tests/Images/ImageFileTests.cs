using Microsoft.ML.Data;
using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class ImageFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_OfAPng_GivesItsPixelsAndItsPathAsTag()
    {
        var image = Samples.Noise(7, 5);

        using var read = ImageFile.Read(PngFile.Write(folder["noise.png"], image));

        Assert.Equal(image.Pixels, read.ToRgbImage().Pixels);
        Assert.Equal(folder["noise.png"], read.Tag);
    }

    [Fact]
    public void Read_OfWhatThePngWriterWrote_GivesItsPixels()
    {
        PngWriter.Write(Samples.Noise(70, 33), folder["written.png"]);

        using var read = ImageFile.Read(folder["written.png"]);
        Assert.Equal(Samples.Noise(70, 33).Pixels, read.ToRgbImage().Pixels);
    }

    [Fact]
    public void WriteThenRead_OfAPng_KeepsEveryPixel()
    {
        var image = Samples.Noise(9, 4);
        using var original = image.ToMLImage();

        ImageFile.Write(original, folder["deeper/noise.png"]);

        using var read = ImageFile.Read(folder["deeper/noise.png"]);
        Assert.Equal(image.Pixels, read.ToRgbImage().Pixels);
    }

    [Fact]
    public void Write_OfAnOpaquePng_IsThePngWriters()
    {
        using var original = Samples.Noise(9, 4).ToMLImage();

        ImageFile.Write(original, folder["noise.PNG"]);

        Assert.Equal(PngWriter.Encode(Samples.Noise(9, 4)), File.ReadAllBytes(folder["noise.PNG"]));
    }

    [Fact]
    public void WriteThenRead_OfATranslucentPng_KeepsAlpha()
    {
        using var original = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [255, 0, 0, 255, 0, 0, 0, 40]);

        ImageFile.Write(original, folder["translucent.png"]);

        using var read = ImageFile.Read(folder["translucent.png"]);
        Assert.Equal([255, 40], new[] { read.Pixels[3], read.Pixels[7] });
        Assert.Equal([255, 0, 0], read.ToRgbImage().Pixels[..3]);
    }

    [Fact]
    public void Read_OfAnEmptyFile_SaysSo() => Refuses<InvalidDataException>("empty.png", [],
        "'{0}' is empty (0 bytes). Save it again from its source.");

    [Fact]
    public void Read_OfAFileThatIsNoPicture_SaysWhatIsRead() => Refuses<InvalidDataException>("notes.png", "These are notes."u8.ToArray(),
        "'{0}' is no JPEG, PNG or WebP picture. Convert it to one of these.");

    [Theory]
    [InlineData(40)]
    [InlineData(-12)] // all but the end
    public void Read_OfATruncatedPng_SaysThatItBreaksOff(int length)
    {
        var file = PngFile.Of(Samples.Noise(30, 30));

        Refuses<InvalidDataException>("part.png", length > 0 ? file[..length] : file[..^-length],
            "'{0}' is a PNG file that breaks off before its end. Copy it again from its source.");
    }

    [Fact]
    public void Read_OfAHeaderThatClaimsTooMuch_IsRefusedBeforeDecoding() => Refuses<InvalidDataException>("huge.png", PngFile.Claiming(60_000, 60_000),
        "'{0}' claims 60000×60000 pixels, more than the 268,435,456 that are read. Scale or cut it first.");

    [Fact]
    public void Read_OfAFileThatIsNotThere_SaysSo()
    {
        var e = Assert.Throws<FileNotFoundException>(() => ImageFile.Read(folder["none.png"]));

        Assert.Equal($"There is no picture '{folder["none.png"]}'. Check the path.", e.Message);
    }

    [Fact]
    public void Read_OfAFolder_SaysThatAFileIsExpected()
    {
        var e = Assert.Throws<FileNotFoundException>(() => ImageFile.Read(folder.Path));

        Assert.Equal($"'{folder.Path}' is a folder, expected a picture file.", e.Message);
    }

    [Fact]
    public void ReadSize_OfAFileThatBreaksOff_GivesWhatItsHeaderSays()
    {
        File.WriteAllBytes(folder["part.png"], PngFile.Of(Samples.Noise(7, 5))[..40]);

        Assert.Equal(new(7, 5), ImageFile.ReadSize(folder["part.png"]));
    }

    [Fact]
    public void ReadSize_OfAJpegWithALongPreamble_ReadsOn()
    {
        byte[] profile = [0xFF, 0xE2, 0xFF, 0xFF, .. new byte[0xFFFF - 2]];
        byte[] frame = [0xFF, 0xC0, 0, 11, 8, 0, 5, 0, 7, 1, 1, 0x11, 0]; // 5 rows of 7
        File.WriteAllBytes(folder["long.jpg"], [0xFF, 0xD8, .. profile, .. profile, .. frame]);

        Assert.Equal(new(7, 5), ImageFile.ReadSize(folder["long.jpg"]));
    }

    [Fact]
    public void ReadSize_OfNoPicture_SaysWhatReadSays()
    {
        File.WriteAllText(folder["notes.png"], "These are notes.");

        Assert.Equal(Assert.Throws<InvalidDataException>(() => ImageFile.Read(folder["notes.png"])).Message,
            Assert.Throws<InvalidDataException>(() => ImageFile.ReadSize(folder["notes.png"])).Message);
        Assert.Equal($"There is no picture '{folder["none.png"]}'. Check the path.",
            Assert.Throws<FileNotFoundException>(() => ImageFile.ReadSize(folder["none.png"])).Message);
    }

    [Theory]
    [InlineData("picture.bmp")]
    [InlineData("picture")]
    public void Write_WithAnUnknownExtension_ListsTheKnownOnes(string name)
    {
        using var image = Samples.Noise(2, 2).ToMLImage();

        var e = Assert.Throws<ArgumentException>(() => ImageFile.Write(image, folder[name]));

        Assert.Equal($"'{folder[name]}' has no extension of a picture. End it with .jpg, .jpeg, .png, .webp.", e.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_OverAFile_LeavesNothingElseBehind()
    {
        File.WriteAllText(folder["picture.png"], "old");
        using var image = Samples.Noise(2, 2).ToMLImage();

        ImageFile.Write(image, folder["picture.png"]);

        Assert.Equal([folder["picture.png"]], Directory.EnumerateFileSystemEntries(folder.Path));
        ImageFile.Read(folder["picture.png"]).Dispose();
    }

    [Fact]
    public void Write_ThatFails_LeavesTheOldFileAndNothingElse()
    {
        File.WriteAllText(folder["picture.png"], "old");
        var image = Samples.Noise(2, 2).ToMLImage();
        image.Dispose();

        Assert.Throws<InvalidOperationException>(() => ImageFile.Write(image, folder["picture.png"]));

        Assert.Equal([folder["picture.png"]], Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.Equal("old", File.ReadAllText(folder["picture.png"]));
    }

    [Theory]
    [InlineData("a.PNG", true)]
    [InlineData("a.jpeg", true)]
    [InlineData("a.webp", true)]
    [InlineData("a.gif", false)]
    [InlineData("png", false)]
    public void IsImage_GoesByTheExtension(string path, bool expected) => Assert.Equal(expected, ImageFile.IsImage(path));

    void Refuses<TException>(string name, byte[] file, string message) where TException : Exception
    {
        File.WriteAllBytes(folder[name], file);

        var e = Assert.Throws<TException>(() => ImageFile.Read(folder[name]));

        Assert.Equal(string.Format(message, folder[name]), e.Message);
    }
}
