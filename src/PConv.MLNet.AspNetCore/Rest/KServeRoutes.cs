using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using PConv.MLNet.Core;
using PConv.MLNet.Evaluation;

namespace PConv.MLNet.AspNetCore;

/// <summary>KServe's Open Inference Protocol, version 2, over HTTP, with its binary tensor data extension. Each method is a model.</summary>
static partial class KServeRoutes
{
    public const string BinaryExtension = "binary_tensor_data";

    public static void Map(RouteGroupBuilder group)
    {
        var v2 = group.MapGroup("v2").AddEndpointFilter<InpaintingProblemFilter>().WithMetadata(new ProblemAlias("error")); // where the protocol has it
        v2.MapGet("", () => new { name = "pconv", version = typeof(KServeRoutes).Assembly.GetName().Version!.ToString(3), extensions = new[] { BinaryExtension } });
        v2.MapGet("health/live", () => new { live = true });
        v2.MapGet("health/ready", async (InpaintingEngine engine, ILogger<InpaintingEngine> log) =>
        {
            await LoadAsync(engine, log).ConfigureAwait(false);
            return new { ready = true };
        });
        v2.MapGet("models/{model}", (string model) => Metadata(Known(model)));
        v2.MapGet("models/{model}/ready", async (string model, InpaintingEngine engine, ILogger<InpaintingEngine> log) =>
        {
            if (Known(model) == InpaintingMethods.Network)
            {
                await LoadAsync(engine, log).ConfigureAwait(false);
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
            ? await KServePictures.FillFilesAsync(image, mask, file => service.InpaintAsync(file.Image, file.Mask, service.FromOptions with { Method = method }, http.RequestAborted)).ConfigureAwait(false)
            : await KServePictures.FillFloatsAsync(image, mask, row => service.InpaintAsync(row.Image, row.Mask, method, http.RequestAborted)).ConfigureAwait(false);
        await KServeResponse.WriteAsync(http, model, request, output).ConfigureAwait(false);
    }

    static string Known(string model) => InpaintingMethods.All.Any(m => m.Name == model)
        ? model
        : throw new BadHttpRequestException($"There is no model '{model}'. Take {InpaintingMethods.Names}.", StatusCodes.Status404NotFound);

    static async Task LoadAsync(InpaintingEngine engine, ILogger log)
    {
        try
        {
            await Task.Run(engine.Load).ConfigureAwait(false);
        }
        catch (InvalidOperationException e)
        {
            LogNotReady(log, e);
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

    [LoggerMessage(LogLevel.Error, "The model cannot be loaded.")]
    static partial void LogNotReady(ILogger log, Exception e);
}
