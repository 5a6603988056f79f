using System.Globalization;
using Microsoft.AspNetCore.Http;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>The fields of requests that say how to fill.</summary>
static class RequestFields
{
    /// <summary>What a style is called in requests, as in <c>natural</c>.</summary>
    public static string Name(InpaintingStyle style) => style.ToString().ToLowerInvariant();

    /// <summary>Reads a style.</summary>
    /// <exception cref="BadHttpRequestException">There is none of that name.</exception>
    public static InpaintingStyle Style(string text, int status = StatusCodes.Status400BadRequest)
    {
        foreach (var style in Enum.GetValues<InpaintingStyle>())
        {
            if (Name(style) == text)
            {
                return style;
            }
        }

        throw new BadHttpRequestException(
            $"There is no style '{text}'. Take {string.Join(" or ", Enum.GetValues<InpaintingStyle>().Select(Name))}.", status);
    }

    /// <summary>Reads by how many pixels holes grow.</summary>
    /// <exception cref="BadHttpRequestException">It is no number, or out of its range.</exception>
    public static int Grow(string text, int status = StatusCodes.Status400BadRequest) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels <= Mask.MaxGrowth
            ? pixels
            : throw new BadHttpRequestException($"The field 'grow' is '{text}', expected 0 to {Mask.MaxGrowth} pixels.", status);
}
