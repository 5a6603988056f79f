using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class InpaintingEncodingCodecTests
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
}
