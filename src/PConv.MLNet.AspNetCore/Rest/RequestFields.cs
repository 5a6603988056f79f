using System.Globalization;
using Microsoft.AspNetCore.Http;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>Parses the request fields for style and hole growth.</summary>
static class RequestFields
{
    /// <summary>Name of a style in requests, such as <c>natural</c>.</summary>
    public static string Name(InpaintingStyle style) => style.ToString().ToLowerInvariant();

    /// <summary>Reads a style.</summary>
    /// <exception cref="BadHttpRequestException">There is no style with that name.</exception>
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

    /// <summary>Parses the number of pixels by which holes grow.</summary>
    /// <exception cref="BadHttpRequestException">The text is not a number or is out of range.</exception>
    public static int Grow(string text, int status = StatusCodes.Status400BadRequest) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels <= Mask.MaxGrowth
            ? pixels
            : throw new BadHttpRequestException($"The field 'grow' is '{text}', expected 0 to {Mask.MaxGrowth} pixels.", status);
}
