using System.Net;
using System.Text;
using System.Text.Json;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class IOPaintRouteTests
{
    const string Path = "/api/v1/inpaint";

    static readonly RgbImage Image = Samples.Image(45, 31);
    static readonly Mask Holes = Samples.Irregular(45, 31);
    static readonly string ImageText = Convert.ToBase64String(PngFile.Of(Image)),
        MaskText = Convert.ToBase64String(PngFile.Of(Holes.ToImage()));

    static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    static async Task AssertFilled(Site site, HttpResponseMessage response)
    {
        Assert.Equal((HttpStatusCode.OK, "image/png"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        using var model = OnnxInpainter.FromFile(site.ModelPath);
        var filled = ImageFile.Decode(await response.Content.ReadAsByteArrayAsync(), "response").Colors;
        Assert.Equal(model.Inpaint(Image, Holes).Pixels, filled.Pixels);
    }

    [Fact]
    public async Task Post_AsIOPaintsOwnPageSendsIt_GivesTheDirectFill()
    {
        await using var site = await Site.StartRestAsync(o => o.MaskReading = new(MaskPolarity.WhiteIsValid)); // which does not count here
        var fields = new Dictionary<string, object?>
        {
            ["image"] = "data:image/png;base64," + ImageText,
            ["mask"] = "data:image/png;base64," + MaskText,
            ["ldm_steps"] = 30,
            ["ldm_sampler"] = "ddim",
            ["zits_wireframe"] = true,
            ["cv2_flag"] = "INPAINT_NS",
            ["cv2_radius"] = 5,
            ["hd_strategy"] = "Crop",
            ["prompt"] = "",
            ["use_croper"] = false,
            ["croper_x"] = 0,
            ["sd_mask_blur"] = 12,
            ["sd_strength"] = .4,
            ["sd_seed"] = -1,
            ["paint_by_example_example_image"] = null,
            ["enable_controlnet"] = false,
            ["controlnet_method"] = "",
            ["powerpaint_task"] = "text-guided",
        };

        using var response = await site.PostAsync(Path, Json(JsonSerializer.Serialize(fields)));

        await AssertFilled(site, response);
        Assert.Equal("42", Assert.Single(response.Headers.GetValues("X-Seed")));
    }

    [Fact]
    public async Task Post_OfBareAndEscapedBase64_GivesTheDirectFillAndTheSeed()
    {
        await using var site = await Site.StartRestAsync();

        // as PHP escapes
        using var response =
            await site.PostAsync(Path,
                Json($$"""{ "sd_seed": 7, "other": { "image": [1] }, "image": "{{ImageText.Replace("/",
                    "\\/")}}", "mask": "{{MaskText}}" }"""));

        await AssertFilled(site, response);
        Assert.Equal("7", Assert.Single(response.Headers.GetValues("X-Seed")));
    }

    [Fact]
    public async Task Post_WithAStyleAndGrow_WhichIOPaintLacks_FillsByThem()
    {
        await using var site = await Site.StartRestAsync();
        using var model = OnnxInpainter.FromFile(site.ModelPath, new() { Style = InpaintingStyle.Faithful });

        using var response =
            await site.PostAsync(Path, Json($$"""{ "image": "{{ImageText}}", "mask": "{{MaskText}}", "style": "faithful", "grow": 2 }"""));

        var filled = ImageFile.Decode(await response.Content.ReadAsByteArrayAsync(), "response").Colors;
        Assert.Equal(model.Inpaint(Image, Holes.Grow(2)).Pixels, filled.Pixels);
    }

    [Theory]
    [InlineData("\"style\": \"pretty\"", "There is no style 'pretty'. Take natural or faithful.")]
    [InlineData("\"grow\": 1.5", "The field 'grow' is '1.5', expected 0 to 1000 pixels.")]
    [InlineData("\"grow\": [1]", "The field 'grow' is '[', expected 0 to 1000 pixels.")]
    [InlineData("\"threshold\": 0", "The field 'threshold' is '0', expected 1 to 255.")]
    [InlineData("\"polarity\": \"black\"", "The field 'polarity' is 'black', expected white-is-hole or white-is-valid.")]
    [InlineData("\"\\ud800\": 1", "The request has text that is no Unicode. Send UTF-8, without half of a surrogate pair.")]
    public async Task Post_WithAFieldThatCannotBe_IsAnswered422(string field, string sentence)
    {
        await using var site = await Site.StartRestAsync();

        using var response = await site.PostAsync(Path, Json($$"""{ "image": "{{ImageText}}", "mask": "{{MaskText}}", {{field}} }"""));

        Assert.Equal(sentence, await Problem.Of(response, HttpStatusCode.UnprocessableEntity));
    }

    /// <summary>What a refusal advises is read here as well.</summary>
    [Theory]
    [InlineData(false, "\"threshold\": 1", "Send threshold=1, or paint the holes white.")]
    [InlineData(true, "\"polarity\": \"white-is-hole\"", "If white marks what to keep, send polarity=white-is-valid.")]
    public async Task Post_OfAMaskThatMeansNothing_IsFilledAsTheRefusalAdvises(bool isNearlyAll, string field, string advice)
    {
        await using var site = await Site.StartRestAsync();
        byte[] gray =
            [.. Enumerable.Range(0, 45 * 31).Select(i => isNearlyAll ? i < 90 ? (byte)0 : (byte)255 : (byte)(1 - Holes.Valid[i]))];
        var mask = Convert.ToBase64String(PngFile.OfGray(45, 31, gray));

        using var refused = await site.PostAsync(Path, Json($$"""{ "image": "{{ImageText}}", "mask": "{{mask}}" }"""));
        using var filled = await site.PostAsync(Path, Json($$"""{ "image": "{{ImageText}}", "mask": "{{mask}}", {{field}} }"""));

        Assert.EndsWith(advice, await Problem.Of(refused, HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.OK, filled.StatusCode);
    }

    [Theory]
    [InlineData(127, false)]
    [InlineData(128, true)]
    public async Task Post_OfAGrayMask_IsSplitAbove127(byte gray, bool isHole)
    {
        await using var site = await Site.StartRestAsync(o => o.MaskReading = new(Threshold: 9));
        var mask =
            Convert.ToBase64String(
                PngFile.OfGray(45, 31,
                    [.. Enumerable.Range(0, 45 * 31).Select(i => i % 45 < 9 ? gray : i % 45 < 12 ? (byte)255 : (byte)0)]));

        using var response = await site.PostAsync(Path, Json($$"""{ "image": "{{ImageText}}", "mask": "{{mask}}" }"""));

        var filled = ImageFile.Decode(await response.Content.ReadAsByteArrayAsync(), "response").Colors;
        Assert.Equal(!isHole, Image.Pixels.AsSpan(0, 9 * 3).SequenceEqual(filled.Pixels.AsSpan(0, 9 * 3)));
    }

    [Fact]
    public async Task Post_OfOtherSizes_IsABadRequestWithErrorsWhereIOPaintsPageLooks()
    {
        await using var site = await Site.StartRestAsync();
        var mask = Convert.ToBase64String(PngFile.Of(new RgbImage(44, 31)));

        using var response = await site.PostAsync(Path, Json($$"""{ "image": "{{ImageText}}", "mask": "{{mask}}" }"""));

        Assert.Equal("Mask is 44×31 but image is 45×31. Resize the mask with nearest neighbor.",
            await Problem.Of(response, HttpStatusCode.BadRequest, "errors"));
    }

    [Theory]
    [InlineData("[]", "The request is no JSON object. Send { \"image\": …, \"mask\": … }, files in base64.")]
    [InlineData("{ \"image\": \"AAAA\" }", "The field 'mask' is missing or no text. Send a file in base64.")]
    [InlineData("{ \"image\": 5, \"mask\": \"AAAA\" }", "The field 'image' is missing or no text. Send a file in base64.")]
    [InlineData("{ \"image\": \"#\", \"mask\": \"AAAA\" }", "The field 'image' is not base64. Encode the whole file.")]
    [InlineData("{ \"image\": \"AAAA\"", "The request is no JSON at line 1, character ")]
    [InlineData("", "The request is no JSON at line 1, character ")]
    public async Task Post_OfOtherJson_IsAnswered422(string json, string sentence)
    {
        await using var site = await Site.StartRestAsync();

        using var response = await site.PostAsync(Path, Json(json));

        Assert.StartsWith(sentence, await Problem.Of(response, HttpStatusCode.UnprocessableEntity, "errors"));
    }

    [Fact]
    public async Task Post_OfAnotherType_IsAnswered415()
    {
        await using var site = await Site.StartRestAsync();

        using var response = await site.PostAsync(Path, new StringContent("{}"));

        Assert.Equal("The request is 'text/plain; charset=utf-8', expected application/json.",
            await Problem.Of(response, HttpStatusCode.UnsupportedMediaType, "errors"));
    }
}
