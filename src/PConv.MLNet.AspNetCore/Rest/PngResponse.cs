using Microsoft.AspNetCore.Http;
using PConv.MLNet.Images;

namespace PConv.MLNet.AspNetCore;

/// <summary>Response with a filled image.</summary>
static class PngResponse
{
    /// <summary>Header with sentences about what was left out or converted; other characters than ASCII are percent-encoded.</summary>
    const string Notes = "X-Notes";

    public static Task WritePngAsync(this HttpContext http, byte[] file, IReadOnlyList<string>? notes = null) =>
        http.WriteImageAsync(file, ImageFormat.Png, notes);

    public static async Task WriteImageAsync(this HttpContext http, byte[] file, ImageFormat format, IReadOnlyList<string>? notes = null)
    {
        if (notes is { Count: > 0 })
        {
            http.Response.Headers[Notes] = string.Concat(string.Join(' ', notes)
                .Select(letter => letter is >= ' ' and <= '~' and not '%' ? $"{letter}" : Uri.EscapeDataString($"{letter}")));
        }

        (http.Response.ContentType, http.Response.ContentLength) = (format == ImageFormat.Jpeg ? "image/jpeg" : "image/png", file.Length);
        await http.Response.Body.WriteAsync(file, http.RequestAborted).ConfigureAwait(false);
    }
}
