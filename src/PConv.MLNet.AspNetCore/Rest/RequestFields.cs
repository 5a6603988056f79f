using System.Globalization;
using Microsoft.AspNetCore.Http;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>Parses the fields of requests, and words messages for them.</summary>
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

    /// <summary>Parses the format of a converted image.</summary>
    /// <exception cref="BadHttpRequestException">The text is neither png nor jpeg.</exception>
    public static ImageFormat Format(string text) => text switch
    {
        "png" => ImageFormat.Png,
        "jpeg" => ImageFormat.Jpeg,
        _ => throw new BadHttpRequestException($"The field 'format' is '{text}', expected png or jpeg."),
    };

    /// <summary>Parses the lowest value that counts as white in a mask.</summary>
    /// <exception cref="BadHttpRequestException">The text is not a number or is out of range.</exception>
    public static byte Threshold(string text, int status = StatusCodes.Status400BadRequest) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new BadHttpRequestException($"The field 'threshold' is '{text}', expected 1 to 255.", status);

    /// <summary>Name of what white means, such as <c>white-is-hole</c>.</summary>
    public static string Name(MaskPolarity polarity) => polarity == MaskPolarity.WhiteIsHole ? "white-is-hole" : "white-is-valid";

    /// <summary>Parses what white means in a mask.</summary>
    /// <exception cref="BadHttpRequestException">The text is not known.</exception>
    public static MaskPolarity Polarity(string text, int status = StatusCodes.Status400BadRequest) => text switch
    {
        "white-is-hole" => MaskPolarity.WhiteIsHole,
        "white-is-valid" => MaskPolarity.WhiteIsValid,
        _ => throw new BadHttpRequestException($"The field 'polarity' is '{text}', expected white-is-hole or white-is-valid.", status),
    };

    /// <summary>Rewrites a library message for those who send requests: fields instead of options, and nothing of the server's.</summary>
    public static string InWords(string message) => message
        .Replace(", or raise MaxPixels", "", StringComparison.Ordinal).Replace(", or raise MaxBytes", "", StringComparison.Ordinal)
        .Replace("Write PNG, WebP or TIFF", "Send format=png", StringComparison.Ordinal)
        .Replace("Lower the mask threshold to ", "Send threshold=", StringComparison.Ordinal)
        .Replace("set the mask polarity to ", "send polarity=", StringComparison.Ordinal);
}
