using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class InpaintingEncodingTests
{
    [Theory]
    [InlineData(ImageEncoding.Png, "PNG")]
    [InlineData(ImageEncoding.Jpeg, "JPEG")]
    [InlineData(ImageEncoding.WebP, "WebP")]
    public async Task InpaintAsync_InAnEncoding_WritesAFileOfThatFormat(ImageEncoding encoding, string format)
    {
        await using var site = await Site.StartAsync();
        var (image, holes) = (Samples.Image(33, 20), Samples.Hole(33, 20, 8, 5, 12, 9));
        using var output = new MemoryStream();

        await site.Service.InpaintAsync(new MemoryStream(PngFile.Of(image)), new MemoryStream(PngFile.Of(holes.ToImage())), output, encoding);

        Assert.Equal(new ImageHeader(format, 33, 20, IsComplete: true), ImageHeader.Read(output.ToArray()));
    }

    [Fact]
    public async Task InpaintAsync_OfAPhotographTakenSideways_GivesItUprightUnderAnUprightMask()
    {
        await using var site = await Site.StartAsync();
        using var folder = new TemporaryFolder();
        var (upright, holes) = (JpegFile.WriteSideways(folder["photo.jpg"], Samples.Image(33, 20)), Samples.Hole(20, 33, 5, 8, 9, 12));

        using var output = new MemoryStream();
        await using var photo = File.OpenRead(folder["photo.jpg"]);
        await site.Service.InpaintAsync(photo, new MemoryStream(PngFile.Of(holes.ToImage())), output);

        using var filled = ImageFile.Decode(output.ToArray(), "filled");
        Assert.Equal((await site.Service.InpaintAsync(upright, holes)).Pixels, filled.ToRgbImage().Pixels);
    }
}
