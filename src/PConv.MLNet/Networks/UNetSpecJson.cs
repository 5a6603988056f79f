using System.Text;
using System.Text.Json;

namespace PConv.MLNet.Networks;

/// <summary>Reads and writes a specification as JSON without a serializer, whose startup takes as long as reading the rest of a
/// network.</summary>
static class UNetSpecJson
{
    public static string Write(UNetSpec spec)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            Write(json, nameof(UNetSpec.Encoder), spec.Encoder);
            Write(json, nameof(UNetSpec.Decoder), spec.Decoder);
            Write(json, nameof(UNetSpec.Head), spec.Head);
            json.WriteString(nameof(UNetSpec.Prior), $"{spec.Prior}");
            json.WriteString(nameof(UNetSpec.Convolution), $"{spec.Convolution}");
            json.WriteString(nameof(UNetSpec.Refinement), $"{spec.Refinement}");
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <exception cref="FormatException">The value is null.</exception>
    /// <exception cref="JsonException">The text is invalid JSON or a property is missing.</exception>
    public static UNetSpec Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        var spec = json.RootElement;
        if (spec.ValueKind == JsonValueKind.Null)
        {
            throw new FormatException("The network's specification is empty.");
        }

        try
        {
            return new(
                Rows(spec.GetProperty(nameof(UNetSpec.Encoder))),
                Rows(spec.GetProperty(nameof(UNetSpec.Decoder))),
                Named<InitialFill>(spec, nameof(UNetSpec.Prior)),
                spec.TryGetProperty(nameof(UNetSpec.Head), out var head) ? Rows(head) : null)
            {
                Convolution = Named<ConvolutionKind>(spec, nameof(UNetSpec.Convolution)),
                Refinement = Named<FillRefinement>(spec, nameof(UNetSpec.Refinement)),
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException($"The network's specification cannot be read: {e.Message}", e);
        }
    }

    static void Write(Utf8JsonWriter json, string name, IReadOnlyList<LayerSpec> rows)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString(nameof(row.Name), row.Name);
            json.WriteNumber(nameof(row.Kernel), row.Kernel);
            json.WriteNumber(nameof(row.Stride), row.Stride);
            json.WriteNumber(nameof(row.OutChannels), row.OutChannels);
            json.WriteBoolean(nameof(row.BatchNorm), row.BatchNorm);
            json.WriteString(nameof(row.Activation), $"{row.Activation}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static LayerSpec[] Rows(JsonElement rows)
    {
        var result = new LayerSpec[rows.GetArrayLength()];
        for (var i = 0; i < result.Length; i++)
        {
            var row = rows[i];
            result[i] = new(
                row.GetProperty(nameof(LayerSpec.Name)).GetString()!,
                row.GetProperty(nameof(LayerSpec.Kernel)).GetInt32(),
                row.GetProperty(nameof(LayerSpec.Stride)).GetInt32(),
                row.GetProperty(nameof(LayerSpec.OutChannels)).GetInt32(),
                row.GetProperty(nameof(LayerSpec.BatchNorm)).GetBoolean(),
                Named<Activation>(row, nameof(LayerSpec.Activation)));
        }

        return result;
    }

    /// <summary>An enum value by its name; the first member if the property is missing, as in older files.</summary>
    static T Named<T>(JsonElement of, string name) where T : struct, Enum =>
        !of.TryGetProperty(name, out var value) ? default
        : Enum.TryParse<T>(value.GetString(), out var parsed) ? parsed
        : throw new FormatException($"{name} is '{value}', expected {string.Join(", ", Enum.GetNames<T>())}.");
}
