using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace PConv.MLNet.AspNetCore;

/// <summary>The answer to an inference request, with the tensor inside the JSON or raw behind it.</summary>
static class KServeResponse
{
    /// <summary>The one output's name.</summary>
    public const string Output = "output";

    const int FlushBytes = 1 << 16;

    public static Task WriteAsync(HttpContext http, string model, KServeRequest request, KServeTensor output) =>
        request.WantsBinary ? WriteRawAsync(http, model, request, output) : WriteJsonAsync(http, model, request, output);

    static async Task WriteJsonAsync(HttpContext http, string model, KServeRequest request, KServeTensor output)
    {
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        Begin(json, model, request, output);
        json.WriteStartArray("data");
        for (var i = 0; output.Datatype == KServeTensor.Float && i < output.Floats().Length; i++)
        {
            json.WriteNumberValue(output.Floats()[i]);
            if (json.BytesPending > FlushBytes)
            {
                await FlushAsync(http, json).ConfigureAwait(false);
            }
        }

        for (var i = 0; output.Datatype == KServeTensor.Bytes && i < output.Files().Length; i++)
        {
            json.WriteBase64StringValue(output.Files()[i]);
            await FlushAsync(http, json).ConfigureAwait(false);
        }

        json.WriteEndArray();
        End(json);
        await FlushAsync(http, json).ConfigureAwait(false);
    }

    static async Task WriteRawAsync(HttpContext http, string model, KServeRequest request, KServeTensor output)
    {
        var raw = output.Datatype == KServeTensor.Float ? MemoryMarshal.AsBytes(output.Floats().AsSpan()).ToArray() : Join(output.Files());
        using var header = new MemoryStream();
        await using (var json = new Utf8JsonWriter(header))
        {
            Begin(json, model, request, output);
            json.WriteStartObject("parameters");
            json.WriteNumber("binary_data_size", raw.Length);
            json.WriteEndObject();
            End(json);
        }

        http.Response.ContentType = "application/octet-stream";
        http.Response.Headers[KServeRequest.LengthHeader] = header.Length.ToString(CultureInfo.InvariantCulture);
        http.Response.ContentLength = header.Length + raw.Length;
        await http.Response.Body.WriteAsync(header.ToArray(), http.RequestAborted).ConfigureAwait(false);
        await http.Response.Body.WriteAsync(raw, http.RequestAborted).ConfigureAwait(false);
    }

    static void Begin(Utf8JsonWriter json, string model, KServeRequest request, KServeTensor output)
    {
        json.WriteStartObject();
        json.WriteString("model_name", model);
        if (request.Id is { } id)
        {
            json.WriteString("id", id);
        }

        json.WriteStartArray("outputs");
        json.WriteStartObject();
        json.WriteString("name", Output);
        json.WriteString("datatype", output.Datatype);
        json.WriteStartArray("shape");
        foreach (var side in output.Shape)
        {
            json.WriteNumberValue(side);
        }

        json.WriteEndArray();
    }

    static void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static async Task FlushAsync(HttpContext http, Utf8JsonWriter json)
    {
        await json.FlushAsync(http.RequestAborted).ConfigureAwait(false);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    static byte[] Join(byte[][] files)
    {
        using var joined = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var file in files)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)file.Length);
            joined.Write(length);
            joined.Write(file);
        }

        return joined.ToArray();
    }
}
