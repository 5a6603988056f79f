using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using PConv.MLNet.Baselines;
using PConv.MLNet.Core;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Scoring;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class KServeRoutesTests
{
    const string Infer = "/v2/models/pconv/infer";
    const int Width = 12, Height = 9;

    static readonly RgbImage[] Images = [Samples.Image(Width, Height), Samples.Image(Width, Height, seed: 5)];
    static readonly Mask[] Holes = [Samples.Hole(Width, Height, 3, 2, 5, 4), Samples.Irregular(Width, Height)];

    static float[] Planes(RgbImage[] images) =>
        [.. images.SelectMany(i => Enumerable.Range(0, 3 * Width * Height).Select(at => i.Pixels[3 * (at % (Width * Height)) + at / (Width * Height)] / 255f))];

    static float[] Planes(Mask[] masks) => [.. masks.SelectMany(m => m.Valid.ToArray().Select(v => (float)v))];

    /// <summary>What the model makes of both.</summary>
    static float[] Expected(IInpainter inpainter) => Planes([.. Images.Zip(Holes, (i, m) => inpainter.Inpaint(i, m))]);

    static object Tensor(string name, int channels, object data) => new { name, shape = new[] { 2, channels, Height, Width }, datatype = "FP32", data };

    static async Task<JsonElement> Output(HttpResponseMessage response) => (await Whole(response)).GetProperty("outputs")[0];

    static async Task<JsonElement> Whole(HttpResponseMessage response)
    {
        Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    [Fact]
    public async Task Infer_OfFlatValues_GivesTheDirectFills()
    {
        await using var site = await Site.StartRestAsync();
        using var model = OnnxInpainter.FromFile(site.ModelPath);

        using var response = await site.PostAsync(Infer, JsonContent.Create(new { id = "7", inputs = new[] { Tensor("image", 3, Planes(Images)), Tensor("mask", 1, Planes(Holes)) } }));
        var whole = await Whole(response);
        var output = whole.GetProperty("outputs")[0];

        Assert.Equal(("pconv", "7", "output", "FP32"), (whole.GetProperty("model_name").GetString(), whole.GetProperty("id").GetString(), output.GetProperty("name").GetString(), output.GetProperty("datatype").GetString()));
        Assert.Equal([2, 3, Height, Width], output.GetProperty("shape").EnumerateArray().Select(s => s.GetInt32()));
        Assert.Equal(Expected(model), output.GetProperty("data").EnumerateArray().Select(v => v.GetSingle()));
    }

    [Fact]
    public async Task Infer_OfNestedValuesByAnotherMethod_GivesItsFillsAndKeepsKnownValuesBitByBit()
    {
        await using var site = await Site.StartRestAsync();
        var finer = Planes(Images).Select(v => v + 1e-4f).ToArray(); // between two bytes
        var nested = finer.Chunk(Width).Chunk(Height).Chunk(3);

        using var response = await site.PostAsync("/v2/models/telea/infer", JsonContent.Create(new { inputs = new[] { Tensor("mask", 1, Planes(Holes)), Tensor("image", 3, nested) } }));
        var data = (await Output(response)).GetProperty("data").EnumerateArray().Select(v => v.GetSingle()).ToArray();

        var (expected, valid) = (Expected(new TeleaInpainter()), Holes.SelectMany(m => Enumerable.Repeat(m.Valid.ToArray(), 3).SelectMany(v => v)).ToArray());
        Assert.Equal(data.Length, valid.Length);
        Assert.All(data.Index(), v => Assert.Equal(valid[v.Index] == 1 ? finer[v.Index] : expected[v.Index], v.Item));
    }

    [Fact]
    public async Task Infer_OfEncodedPictures_GivesPngFiles()
    {
        await using var site = await Site.StartRestAsync();
        using var model = OnnxInpainter.FromFile(site.ModelPath);
        object Files(string name, IEnumerable<RgbImage> pictures) => new { name, shape = new[] { 2 }, datatype = "BYTES", data = pictures.Select(PngFile.Of) };

        using var response = await site.PostAsync(Infer, JsonContent.Create(new { inputs = new[] { Files("image", Images), Files("mask", Holes.Select(m => m.ToImage())) } }));

        foreach (var (i, file) in (await Output(response)).GetProperty("data").EnumerateArray().Index())
        {
            using var filled = ImageFile.Decode(file.GetBytesFromBase64(), "output");
            Assert.Equal(model.Inpaint(Images[i], Holes[i]).Pixels, filled.ToRgbImage().Pixels);
        }
    }

    [Theory]
    [InlineData("\"parameters\": { \"binary_data_output\": true }")]
    [InlineData("\"outputs\": [{ \"name\": \"output\", \"parameters\": { \"binary_data\": true } }]")]
    public async Task Infer_OfRawTensors_GivesARawTensorBehindTheJson(string wish)
    {
        await using var site = await Site.StartRestAsync();
        using var model = OnnxInpainter.FromFile(site.ModelPath);
        byte[] image = MemoryMarshal.AsBytes(Planes(Images).AsSpan()).ToArray(), mask = MemoryMarshal.AsBytes(Planes(Holes).AsSpan()).ToArray();

        using var response = await site.SendAsync(Raw(site, $$"""
            { "inputs": [{ "name": "image", "shape": [2, 3, 9, 12], "datatype": "FP32", "parameters": { "binary_data_size": {{image.Length}} } },
                         { "name": "mask", "shape": [2, 1, 9, 12], "datatype": "FP32", "parameters": { "binary_data_size": {{mask.Length}} } }], {{wish}} }
            """, [.. image, .. mask]));
        var body = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var length = int.Parse(Assert.Single(response.Headers.GetValues("Inference-Header-Content-Length")));
        using var json = JsonDocument.Parse(body.AsMemory(0, length));
        Assert.Equal(body.Length - length, json.RootElement.GetProperty("outputs")[0].GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
        Assert.Equal(Expected(model), MemoryMarshal.Cast<byte, float>(body.AsSpan(length)).ToArray());
    }

    [Fact]
    public async Task Infer_OfRawFiles_GivesRawFiles()
    {
        await using var site = await Site.StartRestAsync();
        using var model = OnnxInpainter.FromFile(site.ModelPath);
        static byte[] Element(byte[] file) => [.. BitConverter.GetBytes(file.Length), .. file];
        byte[] image = Element(PngFile.Of(Images[0])), mask = Element(PngFile.Of(Holes[0].ToImage()));

        using var response = await site.SendAsync(Raw(site, $$"""
            { "inputs": [{ "name": "image", "shape": [1], "datatype": "BYTES", "parameters": { "binary_data_size": {{image.Length}} } },
                         { "name": "mask", "shape": [1], "datatype": "BYTES", "parameters": { "binary_data_size": {{mask.Length}} } }], "parameters": { "binary_data_output": true } }
            """, [.. image, .. mask]));
        var raw = (await response.Content.ReadAsByteArrayAsync())[int.Parse(Assert.Single(response.Headers.GetValues("Inference-Header-Content-Length")))..];

        Assert.Equal(raw.Length - 4, BinaryPrimitives.ReadInt32LittleEndian(raw));
        using var filled = ImageFile.Decode(raw[4..], "output");
        Assert.Equal(model.Inpaint(Images[0], Holes[0]).Pixels, filled.ToRgbImage().Pixels);
    }

    [Theory]
    [InlineData("{}", "The request is no inference request: ")]
    [InlineData("[", "The request is no inference request: ")]
    [InlineData("""{ "inputs": 3 }""", "The request is no inference request: ")]
    [InlineData("""{ "inputs": [] }""", "There is no input 'image' among none. Send image and mask.")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1], "datatype": "INT64", "data": [1] }] }""", "An input is INT64 [1], expected FP32 or BYTES of up to 4 sides.")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [2], "datatype": "FP32", "data": [1] }] }""", "A tensor of [2] has 2 elements, got 1.")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [65536, 65536, 65536, 65536], "datatype": "FP32", "data": [] }] }""", "A tensor of [65536, 65536, 65536, 65536] has 1.8446744073709552E+19 elements, got 0.")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1, 3, 1, 1], "datatype": "FP32", "data": [1, 1, 1] }, { "name": "mask", "shape": [1, 1, 1, 2], "datatype": "FP32", "data": [1, 1] }] }""",
        "The inputs are image FP32 [1, 3, 1, 1] and mask FP32 [1, 1, 1, 2], expected FP32 [N, 3, H, W] and FP32 [N, 1, H, W], or BYTES [N] both.")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [0, 3, 9, 9], "datatype": "FP32", "data": [] }, { "name": "mask", "shape": [0, 1, 9, 9], "datatype": "FP32", "data": [] }] }""",
        "The inputs are image FP32 [0, 3, 9, 9] and mask FP32 [0, 1, 9, 9], expected FP32 [N, 3, H, W]")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1, 3, 1, 1], "datatype": "FP32", "data": [1, 1e99, 1] }, { "name": "mask", "shape": [1, 1, 1, 1], "datatype": "FP32", "data": [1] }] }""",
        "The image holds values that are no finite numbers, expected 0 to 1.")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1], "datatype": "FP32", "parameters": { "binary_data_size": 4 } }] }""", "An input has 4 raw bytes, but 0 are left behind the JSON.")]
    [InlineData("""{ "inputs": [], "outputs": [{ "name": "mask" }] }""", "There is no output 'mask'. Take output.")]
    public async Task Infer_OfOtherRequests_SaysWhatIsExpectedWhereKServesClientsLook(string json, string sentence)
    {
        await using var site = await Site.StartRestAsync();

        using var response = await site.PostAsync(Infer, new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.StartsWith(sentence, await Problem.Of(response, HttpStatusCode.BadRequest, "error"));
    }

    [Fact]
    public async Task Infer_OfManyPictures_IsRefusedBeforeThemAll()
    {
        await using var site = await Site.StartRestAsync();
        object Files(string name) => new { name, shape = new[] { 65 }, datatype = "BYTES", data = Enumerable.Repeat(new byte[1], 65) };

        using var response = await site.PostAsync(Infer, JsonContent.Create(new { inputs = new[] { Files("image"), Files("mask") } }));

        Assert.Equal("The batch is 65 pictures, and at most 64 are taken. Send several requests.", await Problem.Of(response, HttpStatusCode.BadRequest, "error"));
    }

    [Fact]
    public async Task Infer_OfTooManyPixels_IsAnswered413()
    {
        await using var site = await Site.StartRestAsync(o => o.MaxPixels = 100);

        using var response = await site.PostAsync(Infer, JsonContent.Create(new { inputs = new[] { Tensor("image", 3, Planes(Images)), Tensor("mask", 1, Planes(Holes)) } }));

        Assert.StartsWith("The image is 12×9 pixels, and an area of at most 100 is taken.", await Problem.Of(response, HttpStatusCode.RequestEntityTooLarge, "error"));
    }

    [Theory]
    [InlineData("/v2", """{"name":"pconv","version":"0.1.0","extensions":["binary_tensor_data"]}""")]
    [InlineData("/v2/health/live", """{"live":true}""")]
    [InlineData("/v2/health/ready", """{"ready":true}""")]
    [InlineData("/v2/models/telea/ready", """{"name":"telea","ready":true}""")]
    [InlineData("/v2/models/pconv", """{"name":"pconv","platform":"onnxruntime_onnx","inputs":[{"name":"image","datatype":"FP32","shape":[-1,3,-1,-1]},{"name":"mask","datatype":"FP32","shape":[-1,1,-1,-1]}],"outputs":[{"name":"output","datatype":"FP32","shape":[-1,3,-1,-1]}]}""")]
    public async Task Get_OfMetadata_IsAsTheProtocolHasIt(string path, string json)
    {
        await using var site = await Site.StartRestAsync();

        using var response = await site.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, json), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/v2/models/none")]
    [InlineData("/v2/models/none/ready")]
    public async Task Get_OfAnUnknownModel_IsNotFound(string path)
    {
        await using var site = await Site.StartRestAsync();

        using var response = await site.GetAsync(path);

        Assert.Equal($"There is no model 'none'. Take {InpaintingMethods.Names}.", await Problem.Of(response, HttpStatusCode.NotFound, "error"));
    }

    [Fact]
    public async Task Ready_WithoutTheModelFile_IsUnavailableWithoutItsPath()
    {
        await using var site = await Site.StartRestAsync(o => (o.LoadAtStart, o.ModelFile) = (false, "none.onnx"));

        using var ready = await site.GetAsync("/v2/health/ready");
        using var classical = await site.GetAsync("/v2/models/telea/ready");

        Assert.Equal("The model cannot be loaded. The server's log says why.", await Problem.Of(ready, HttpStatusCode.ServiceUnavailable, "error"));
        Assert.Equal(HttpStatusCode.OK, classical.StatusCode);
    }

    static HttpRequestMessage Raw(Site site, string json, byte[] behind)
    {
        var header = Encoding.UTF8.GetBytes(json);
        var request = new HttpRequestMessage(HttpMethod.Post, site.Url + Infer) { Content = new ByteArrayContent([.. header, .. behind]) };
        request.Headers.Add("Inference-Header-Content-Length", $"{header.Length}");
        return request;
    }
}
