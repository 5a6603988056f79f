using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace PConv.MLNet.AspNetCore;

/// <summary>An inference request: JSON, with tensors inside or, as the binary extension has it, behind it.</summary>
sealed class KServeRequest
{
    /// <summary>Header that says how long the JSON is where raw tensors follow.</summary>
    public const string LengthHeader = "Inference-Header-Content-Length";

    const int MaxRank = 4;

    readonly Dictionary<string, KServeTensor> inputs = [];

    KServeRequest(string? id, bool isBinary) => (Id, WantsBinary) = (id, isBinary);

    /// <summary>Its id, which the answer repeats.</summary>
    public string? Id { get; }

    /// <summary>Whether the output is to be raw.</summary>
    public bool WantsBinary { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole request.</param>
    /// <param name="jsonLength">The header's value, or none.</param>
    /// <exception cref="BadHttpRequestException">It is none, or its tensors are not what they say.</exception>
    public static KServeRequest Parse(byte[] body, string? jsonLength)
    {
        var length = body.Length;
        if (jsonLength is not null && !(int.TryParse(jsonLength, NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= body.Length))
        {
            throw new BadHttpRequestException($"{LengthHeader} is '{jsonLength}', expected at most the {body.Length} bytes of the body.");
        }

        try
        {
            using var json = JsonDocument.Parse(body.AsMemory(0, length));
            return Read(json.RootElement, body.AsMemory(length));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException) // what JsonElement throws of other types and missing fields
        {
            throw new BadHttpRequestException($"The request is no inference request: {e.Message} Send {{ \"inputs\": [{{ \"name\", \"shape\", \"datatype\", \"data\" }}, …] }}.");
        }
    }

    /// <summary>An input by its name.</summary>
    /// <exception cref="BadHttpRequestException">There is none.</exception>
    public KServeTensor Input(string name) => inputs.GetValueOrDefault(name)
        ?? throw new BadHttpRequestException($"There is no input '{name}' among {(inputs.Count == 0 ? "none" : string.Join(", ", inputs.Keys))}. Send image and mask.");

    static KServeRequest Read(JsonElement root, ReadOnlyMemory<byte> raw)
    {
        var outputs = root.TryGetProperty("outputs", out var list) ? list.EnumerateArray().ToArray() : [];
        if (outputs.FirstOrDefault(o => o.GetProperty("name").GetString() != KServeResponse.Output) is { ValueKind: JsonValueKind.Object } other)
        {
            throw new BadHttpRequestException($"There is no output '{other.GetProperty("name")}'. Take {KServeResponse.Output}.");
        }

        var request = new KServeRequest(
            root.TryGetProperty("id", out var id) ? id.GetString() : null,
            outputs.Select(o => Parameter(o, "binary_data")).FirstOrDefault() is { } one ? one.GetBoolean() : Parameter(root, "binary_data_output")?.GetBoolean() ?? false);
        foreach (var input in root.GetProperty("inputs").EnumerateArray())
        {
            request.inputs[input.GetProperty("name").GetString() ?? ""] = Tensor(input, ref raw);
        }

        return request;
    }

    static KServeTensor Tensor(JsonElement input, ref ReadOnlyMemory<byte> raw)
    {
        var datatype = input.GetProperty("datatype").GetString();
        int[] shape = [.. input.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32())];
        if (shape.Length is 0 or > MaxRank || shape.Any(side => side < 0) || datatype is not (KServeTensor.Float or KServeTensor.Bytes))
        {
            throw new BadHttpRequestException($"An input is {datatype} [{string.Join(", ", shape)}], expected FP32 or BYTES of up to {MaxRank} sides.");
        }

        if (Parameter(input, "binary_data_size") is not { } given)
        {
            var elements = Flat(input.GetProperty("data"));
            return datatype == KServeTensor.Float
                ? KServeTensor.Of(shape, [.. elements.Select(e => e.GetSingle())])
                : KServeTensor.Of(shape, [.. elements.Select(e => e.GetBytesFromBase64())]);
        }

        var size = given.GetInt32();
        if (size < 0 || size > raw.Length)
        {
            throw new BadHttpRequestException($"An input has {size} raw bytes, but {raw.Length} are left behind the JSON.");
        }

        var own = raw[..size];
        raw = raw[size..];
        return datatype == KServeTensor.Float ? KServeTensor.Of(shape, MemoryMarshal.Cast<byte, float>(own.Span).ToArray()) : KServeTensor.Of(shape, [.. Elements(own)]);
    }

    /// <summary>The values of arrays in arrays, or of one array.</summary>
    static IEnumerable<JsonElement> Flat(JsonElement data) => data.EnumerateArray().SelectMany(e => e.ValueKind == JsonValueKind.Array ? Flat(e) : [e]);

    /// <summary>Each behind its length.</summary>
    static IEnumerable<byte[]> Elements(ReadOnlyMemory<byte> raw)
    {
        while (raw.Length > 0)
        {
            var length = raw.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(raw.Span);
            if (length > raw.Length - 4)
            {
                throw new BadHttpRequestException("A raw BYTES tensor breaks off within an element. Put four bytes of its length, little-endian, before each.");
            }

            yield return raw.Slice(4, (int)length).ToArray();
            raw = raw[(4 + (int)length)..];
        }
    }

    static JsonElement? Parameter(JsonElement owner, string name) =>
        owner.TryGetProperty("parameters", out var parameters) && parameters.TryGetProperty(name, out var value) ? value : null;
}
