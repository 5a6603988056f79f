using System.Net;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary><c>POST mask</c>, by which the page reads mask files as a fill would.</summary>
public sealed class MaskRouteTests
{
    static async Task<HttpResponseMessage> PostAsync(Site site, byte[] file) =>
        await site.PostAsync("/mask", new MultipartFormDataContent { { new ByteArrayContent(file), "mask", "mask.png" } });

    [Fact]
    public async Task Post_OfARedMaskOnBlack_GivesItInWhite()
    {
        await using var site = await Site.StartRestAsync();
        var mask = Samples.Irregular(45, 31);
        var red = mask.ToImage();
        for (var i = 0; i < red.Pixels.Length; i += RgbImage.Channels)
        {
            (red.Pixels[i + 1], red.Pixels[i + 2]) = (0, 0);
        }

        using var response = await PostAsync(site, PngFile.Of(red));

        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(mask.ToImage().Pixels, ImageFile.Decode(await response.Content.ReadAsByteArrayAsync(), "response").Colors.Pixels);
    }

    [Fact]
    public async Task Post_OfWhatIsNoMask_Gives400AndSaysWhatWasFound()
    {
        await using var site = await Site.StartRestAsync();

        using var photograph = await PostAsync(site, PngFile.Of(Samples.Image(45, 31)));
        using var none = await PostAsync(site, PngFile.Of(new RgbImage(45, 31)));

        Assert.Matches("^'mask' looks like a photograph, not like a mask: [0-9]+ % of it is neither black nor white.",
            await Problem.Of(photograph, HttpStatusCode.BadRequest));
        Assert.Equal("'mask' has no hole (its values are 0 to 0): there is nothing to fill.",
            await Problem.Of(none, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Post_WithAThresholdAndAPolarity_ReadsTheMaskByThem()
    {
        await using var site = await Site.StartRestAsync();
        var mask = Samples.Irregular(45, 31);
        byte[] gray = [.. mask.Valid.ToArray()]; // 1 where the image is valid

        using var response = await site.PostAsync("/mask", new MultipartFormDataContent
        {
            { new ByteArrayContent(PngFile.OfGray(45, 31, gray)), "mask", "mask.png" },
            { new StringContent("1"), "threshold" }, { new StringContent("white-is-valid"), "polarity" },
        });

        Assert.Equal(mask.ToImage().Pixels, ImageFile.Decode(await response.Content.ReadAsByteArrayAsync(), "response").Colors.Pixels);
    }

    [Fact]
    public async Task Post_OfAnImageOfSeveralFrames_SaysThatTheFirstIsRead()
    {
        await using var site = await Site.StartRestAsync();
        var file = new MadeFile(ImageFormat.Png, 20, 10) { Chunks = [("acTL", [0, 0, 0, 2, 0, 0, 0, 0])] }.Encode();

        using var response =
            await site.PostAsync("/image", new MultipartFormDataContent { { new ByteArrayContent(file), "image", "a.png" } });

        Assert.Equal("'image' has 2 frames; only the first is read.", Assert.Single(response.Headers.GetValues("X-Notes")));
    }

    [Fact]
    public async Task Post_WithoutAMask_NamesThePart()
    {
        await using var site = await Site.StartRestAsync();

        using var response =
            await site.PostAsync("/mask", new MultipartFormDataContent { { new ByteArrayContent([1]), "photo", "a.png" } });

        Assert.Equal("The form has a part 'photo'. Send each of mask, polarity, threshold at most once.",
            await Problem.Of(response, HttpStatusCode.BadRequest));
    }
}
