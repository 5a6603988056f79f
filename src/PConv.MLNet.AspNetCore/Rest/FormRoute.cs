using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PConv.MLNet.Core;
using PConv.MLNet.Evaluation;

namespace PConv.MLNet.AspNetCore;

/// <summary><c>POST inpaint</c>: a form with image, mask and, if one likes, method gives a PNG. <c>GET inpaint</c>: what it takes.</summary>
static class FormRoute
{
    const int MaxName = 100;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("inpaint", (IOptions<InpaintingServiceOptions> options) => Settings(options.Value));
        group.MapPost("inpaint", PostAsync).AddEndpointFilter<InpaintingProblemFilter>();
    }

    static async Task PostAsync(HttpContext http, InpaintingService service, UploadReader uploads, IOptions<InpaintingServiceOptions> options)
    {
        using var upload = uploads.Open(http);
        var most = options.Value.MaxBytes;
        var parts = await upload.ReadFormAsync(new Dictionary<string, int> { ["image"] = most, ["mask"] = most, ["method"] = MaxName }).ConfigureAwait(false);
        var method = parts.TryGetValue("method", out var name) ? Method(Encoding.UTF8.GetString(name)) : null;
        var filled = await service.InpaintAsync(Part("image"), Part("mask"), service.FromOptions with { Method = method }, http.RequestAborted).ConfigureAwait(false);
        await http.WritePngAsync(filled).ConfigureAwait(false);

        byte[] Part(string name) => parts.GetValueOrDefault(name) ?? throw new BadHttpRequestException($"The form has no part '{name}'. Send image and mask, a file each.");
    }

    /// <summary>Only names of the list: no path is ever taken from a request.</summary>
    static string Method(string name) => InpaintingMethods.All.Any(m => m.Name == name)
        ? name
        : throw new BadHttpRequestException($"There is no method '{name}'. Take {InpaintingMethods.Names}.");

    static object Settings(InpaintingServiceOptions options) => new
    {
        method = options.Method,
        methods = InpaintingMethods.All.Select(m => new { name = m.Name, description = m.Name == InpaintingMethods.Network && options.ModelFile is not null ? "the network of this server" : m.Description }),
        maxPixels = options.MaxPixels,
        maxBytes = options.MaxBytes,
        whiteIsHole = options.MaskPolarity == MaskPolarity.WhiteIsHole,
    };
}
