using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace PConv.MLNet.AspNetCore;

/// <summary>The web page, served from embedded files; it loads nothing from other hosts.</summary>
static class InpaintingPage
{
    /// <summary>Scripts, styles, images and requests of this application alone; images the page itself makes have blob addresses.</summary>
    const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action " +
        "'none'; frame-ancestors 'none'";

    static readonly (string Name, string Type)[] Files =
    [
        ("page.css", "text/css; charset=utf-8"),
        ("results.js", "text/javascript; charset=utf-8"),
        ("page.js", "text/javascript; charset=utf-8"),
        ("mask.js", "text/javascript; charset=utf-8"),
        ("painter.js", "text/javascript; charset=utf-8"),
        ("server.js", "text/javascript; charset=utf-8"),
        ("view.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("sample.jpg", "image/jpeg"),
    ];

    public static void Map(RouteGroupBuilder group)
    {
        var page = Answer("page.html", "text/html; charset=utf-8");
        // redirect to a trailing slash, because links are relative
        group.MapGet("", (HttpContext http) => http.Request.Path.Value!.EndsWith('/') ? page(http)
            : TypedResults.LocalRedirect($"{http.Request.PathBase}{http.Request.Path}/"));
        foreach (var (name, type) in Files)
        {
            group.MapGet(name, Answer(name, type));
        }
    }

    static Func<HttpContext, IResult> Answer(string name, string type)
    {
        var bytes = Read(name);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
        return http =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers.CacheControl = "no-cache"; // revalidate on each request
            headers["Referrer-Policy"] = "no-referrer";
            return TypedResults.Bytes(bytes, type, entityTag: tag);
        };
    }

    static byte[] Read(string name)
    {
        using var resource = typeof(InpaintingPage).Assembly.GetManifestResourceStream($"Page/{name}")
            ?? throw new InvalidOperationException($"The assembly lacks its resource Page/{name}. Build it again.");
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}
