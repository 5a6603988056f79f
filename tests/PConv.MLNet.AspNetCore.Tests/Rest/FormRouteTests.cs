using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PConv.MLNet.Classical;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
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
        return ImageFile.Decode(await response.Content.ReadAsByteArrayAsync(), "response").Colors.Pixels;
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

    [Theory]
    [InlineData(null, null, "natural", InpaintingStyle.Natural)]
    [InlineData(null, "faithful", "natural", InpaintingStyle.Faithful)]
    [InlineData("faithful", null, "natural", InpaintingStyle.Faithful)]
    [InlineData("faithful", "faithful", "natural", InpaintingStyle.Faithful)]
    [InlineData(null, null, "faithful", InpaintingStyle.Faithful)]
    [InlineData("natural", null, "faithful", InpaintingStyle.Natural)]
    [InlineData(null, "natural", "faithful", InpaintingStyle.Natural)]
    [InlineData(null, "faithful", "telea", InpaintingStyle.Faithful)] // a style asks for the network
    public async Task Post_WithAStyle_FillsInIt(string? method, string? style, string ofOptions, InpaintingStyle expected)
    {
        await using var site = await Site.StartRestAsync(o => o.Method = ofOptions);
        using var model = OnnxInpainter.FromFile(site.ModelPath, new() { Style = expected });
        (string, byte[])[] more =
            [.. new[] { ("method", method), ("style", style) }.Where(f => f.Item2 is not null)
                .Select(f => (f.Item1, Encoding.UTF8.GetBytes(f.Item2!)))];

        using var response = await site.PostAsync([ImagePart, MaskPart, .. more]);

        Assert.Equal(model.Inpaint(Image, Holes).Pixels, await Pixels(response));
    }

    [Fact]
    public async Task Post_WithAStyleOfTheOptions_FillsInItUnlessAMethodIsNamed()
    {
        await using var site = await Site.StartRestAsync(o => o.Scoring = new() { Style = InpaintingStyle.Faithful });
        using var model = OnnxInpainter.FromFile(site.ModelPath);

        using var unnamed = await site.PostAsync(ImagePart, MaskPart);
        using var named = await site.PostAsync(ImagePart, MaskPart, ("method", "natural"u8.ToArray()));

        Assert.Equal(model.Inpaint(Image, Holes, InpaintingStyle.Faithful).Pixels, await Pixels(unnamed));
        Assert.Equal(model.Inpaint(Image, Holes).Pixels, await Pixels(named));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("2", 2)]
    [InlineData(null, 4)]
    public async Task Post_WithGrow_FillsTheGrownHolesAndKeepsTheRest(string? grow, int pixels)
    {
        await using var site = await Site.StartRestAsync(o => (o.Method, o.Grow) = ("telea", 4));

        using var response =
            await site.PostAsync(
                [ImagePart, MaskPart, .. grow is null ? Array.Empty<(string, byte[])>() : [("grow", Encoding.UTF8.GetBytes(grow))]]);

        Assert.Equal(new TeleaInpainter().Inpaint(Image, Holes.Grow(pixels)).Pixels, await Pixels(response));
    }

    [Theory]
    [InlineData("method=telea,style=natural", "The method 'telea' and the style 'natural' contradict each other. Leave one of them out.")]
    [InlineData("method=natural,style=faithful",
        "The method 'natural' and the style 'faithful' contradict each other. Leave one of them out.")]
    [InlineData("style=Natural", "There is no style 'Natural'. Take natural or faithful.")]
    [InlineData("grow=-1", "The field 'grow' is '-1', expected 0 to 1000 pixels.")]
    [InlineData("grow=1001", "The field 'grow' is '1001', expected 0 to 1000 pixels.")]
    public async Task Post_WithAStyleOrAGrowthThatCannotBe_SaysWhy(string fields, string sentence)
    {
        await using var site = await Site.StartRestAsync();

        using var response =
            await site.PostAsync(
                [ImagePart, MaskPart, .. fields.Split(',').Select(f => f.Split('=')).Select(f => (f[0], Encoding.UTF8.GetBytes(f[1])))]);

        Assert.Equal(sentence, await Problem.Of(response, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Post_OfAMaskOfTheOtherPolarity_FollowsTheOptions()
    {
        await using var site = await Site.StartRestAsync(o => o.MaskReading = new(MaskPolarity.WhiteIsValid));
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

        Assert.Equal((5000, 70_000, "telea", "white-is-hole"),
            (settings.GetProperty("maxPixels").GetInt32(), settings.GetProperty("maxBytes").GetInt32(), settings.GetProperty("method")
                .GetString(), settings.GetProperty("polarity").GetString()));
        Assert.Equal(InpaintingMethod.All.Select(m => m.Name), settings.GetProperty("methods").EnumerateArray()
            .Select(m => m.GetProperty("name").GetString()));
        Assert.Equal(["natural", "faithful"], settings.GetProperty("methods").EnumerateArray()
            .Where(m => m.GetProperty("isNetwork").GetBoolean()).Select(m => m.GetProperty("name").GetString()));
        Assert.Equal(("natural", 0), (settings.GetProperty("style").GetString(), settings.GetProperty("grow").GetInt32()));
        Assert.DoesNotContain(Site.Model, settings.ToString()); // no path of this machine
    }

    [Theory]
    [InlineData("magic")]
    [InlineData("mine=small.onnx")] // what the command line would read as a file
    public async Task Post_OfAnUnknownMethod_ListsTheKnownOnes(string method)
    {
        await using var site = await Site.StartRestAsync();

        using var response = await site.PostAsync(ImagePart, MaskPart, ("method", Encoding.UTF8.GetBytes(method)));

        Assert.Equal($"There is no method '{method}'. Take {InpaintingMethod.Names}.",
            await Problem.Of(response, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Post_OfFormsThatLackOrAddParts_SaysWhichAreTaken()
    {
        await using var site = await Site.StartRestAsync();

        using var lacks = await site.PostAsync(ImagePart);
        using var adds = await site.PostAsync(ImagePart, MaskPart, ("metod", "telea"u8.ToArray()));
        using var twice = await site.PostAsync(ImagePart, ImagePart, MaskPart);

        Assert.Equal("The form has no part 'mask'. Send image and mask, a file each.", await Problem.Of(lacks, HttpStatusCode.BadRequest));
        Assert.Equal("The form has a part 'metod'. Send each of image, mask, method, style, grow, threshold, polarity at most once.",
            await Problem.Of(adds, HttpStatusCode.BadRequest));
        Assert.Equal("The form has two parts 'image'. Send each of image, mask, method, style, grow, threshold, polarity at most once.",
            await Problem.Of(twice, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Post_OfWhatIsNoForm_IsAnswered415Or400()
    {
        await using var site = await Site.StartRestAsync();
        var broken = new StringContent("--x\r\nContent-Disposition: form-data; name=image\r\n\r\nabc");
        broken.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };

        using var text = await site.PostAsync("/inpaint", new StringContent("image"));
        using var cut = await site.PostAsync("/inpaint", broken);

        Assert.Equal("The request is 'text/plain; charset=utf-8', expected multipart/form-data with a boundary.",
            await Problem.Of(text, HttpStatusCode.UnsupportedMediaType));
        Assert.StartsWith("The form cannot be read: Unexpected end of Stream", await Problem.Of(cut, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Post_OfImagesThatCannotBeUsed_SaysWhy()
    {
        await using var site = await Site.StartRestAsync(o => o.MaxPixels = 2000);

        using var sizes = await site.PostAsync(ImagePart, ("mask", PngFile.Of(new RgbImage(44, 31))));
        using var text = await site.PostAsync(("image", "no image"u8.ToArray()), MaskPart);
        using var cut = await site.PostAsync(ImagePart, ("mask", MaskPart.Item2[..^40]));
        using var bomb = await site.PostAsync(("image", PngFile.Claiming(60_000, 60_000)), MaskPart);

        Assert.Equal("Mask is 44×31 but image is 45×31. Resize the mask with nearest neighbor.",
            await Problem.Of(sizes, HttpStatusCode.BadRequest));
        Assert.Equal("'image' is no JPEG, PNG, WebP or TIFF image. Convert it to one of these.",
            await Problem.Of(text, HttpStatusCode.BadRequest));
        Assert.Equal("'mask' is damaged or breaks off before its end. Copy it again from its source.",
            await Problem.Of(cut, HttpStatusCode.BadRequest));
        Assert.Equal("The image is 60000×60000 pixels, and an area of at most 2,000 is taken. Scale it down.",
            await Problem.Of(bomb, HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task Post_OfAMaskThatMeansNothing_Is400AndSaysWhatToSend()
    {
        await using var site = await Site.StartRestAsync();
        byte[] Gray(byte value, byte elsewhere)
        {
            var gray = new RgbImage(Image.Width, Image.Height);
            gray.Pixels.AsSpan().Fill(value);
            gray.Pixels.AsSpan(0, 200 * RgbImage.Channels).Fill(elsewhere);
            return PngFile.Of(gray);
        }

        using var none = await site.PostAsync(ImagePart, ("mask", Gray(0, 0)));
        using var dark = await site.PostAsync(ImagePart, ("mask", Gray(0, 90)));
        using var nearlyAll = await site.PostAsync(ImagePart, ("mask", Gray(255, 0)));

        Assert.Contains("there is nothing to fill", await Problem.Of(none, HttpStatusCode.BadRequest));
        Assert.Contains("Send threshold=90, or paint the holes white.", await Problem.Of(dark, HttpStatusCode.BadRequest));
        Assert.Contains("If white marks what to keep, send polarity=white-is-valid.",
            await Problem.Of(nearlyAll, HttpStatusCode.BadRequest));

        using var meant = await site.PostAsync(ImagePart, ("mask", Gray(255, 0)), ("polarity", "white-is-hole"u8.ToArray()));
        using var valid = await site.PostAsync(ImagePart, ("mask", Gray(255, 0)), ("polarity", "white-is-valid"u8.ToArray()));
        using var lowered = await site.PostAsync(ImagePart, ("mask", Gray(0, 90)), ("threshold", "90"u8.ToArray()));
        Assert.All([meant, valid, lowered], response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
    }

    [Theory]
    [InlineData("threshold", "0", "The field 'threshold' is '0', expected 1 to 255.")]
    [InlineData("polarity", "black", "The field 'polarity' is 'black', expected white-is-hole or white-is-valid.")]
    public async Task Post_OfAFieldOutOfRange_SaysWhatIsExpected(string field, string value, string sentence)
    {
        await using var site = await Site.StartRestAsync();

        using var response = await site.PostAsync(ImagePart, MaskPart, (field, Encoding.UTF8.GetBytes(value)));

        Assert.Equal(sentence, await Problem.Of(response, HttpStatusCode.BadRequest));
    }
}
