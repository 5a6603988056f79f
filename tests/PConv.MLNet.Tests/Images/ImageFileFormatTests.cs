using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>What depends on the codecs behind MLImage: JPEG, WebP and damaged files.</summary>
public sealed class ImageFileFormatTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("jpg")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public void WriteThenRead_KeepsSizeAndNearlyTheColours(string extension)
    {
        var image = Samples.Image(48, 32);
        using (var original = image.ToMLImage())
        {
            ImageFile.Write(original, folder["picture." + extension]);
        }

        using var read = ImageFile.Read(folder["picture." + extension]);

        Assert.Equal(image.Size, read.ToRgbImage().Size);
        Assert.InRange(ImageMetrics.Psnr(image, read.ToRgbImage()), 20, double.PositiveInfinity);
    }

    [Theory]
    [InlineData("jpg", "JPEG")]
    [InlineData("webp", "WebP")]
    public void Read_OfATruncatedFile_SaysThatItBreaksOff(string extension, string format)
    {
        var path = folder["part." + extension];
        using (var original = Samples.Noise(64, 64).ToMLImage())
        {
            ImageFile.Write(original, path);
        }

        var file = File.ReadAllBytes(path);
        File.WriteAllBytes(path, file[..(2 * file.Length / 3)]);

        var e = Assert.Throws<InvalidDataException>(() => ImageFile.Read(path));

        Assert.Equal($"'{path}' is a {format} file that breaks off before its end. Copy it again from its source.", e.Message);
    }

    [Fact]
    public void Read_OfAWholeFileThatDoesNotDecode_SaysThatItIsDamaged()
    {
        File.WriteAllBytes(folder["nothing.png"], PngFile.Claiming(0, 0));

        var e = Assert.Throws<InvalidDataException>(() => ImageFile.Read(folder["nothing.png"]));

        Assert.Equal($"'{folder["nothing.png"]}' is damaged and cannot be decoded. Save it again from its source.", e.Message);
    }
}
