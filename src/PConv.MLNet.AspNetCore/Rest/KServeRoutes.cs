using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PConv.MLNet.Core;
using PConv.MLNet.Evaluation;

namespace PConv.MLNet.AspNetCore;

/// <summary>KServe's Open Inference Protocol, version 2, over HTTP, with its binary tensor data extension. Each method is a model.</summary>
static class KServeRoutes
{
    public const string BinaryExtension = "binary_tensor_data";

    /// <summary>Of one request: encoded pictures can be small and their decoded ones large.</summary>
    const int MaxBatch = 64;

    const float Valid = .5f; // the lowest value of a mask that counts as 1

    public static void Map(RouteGroupBuilder group)
    {
        var v2 = group.MapGroup("v2").AddEndpointFilter<InpaintingProblemFilter>().WithMetadata(new ProblemAlias("error")); // where the protocol has it
        v2.MapGet("", () => new { name = "pconv", version = typeof(KServeRoutes).Assembly.GetName().Version!.ToString(3), extensions = new[] { BinaryExtension } });
        v2.MapGet("health/live", () => new { live = true });
        v2.MapGet("health/ready", async (InpaintingEngine engine) =>
        {
            await LoadAsync(engine).ConfigureAwait(false);
            return new { ready = true };
        });
        v2.MapGet("models/{model}", (string model) => Metadata(Known(model)));
        v2.MapGet("models/{model}/ready", async (string model, InpaintingEngine engine) =>
        {
            if (Known(model) == InpaintingMethods.Network)
            {
                await LoadAsync(engine).ConfigureAwait(false);
            }

            return new { name = model, ready = true };
        });
        v2.MapPost("models/{model}/infer", InferAsync);
    }

    static async Task InferAsync(string model, HttpContext http, InpaintingService service, UploadReader uploads)
    {
        var method = Known(model);
        using var upload = uploads.Open(http);
        var request = KServeRequest.Parse(await upload.ReadAllAsync().ConfigureAwait(false), http.Request.Headers[KServeRequest.LengthHeader]);
        var (image, mask) = (request.Input("image"), request.Input("mask"));
        var output = image.Datatype == KServeTensor.Bytes
            ? await FilesAsync(image, mask, file => service.InpaintAsync(file.Image, file.Mask, service.FromOptions with { Method = method }, http.RequestAborted)).ConfigureAwait(false)
            : await FloatsAsync(image, mask, row => service.InpaintAsync(row.Image, row.Mask, method, http.RequestAborted)).ConfigureAwait(false);
        await KServeResponse.WriteAsync(http, model, request, output).ConfigureAwait(false);
    }

    /// <summary>Encoded pictures, BYTES [N], into PNG files.</summary>
    static async Task<KServeTensor> FilesAsync(KServeTensor image, KServeTensor mask, Func<(byte[] Image, byte[] Mask), Task<byte[]>> fill)
    {
        var (images, masks) = (image.Files(), mask.Files());
        EnsureSame(image, mask, images.Length == masks.Length);
        var filled = new byte[EnsureFew(images.Length)][];
        for (var i = 0; i < images.Length; i++)
        {
            filled[i] = await fill((images[i], masks[i])).ConfigureAwait(false);
        }

        return KServeTensor.Of(filled);
    }

    /// <summary>float [N, 3, H, W], RGB, [0, 1], with masks [N, 1, H, W], 1 = valid; known values stay as they are, bit by bit.</summary>
    static async Task<KServeTensor> FloatsAsync(KServeTensor image, KServeTensor mask, Func<(RgbImage Image, Mask Mask), Task<RgbImage>> fill)
    {
        var (shape, other) = (image.Shape, mask.Shape);
        EnsureSame(image, mask, shape is [> 0, RgbImage.Channels, > 0, > 0] && other is [_, 1, _, _] && shape[0] == other[0] && shape[2] == other[2] && shape[3] == other[3]);
        var (height, width) = (shape[2], shape[3]);
        var area = height * width;
        var values = (float[])image.Floats().Clone();
        if (!Array.TrueForAll(values, float.IsFinite))
        {
            throw new BadHttpRequestException("The image holds values that are no finite numbers, expected 0 to 1.");
        }

        for (var n = 0; n < EnsureFew(shape[0]); n++)
        {
            var planes = values.AsMemory(n * RgbImage.Channels * area, RgbImage.Channels * area);
            var holes = Holes(mask.Floats().AsSpan(n * area, area), width, height);
            var filled = await fill((ToImage(planes.Span, width, height), holes)).ConfigureAwait(false);
            CopyHoles(filled, holes, planes.Span);
        }

        return KServeTensor.Of(shape, values);
    }

    static Mask Holes(ReadOnlySpan<float> mask, int width, int height)
    {
        var holes = new bool[mask.Length];
        for (var i = 0; i < holes.Length; i++)
        {
            holes[i] = !(mask[i] >= Valid);
        }

        return Mask.FromHoles(width, height, holes);
    }

    static RgbImage ToImage(ReadOnlySpan<float> planes, int width, int height)
    {
        var image = new RgbImage(width, height);
        for (int at = 0, area = width * height; at < planes.Length; at++)
        {
            image.Pixels[RgbImage.Channels * (at % area) + at / area] = (byte)MathF.Round(255 * Math.Clamp(planes[at], 0, 1));
        }

        return image;
    }

    static void CopyHoles(RgbImage filled, Mask holes, Span<float> planes)
    {
        var area = holes.Size.Area;
        for (var i = 0; i < area; i++)
        {
            if (holes.Valid[i] == 0)
            {
                for (var c = 0; c < RgbImage.Channels; c++)
                {
                    planes[c * area + i] = filled.Pixels[RgbImage.Channels * i + c] / 255f;
                }
            }
        }
    }

    static void EnsureSame(KServeTensor image, KServeTensor mask, bool fits)
    {
        if (image.Datatype != mask.Datatype || !fits)
        {
            throw new BadHttpRequestException($"The inputs are image {image} and mask {mask}, expected FP32 [N, 3, H, W] and FP32 [N, 1, H, W], or BYTES [N] both.");
        }
    }

    static int EnsureFew(int batch) => batch <= MaxBatch ? batch : throw new BadHttpRequestException($"The batch is {batch} pictures, and at most {MaxBatch} are taken. Send several requests.");

    static string Known(string model) => InpaintingMethods.All.Any(m => m.Name == model)
        ? model
        : throw new BadHttpRequestException($"There is no model '{model}'. Take {InpaintingMethods.Names}.", StatusCodes.Status404NotFound);

    static async Task LoadAsync(InpaintingEngine engine)
    {
        try
        {
            await Task.Run(engine.Load).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            throw new BadHttpRequestException("The model cannot be loaded. The server's log says why.", StatusCodes.Status503ServiceUnavailable);
        }
    }

    static object Metadata(string model) => new
    {
        name = model,
        platform = model == InpaintingMethods.Network ? "onnxruntime_onnx" : "pconv_classical",
        inputs = new[] { Tensor("image", RgbImage.Channels), Tensor("mask", 1) },
        outputs = new[] { Tensor(KServeResponse.Output, RgbImage.Channels) },
    };

    static object Tensor(string name, int channels) => new { name, datatype = KServeTensor.Float, shape = new[] { -1, channels, -1, -1 } };
}
