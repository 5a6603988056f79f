using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>The supported fields of IOPaint's request; other fields, which control diffusion models, are ignored.</summary>
/// <param name="Image">Encoded image file.</param>
/// <param name="Mask">Encoded mask file, white = hole.</param>
/// <param name="Seed">The field <c>sd_seed</c>, if present.</param>
/// <param name="Style">Extension of IOPaint's fields: <c>style</c>, if present.</param>
/// <param name="Grow">Extension of IOPaint's fields: <c>grow</c>, if present.</param>
/// <param name="Threshold">Extension of IOPaint's fields: <c>threshold</c>, if present.</param>
/// <param name="Polarity">Extension of IOPaint's fields: <c>polarity</c>, if present.</param>
sealed record IOPaintRequest(
    byte[] Image, byte[] Mask, long? Seed, InpaintingStyle? Style, int? Grow, byte? Threshold, MaskPolarity? Polarity)
{
    const int Status = StatusCodes.Status422UnprocessableEntity;

    /// <summary>Parses the JSON without allocating strings for the files.</summary>
    /// <exception cref="BadHttpRequestException">The body is not a JSON object, or an image is missing: status 422, like
    /// IOPaint.</exception>
    public static IOPaintRequest Parse(byte[] body)
    {
        var (image, mask, seed) = ((byte[]?)null, (byte[]?)null, (long?)null);
        var (style, grow, threshold, polarity) = ((InpaintingStyle?)null, (int?)null, (byte?)null, (MaskPolarity?)null);
        try
        {
            var json = new Utf8JsonReader(body);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw Refused("The request is no JSON object. Send { \"image\": …, \"mask\": … }, files in base64.");
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString();
                json.Read();
                switch (name)
                {
                    case "image": image = Decode(ref json, name); break;
                    case "mask": mask = Decode(ref json, name); break;
                    case "sd_seed" when json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number): seed = number; break;
                    case "style": style = RequestFields.Style(Text(ref json), Status); break;
                    case "grow": grow = RequestFields.Grow(Text(ref json), Status); break;
                    case "threshold": threshold = RequestFields.Threshold(Text(ref json), Status); break;
                    case "polarity": polarity = RequestFields.Polarity(Text(ref json), Status); break;
                    default: json.Skip(); break;
                }
            }
        }
        catch (JsonException e)
        {
            throw Refused(
                $"The request is no JSON at line {e.LineNumber + 1 ?? 1}, character {e.BytePositionInLine + 1 ?? 1}. Check quotes, " +
                $"commas and brackets up to there.");
        }

        catch (InvalidOperationException)
        {
            throw Refused("The request has text that is no Unicode. Send UTF-8, without half of a surrogate pair.");
        }

        return new(image ?? throw Missing("image"), mask ?? throw Missing("mask"), seed, style, grow, threshold, polarity);
    }

    /// <summary>A text or number as it stands; other values are refused where it is parsed.</summary>
    static string Text(ref Utf8JsonReader json)
    {
        var text = json.TokenType == JsonTokenType.String ? json.GetString()! : Encoding.UTF8.GetString(json.ValueSpan);
        json.Skip();
        return text;
    }

    /// <summary>Decodes base64, with or without the prefix of a data URL.</summary>
    static byte[] Decode(ref Utf8JsonReader json, string name)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            throw Missing(name);
        }

        var text = new byte[json.ValueSpan.Length];
        var length = json.CopyString(text);
        var start = text.AsSpan().StartsWith("data:"u8) ? text.AsSpan(0, length).IndexOf((byte)',') + 1 : 0;
        var coded = text.AsSpan(start, length - start);
        return Base64.DecodeFromUtf8InPlace(coded, out var bytes) == System.Buffers.OperationStatus.Done
            ? coded[..bytes].ToArray()
            : throw Refused($"The field '{name}' is not base64. Encode the whole file.");
    }

    static BadHttpRequestException Missing(string name) => Refused($"The field '{name}' is missing or no text. Send a file in base64.");

    static BadHttpRequestException Refused(string message) => new(message, Status);
}
