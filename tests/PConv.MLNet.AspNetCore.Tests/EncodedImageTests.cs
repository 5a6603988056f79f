using Microsoft.ML.Data;
using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>Looks into the folder of temporary files, which all tests share: runs alone.</summary>
[CollectionDefinition(nameof(EncodedImageTests), DisableParallelization = true)]
[Collection(nameof(EncodedImageTests))]
public class EncodedImageTests
{
    static string[] Temporary => [.. Directory.GetDirectories(Path.GetTempPath(), "pconv-*").Where(folder => !folder.Contains("pconv-tests-", StringComparison.Ordinal)).Order()];

    static MLImage Translucent() => MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [255, 0, 0, 255, 0, 0, 0, 40]);

    [Fact]
    public void Encode_OfAnOpaquePng_NeedsNoTemporaryFolder()
    {
        var before = Environment.GetEnvironmentVariable("TMPDIR");
        using var image = Samples.Image(20, 10).ToMLImage();
        try
        {
            Environment.SetEnvironmentVariable("TMPDIR", Path.Combine(Path.GetTempPath(), "pconv-none"));

            Assert.Equal(PngWriter.Encode(Samples.Image(20, 10)), EncodedImage.Encode(image, ImageEncoding.Png));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", before);
        }
    }

    [Fact]
    public void Encode_OfATranslucentPng_KeepsAlphaAndLeavesNoTemporaryFile()
    {
        var before = Temporary;
        using var image = Translucent();

        using var decoded = ImageFile.Decode(EncodedImage.Encode(image, ImageEncoding.Png), "encoded");

        Assert.Equal([255, 40], new[] { decoded.Pixels[3], decoded.Pixels[7] });
        Assert.Equal(before, Temporary);
    }

    [Fact]
    public void Encode_WhenItFails_LeavesNoTemporaryFile()
    {
        var before = Temporary;
        var image = Translucent();
        image.Dispose();

        Assert.NotNull(Record.Exception(() => EncodedImage.Encode(image, ImageEncoding.Jpeg)));

        Assert.Equal(before, Temporary);
    }
}
