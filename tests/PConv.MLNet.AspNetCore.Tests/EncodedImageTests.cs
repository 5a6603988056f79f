using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>Looks into the folder of temporary files, which all tests share: runs alone.</summary>
[CollectionDefinition(nameof(EncodedImageTests), DisableParallelization = true)]
[Collection(nameof(EncodedImageTests))]
public class EncodedImageTests
{
    static string[] Temporary => [.. Directory.GetDirectories(Path.GetTempPath(), "pconv-*").Where(folder => !folder.Contains("pconv-tests-", StringComparison.Ordinal)).Order()];

    [Fact]
    public void Encode_LeavesNoTemporaryFile()
    {
        var before = Temporary;
        using var image = Samples.Image(20, 10).ToMLImage();

        using var decoded = ImageFile.Decode(EncodedImage.Encode(image, ImageEncoding.Png), "encoded");

        Assert.Equal(Samples.Image(20, 10).Pixels, decoded.ToRgbImage().Pixels);
        Assert.Equal(before, Temporary);
    }

    [Fact]
    public void Encode_WhenItFails_LeavesNoTemporaryFile()
    {
        var before = Temporary;
        var image = new RgbImage(2, 2).ToMLImage();
        image.Dispose();

        Assert.NotNull(Record.Exception(() => EncodedImage.Encode(image, ImageEncoding.Png)));

        Assert.Equal(before, Temporary);
    }
}
