using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary><c>POST api/v1/inpaint</c> is compatible with IOPaint: it accepts JSON with image and mask in base64 and returns a PNG. Values
/// above 127 mean hole, regardless of the options, unless the request says otherwise.</summary>
static class IOPaintRoute
{
    const int DefaultSeed = 42; // of IOPaint's sd_seed, which -1 leaves to the server; here the options have the seed

    public static void Map(RouteGroupBuilder group) => group.MapPost("api/v1/inpaint", PostAsync)
        .AddEndpointFilter<InpaintingProblemFilter>()
        .WithMetadata(new ProblemAlias("errors")); // the field that IOPaint's page shows

    static async Task PostAsync(HttpContext http, InpaintingService service, UploadReader uploads)
    {
        using var upload = uploads.Open(http);
        var request = IOPaintRequest.Parse(await upload.ReadJsonAsync().ConfigureAwait(false));
        var answer =
            await service.InpaintAsync(request.Image, request.Mask,
                new(null, new(request.Polarity ?? MaskPolarity.WhiteIsHole, request.Threshold ?? new MaskReading().Threshold),
                    Style: request.Style, Grow: request.Grow ?? service.FromOptions.Grow, IsMeant: request.Polarity is not null),
                http.RequestAborted).ConfigureAwait(false);
        http.Response.Headers["X-Seed"] = (request.Seed is >= 0 and var seed ? seed : DefaultSeed).ToString(CultureInfo.InvariantCulture);
        await http.WriteImageAsync(answer, ImageFormat.Png).ConfigureAwait(false);
    }
}

/// <summary>Endpoint metadata: an additional field of problem details that repeats the detail, for clients of the endpoint's
/// protocol.</summary>
/// <param name="Key">The field's name.</param>
sealed record ProblemAlias(string Key);
