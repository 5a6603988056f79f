using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PConv.MLNet.Baselines;
using PConv.MLNet.Core;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Scoring;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class FormRouteTests
{
    static readonly RgbImage Image = Samples.Image(45, 31);
    static readonly Mask Holes = Samples.Irregular(45, 31);
    static readonly (string, byte[]) ImagePart = ("image", PngFile.Of(Image)), MaskPart = ("mask", PngFile.Of(Holes.ToImage()));

    static async Task<byte[]> Pixels(HttpResponseMessage response)
    {
        Assert.Equal((HttpStatusCode.OK, "image/png"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        using var image = ImageFile.Decode(await response.Content.ReadAsByteArrayAsync(), "response");
        return image.ToRgbImage().Pixels;
    }

    [Fact]
    public async Task Post_OfImageAndMask_GivesTheDirectFill()
    {
        await using var site = await Site.StartRestAsync();
        using var model = OnnxInpainter.FromFile(site.ModelPath);

        using var response = await site.PostAsync(ImagePart, MaskPart);

        Assert.Equal(model.Inpaint(Image, Holes).Pixels, await Pixels(response));
    }

    [Fact]
    public async Task Post_WithAMethod_FillsByIt()
    {
        await using var site = await Site.StartRestAsync();

        using var response = await site.PostAsync(ImagePart, MaskPart, ("method", "telea"u8.ToArray()));

        Assert.Equal(new TeleaInpainter().Inpaint(Image, Holes).Pixels, await Pixels(response));
    }

    [Fact]
    public async Task Post_WithoutAMethod_FillsByThatOfTheOptions()
    {
        await using var site = await Site.StartRestAsync(o => o.Method = "harmonic");

        using var response = await site.PostAsync(ImagePart, MaskPart);

        Assert.Equal(new HarmonicInpainter().Inpaint(Image, Holes).Pixels, await Pixels(response));
    }

    [Fact]
    public async Task Post_OfAMaskOfTheOtherPolarity_FollowsTheOptions()
    {
        await using var site = await Site.StartRestAsync(o => o.MaskPolarity = MaskPolarity.WhiteIsValid);
        using var model = OnnxInpainter.FromFile(site.ModelPath);

        using var response = await site.PostAsync(ImagePart, ("mask", PngFile.Of(Holes.ToImage(MaskPolarity.WhiteIsValid))));

        Assert.Equal(model.Inpaint(Image, Holes).Pixels, await Pixels(response));
    }

    [Fact]
    public async Task Get_SaysWhatThePageNeedsToKnow()
    {
        await using var site = await Site.StartRestAsync(o => (o.MaxPixels, o.MaxBytes, o.Method) = (5000, 70_000, "telea"));

        using var response = await site.GetAsync("/inpaint");
        var settings = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((5000, 70_000, "telea", true),
            (settings.GetProperty("maxPixels").GetInt32(), settings.GetProperty("maxBytes").GetInt32(), settings.GetProperty("method").GetString(), settings.GetProperty("whiteIsHole").GetBoolean()));
        Assert.Equal(InpaintingMethods.All.Select(m => m.Name), settings.GetProperty("methods").EnumerateArray().Select(m => m.GetProperty("name").GetString()));
        Assert.DoesNotContain(Site.Model, settings.ToString()); // no path of this machine
    }

    [Theory]
    [InlineData("magic")]
    [InlineData("mine=small.onnx")] // what the command line would read as a file
    public async Task Post_OfAnUnknownMethod_ListsTheKnownOnes(string method)
    {
        await using var site = await Site.StartRestAsync();

        using var response = await site.PostAsync(ImagePart, MaskPart, ("method", Encoding.UTF8.GetBytes(method)));

        Assert.Equal($"There is no method '{method}'. Take {InpaintingMethods.Names}.", await Problem.Of(response, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Post_OfFormsThatLackOrAddParts_SaysWhichAreTaken()
    {
        await using var site = await Site.StartRestAsync();

        using var lacks = await site.PostAsync(ImagePart);
        using var adds = await site.PostAsync(ImagePart, MaskPart, ("metod", "telea"u8.ToArray()));
        using var twice = await site.PostAsync(ImagePart, ImagePart, MaskPart);

        Assert.Equal("The form has no part 'mask'. Send image and mask, a file each.", await Problem.Of(lacks, HttpStatusCode.BadRequest));
        Assert.Equal("The form has a part 'metod'. Send each of image, mask, method at most once.", await Problem.Of(adds, HttpStatusCode.BadRequest));
        Assert.Equal("The form has two parts 'image'. Send each of image, mask, method at most once.", await Problem.Of(twice, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Post_OfWhatIsNoForm_IsAnswered415Or400()
    {
        await using var site = await Site.StartRestAsync();
        var broken = new StringContent("--x\r\nContent-Disposition: form-data; name=image\r\n\r\nabc");
        broken.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };

        using var text = await site.PostAsync("/inpaint", new StringContent("image"));
        using var cut = await site.PostAsync("/inpaint", broken);

        Assert.Equal("The request is 'text/plain; charset=utf-8', expected multipart/form-data with a boundary.", await Problem.Of(text, HttpStatusCode.UnsupportedMediaType));
        Assert.StartsWith("The form cannot be read: Unexpected end of Stream", await Problem.Of(cut, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Post_OfPicturesThatCannotBeUsed_SaysWhy()
    {
        await using var site = await Site.StartRestAsync(o => o.MaxPixels = 2000);

        using var sizes = await site.PostAsync(ImagePart, ("mask", PngFile.Of(new RgbImage(44, 31))));
        using var text = await site.PostAsync(("image", "no picture"u8.ToArray()), MaskPart);
        using var cut = await site.PostAsync(ImagePart, ("mask", MaskPart.Item2[..^40]));
        using var bomb = await site.PostAsync(("image", PngFile.Claiming(60_000, 60_000)), MaskPart);

        Assert.Equal("Mask is 44×31 but image is 45×31. Resize the mask with nearest neighbour.", await Problem.Of(sizes, HttpStatusCode.BadRequest));
        Assert.Equal("'image' is no JPEG, PNG or WebP picture. Convert it to one of these.", await Problem.Of(text, HttpStatusCode.BadRequest));
        Assert.Equal("'mask' is a PNG file that breaks off before its end. Copy it again from its source.", await Problem.Of(cut, HttpStatusCode.BadRequest));
        Assert.Equal("The image is 60000×60000 pixels, and an area of at most 2,000 is taken. Scale it down, or raise MaxPixels.", await Problem.Of(bomb, HttpStatusCode.RequestEntityTooLarge));
    }
}
