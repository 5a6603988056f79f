using PConv.MLNet.Images;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class InpaintingEncodingTests
{
    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Tiff)]
    public async Task InpaintAsync_InAFormat_WritesAFileOfThatFormat(ImageFormat format)
    {
        await using var site = await Site.StartAsync();
        var (image, holes) = (Samples.Image(33, 20), Samples.Hole(33, 20, 8, 5, 12, 9));
        using var output = new MemoryStream();

        await site.Service.InpaintAsync(new MemoryStream(PngFile.Of(image)), new MemoryStream(PngFile.Of(holes.ToImage())), output, format);

        var filled = ImageFile.Decode(output.ToArray(), "filled");
        Assert.Equal((format, new ImageSize(33, 20)), (filled.Format, filled.Size));
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

        var filled = ImageFile.Decode(output.ToArray(), "filled").Colors;
        Assert.Equal((await site.Service.InpaintAsync(upright, holes)).Pixels, filled.Pixels);
    }
}
