using System.Net;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>Masks that mean nothing, files of all kinds: what the service answers.</summary>
public class InpaintingMaskTests
{
    static readonly byte[] Photo = PngFile.Of(Samples.Image(45, 31));

    [Fact]
    public async Task Post_OfMasksThatMeanNothing_IsABadRequestThatSaysWhatWasFound()
    {
        await using var site = await Site.StartRestAsync();

        Assert.Equal("'mask' has no hole (its values are 0 to 0): there is nothing to fill.",
            await Answer(PngFile.Of(new RgbImage(45, 31))));
        Assert.Equal(
            "'mask' is one hole: nothing of the image is known. If white marks what to keep, send polarity=white-is-valid.",
            await Answer(PngFile.Of(Mask.AllHoles(45, 31).ToImage())));
        Assert.Equal(
            "'mask' has no hole: its brightest value is 1 of 255, and white begins at 128. Send threshold=1, or paint the " +
            "holes white.",
            await Answer(PngFile.OfGray(45, 31, [.. Enumerable.Range(0, 45 * 31).Select(i => (byte)(i % 2))])));
        Assert.StartsWith("'mask' looks like a photograph, not like a mask: ", await Answer(Photo), StringComparison.Ordinal);

        async Task<string> Answer(byte[] mask)
        {
            using var response = await site.PostAsync(("image", Photo), ("mask", mask));
            return await Problem.Of(response, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Post_OfAFormatThatIsNotRead_NamesIt()
    {
        await using var site = await Site.StartRestAsync();

        using var response =
            await site.PostAsync(("image", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[40]]),
                ("mask", PngFile.Of(Samples.Irregular(45, 31).ToImage())));

        Assert.Equal("'image' is a HEIC image, which is not read. Convert it to JPEG, PNG, WebP or TIFF.",
            await Problem.Of(response, HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Tiff)]
    public async Task Post_OfAPhotographWithMetadata_CarriesItIntoTheAnswersPng(ImageFormat format)
    {
        await using var site = await Site.StartRestAsync();
        var photo =
            new MadeFile(format, 45, 31) { Profile = MadeFile.DisplayP3, Exif = TiffFile.Block(false, TiffFile.Camera()),
                Density = 300 }.Encode();

        using var response = await site.PostAsync(("image", photo), ("mask", PngFile.Of(Samples.Irregular(45, 31).ToImage())));

        var file = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(MadeFile.DisplayP3, FileParts.Profile(file));
        Assert.Equal("Ada Lovelace\0", TiffFile.Read(FileParts.Exif(file)!)[$"{TiffFile.Artist}"]);
        Assert.Equal("00002E2300002E2301", FileParts.Density(file));
    }
}
