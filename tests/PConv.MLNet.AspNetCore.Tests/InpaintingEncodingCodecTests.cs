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

    [Fact]
    public async Task InpaintAsync_OfAPhotographTakenSideways_GivesItUprightUnderAnUprightMask()
    {
        await using var site = await Site.StartAsync();
        using var image = Samples.Image(33, 20).ToMLImage();
        var jpeg = EncodedImage.Encode(image, ImageEncoding.Jpeg);
        byte[] sideways = [.. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, .. jpeg[2..]]; // turn it clockwise
        var holes = Samples.Hole(20, 33, 5, 8, 9, 12);
        using var decoded = ImageFile.Decode(jpeg, "jpeg");
        var (flat, expected) = (decoded.ToRgbImage(), new RgbImage(20, 33));
        for (var i = 0; i < expected.Size.Area; i++)
        {
            var (x, y) = (i % 20, i / 20);
            flat.Pixels.AsSpan(3 * ((19 - x) * 33 + y), 3).CopyTo(expected.Pixels.AsSpan(3 * i, 3));
        }

        using var output = new MemoryStream();
        await site.Service.InpaintAsync(new MemoryStream(sideways), new MemoryStream(PngFile.Of(holes.ToImage())), output);

        using var filled = ImageFile.Decode(output.ToArray(), "filled");
        Assert.Equal((await site.Service.InpaintAsync(expected, holes)).Pixels, filled.ToRgbImage().Pixels);
    }
}
