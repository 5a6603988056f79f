using Microsoft.AspNetCore.Http;

namespace PConv.MLNet.AspNetCore;

/// <summary>Response with a filled image.</summary>
static class PngResponse
{
    public static async Task WritePngAsync(this HttpContext http, byte[] file)
    {
        (http.Response.ContentType, http.Response.ContentLength) = ("image/png", file.Length);
        await http.Response.Body.WriteAsync(file, http.RequestAborted).ConfigureAwait(false);
    }
}
