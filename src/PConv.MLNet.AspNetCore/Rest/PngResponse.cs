using Microsoft.AspNetCore.Http;
using PConv.MLNet.Images;

namespace PConv.MLNet.AspNetCore;

/// <summary>Response with a filled image.</summary>
static class PngResponse
{
    /// <summary>Header with sentences about what was left out or converted; other characters than ASCII are percent-encoded.</summary>
    const string Notes = "X-Notes";

    public static async Task WriteImageAsync(this HttpContext http, InpaintingAnswer answer, ImageFormat format)
    {
        if (answer.Notes.Count > 0)
        {
            http.Response.Headers[Notes] = string.Concat(string.Join(' ', answer.Notes)
                .Select(letter => letter is >= ' ' and <= '~' and not '%' ? $"{letter}" : Uri.EscapeDataString($"{letter}")));
        }

        http.Response.ContentType = format == ImageFormat.Jpeg ? "image/jpeg" : "image/png";
        http.Response.ContentLength = answer.File.Length;
        await http.Response.Body.WriteAsync(answer.File, http.RequestAborted).ConfigureAwait(false);
    }
}
