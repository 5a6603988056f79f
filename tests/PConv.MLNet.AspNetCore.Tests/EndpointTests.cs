using System.Net;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class EndpointTests
{
    static readonly RgbImage Image = Samples.Image(45, 31);
    static readonly Mask Holes = Samples.Irregular(45, 31);
    static readonly (string, byte[]) ImagePart = ("image", PngFile.Of(Image)), MaskPart = ("mask", PngFile.Of(Holes.ToImage()));

    [Fact]
    public async Task Post_OfImageAndMask_GivesAPngWithTheKnownPixelsBitByBit()
    {
        await using var site = await Site.StartAsync();

        using var response = await site.PostAsync(ImagePart, MaskPart);

        Assert.Equal((HttpStatusCode.OK, "image/png"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var filled = ImageFile.Decode(await response.Content.ReadAsByteArrayAsync(), "response").Colors;
        var nothing = new RgbImage(45, 31);
        Assert.Equal(Composite.Create(Image, nothing, Holes).Pixels, Composite.Create(filled, nothing, Holes).Pixels);
        Assert.NotEqual(Image.Pixels, filled.Pixels);
    }

    [Fact]
    public async Task Post_WithoutAMask_IsABadRequest()
    {
        await using var site = await Site.StartAsync();

        using var response = await site.PostAsync(ImagePart);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Post_OfImagesThatCannotBeUsed_IsABadRequestThatSaysWhy()
    {
        await using var site = await Site.StartAsync();

        using var sizes = await site.PostAsync(ImagePart, ("mask", PngFile.Of(new RgbImage(44, 31))));
        using var text = await site.PostAsync(("image", "no image"u8.ToArray()), MaskPart);

        Assert.Equal("Mask is 44×31 but image is 45×31. Resize the mask with nearest neighbor.",
            await Problem.Of(sizes, HttpStatusCode.BadRequest));
        Assert.Equal("'image' is no JPEG, PNG, WebP or TIFF image. Convert it to one of these.",
            await Problem.Of(text, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Post_ToAModelThatGivesNaN_IsAnswered500WithItsFileName()
    {
        using var folder = new TemporaryFolder();
        await using var site = await Site.StartAsync(o => o.ModelFile = ModelFile.WriteNaN(folder["broken.onnx"]));

        using var response = await site.PostAsync(ImagePart, MaskPart);

        Assert.StartsWith("'broken.onnx' gave NaN or infinity in ", await Problem.Of(response, HttpStatusCode.InternalServerError));
    }

    [Fact]
    public async Task Post_WithoutTheModelsFile_IsAnswered500WithItsName()
    {
        await using var site = await Site.StartAsync(o => (o.LoadAtStart, o.ModelFile) = (false, "none.onnx"));

        using var response = await site.PostAsync(ImagePart, MaskPart);

        Assert.Equal(
            "The inpainting model cannot be loaded. There is no model 'none.onnx'. Pass an ONNX file, as 'pconv-train export' writes it.",
            await Problem.Of(response, HttpStatusCode.InternalServerError));
    }

    [Fact]
    public async Task Post_OfTooMuch_IsAnswered413()
    {
        await using var site = await Site.StartAsync(o => o.MaxPixels = 1000);

        using var response = await site.PostAsync(ImagePart, MaskPart);

        Assert.Equal("The image is 45×31 pixels, and an area of at most 1,000 is taken. Scale it down.",
            await Problem.Of(response, HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task Post_WhileBusy_IsAnswered429WithRetryAfter()
    {
        await using var site = await Site.StartAsync(o => o.MaxQueue = 0, GatedEngine.Use);
        var engine = GatedEngine.Of(site);
        var first = site.PostAsync(ImagePart, MaskPart);
        await Soon.Equal(1, () => engine.Entered);

        using var second = await site.PostAsync(ImagePart, MaskPart);
        engine.Let(1);
        using var filled = await Soon.Ends(first);

        Assert.StartsWith("1 inpainting calls run and 0 wait", await Problem.Of(second, HttpStatusCode.TooManyRequests));
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, filled.StatusCode);
    }

    [Fact]
    public async Task Post_WithoutAModel_IsTheServersErrorAndNotTheRequests()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["text.onnx"], "no model");
        await using var site = await Site.StartAsync(o => (o.LoadAtStart, o.ModelFile) = (false, folder["text.onnx"]));

        using var response = await site.PostAsync(ImagePart, MaskPart);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task Post_WhoseClientGoesAway_FreesThePlace()
    {
        await using var site = await Site.StartAsync(o => o.MaxQueue = 0, GatedEngine.Use);
        var engine = GatedEngine.Of(site);
        using var leave = new CancellationTokenSource();

        var lost = site.PostAsync(leave.Token, ImagePart, MaskPart);
        await Soon.Equal(1, () => engine.Entered);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
        await Soon.Equal(0, () => site.Queue.Running);
    }
}
