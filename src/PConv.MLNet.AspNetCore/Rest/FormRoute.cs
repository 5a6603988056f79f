using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary><c>POST inpaint</c>: accepts a form with image, mask and optional method, style, grow, threshold and polarity, and returns a
/// PNG. <c>GET inpaint</c> lists methods and limits. <c>POST mask</c> and <c>POST image</c> convert a file to PNG: a mask with white =
/// hole, an image rotated upright.</summary>
static class FormRoute
{
    const int MaxName = 100;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("inpaint", (IOptions<InpaintingServiceOptions> options, InpaintingEngine engine) =>
            Settings(options.Value, engine.Style));
        group.MapPost("inpaint", PostAsync).AddEndpointFilter<InpaintingProblemFilter>();
        MapFile(group, "mask", ["polarity", "threshold"], async (service, file, text, cancel) =>
        {
            var reading = Reading(text, service.FromOptions.Reading);
            return (new(await service.ReadMaskAsync(file, reading, cancel).ConfigureAwait(false), []), ImageFormat.Png);
        });
        MapFile(group, "image", ["format"], async (service, file, text, cancel) =>
        {
            var format = text("format") is { } name ? RequestFields.Format(name) : ImageFormat.Png;
            return (await service.ReadImageAsync(file, format, cancel).ConfigureAwait(false), format);
        });
    }

    /// <summary>Maps a route that accepts one file and some fields, and returns an image.</summary>
    static void MapFile(RouteGroupBuilder group, string name, string[] fields,
        Func<InpaintingService, byte[], Func<string, string?>, CancellationToken, Task<(InpaintingAnswer, ImageFormat)>> read) =>
        group.MapPost(name,
            async (HttpContext http, InpaintingService service, UploadReader uploads, IOptions<InpaintingServiceOptions> options) =>
        {
            using var upload = uploads.Open(http);
            var sizes = fields.Prepend(name).ToDictionary(field => field, field => field == name ? options.Value.MaxBytes : MaxName);
            var parts = await upload.ReadFormAsync(sizes).ConfigureAwait(false);
            var file = parts.GetValueOrDefault(name) ?? throw new BadHttpRequestException($"The form has no part '{name}'. Send a file.");
            var (answer, format) = await read(service, file, field => Text(parts, field), http.RequestAborted).ConfigureAwait(false);
            await http.WriteImageAsync(answer, format).ConfigureAwait(false);
        }).AddEndpointFilter<InpaintingProblemFilter>();

    static MaskReading Reading(Func<string, string?> text, MaskReading fromOptions) => new(
        text("polarity") is { } polarity ? RequestFields.Polarity(polarity) : fromOptions.Polarity,
        text("threshold") is { } threshold ? RequestFields.Threshold(threshold) : fromOptions.Threshold);

    static string? Text(Dictionary<string, byte[]> parts, string name) =>
        parts.TryGetValue(name, out var text) ? Encoding.UTF8.GetString(text) : null;

    static async Task PostAsync(HttpContext http, InpaintingService service, UploadReader uploads,
        IOptions<InpaintingServiceOptions> options)
    {
        using var upload = uploads.Open(http);
        var most = options.Value.MaxBytes;
        var parts =
            await upload.ReadFormAsync(
                new Dictionary<string, int> { ["image"] = most, ["mask"] = most, ["method"] = MaxName, ["style"] = MaxName,
                    ["grow"] = MaxName, ["threshold"] = MaxName, ["polarity"] = MaxName }).ConfigureAwait(false);
        var request = service.FromOptions;
        request = request with
        {
            Method = Text("method") is { } method ? Method(method) : null,
            Style = Text("style") is { } style ? RequestFields.Style(style) : null,
            Grow = Text("grow") is { } grow ? RequestFields.Grow(grow) : request.Grow,
            Reading = Reading(Text, request.Reading),
            IsMeant = Text("polarity") is not null,
        };
        if (request.Method is { } named && !InpaintingMethod.Agree(named, request.Style))
        {
            throw new BadHttpRequestException(
                $"The method '{named}' and the style '{Text("style")}' contradict each other. Leave one of them out.");
        }

        var answer = await service.InpaintAsync(Part("image"), Part("mask"), request, http.RequestAborted).ConfigureAwait(false);
        await http.WriteImageAsync(answer, ImageFormat.Png).ConfigureAwait(false);

        string? Text(string name) => FormRoute.Text(parts, name);

        byte[] Part(string name) =>
            parts.GetValueOrDefault(name)
            ?? throw new BadHttpRequestException($"The form has no part '{name}'. Send image and mask, a file each.");
    }

    /// <summary>Only names of the list: requests cannot contain paths.</summary>
    static string Method(string name) => InpaintingMethod.All.Any(m => m.Name == name)
        ? name
        : throw new BadHttpRequestException($"There is no method '{name}'. Take {InpaintingMethod.Names}.");

    static object Settings(InpaintingServiceOptions options, InpaintingStyle style) => new
    {
        method = options.Method,
        network = options.ModelFile is null ? "partial convolutions, the built-in model" : "the model of this server",
        methods = InpaintingMethod.All.Select(m => new
        {
            name = m.Name,
            description = m.Description,
            isNetwork = InpaintingMethod.IsNetwork(m.Name),
        }),
        style = RequestFields.Name(style),
        grow = options.Grow,
        maxPixels = options.MaxPixels,
        maxBytes = options.MaxBytes,
        polarity = RequestFields.Name(options.MaskReading.Polarity),
        threshold = options.MaskReading.Threshold,
    };
}
