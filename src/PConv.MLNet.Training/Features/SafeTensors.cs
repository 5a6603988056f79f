using System.Buffers.Binary;
using System.Text.Json;

namespace PConv.MLNet.Training;

/// <summary>Reads the safetensors format: the length of the header (uint64), the header in JSON, then the bytes of all tensors.</summary>
static class SafeTensors
{
    const int LengthBytes = sizeof(ulong);

    /// <summary>Reads the header: names, types, shapes and positions of the tensors.</summary>
    /// <exception cref="InvalidDataException">The file has another format, or is truncated.</exception>
    public static IReadOnlyDictionary<string, TensorEntry> Index(Stream stream, string path)
    {
        try
        {
            var start = new byte[LengthBytes];
            stream.ReadExactly(start);
            var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
            if (length > (ulong)(stream.Length - LengthBytes))
            {
                throw new InvalidDataException("its header is longer than the file");
            }

            var header = new byte[length];
            stream.ReadExactly(header);
            using var json = JsonDocument.Parse(header);
            var data = LengthBytes + (long)length; // offsets are relative to this position
            return json.RootElement.EnumerateObject().Where(tensor => tensor.Name != "__metadata__")
                .ToDictionary(tensor => tensor.Name, tensor => Entry(tensor, data, stream.Length));
        }
        catch (Exception e) when (e is JsonException or EndOfStreamException or InvalidDataException or InvalidOperationException
            or KeyNotFoundException or FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException(
                $"'{path}' is not a safetensors file, or is damaged: {e.Message.TrimEnd('.')}. Save or copy it again.", e);
        }
    }

    static TensorEntry Entry(JsonProperty tensor, long data, long end)
    {
        var offsets = tensor.Value.GetProperty("data_offsets");
        var (from, to) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        int[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32())];
        var entry = new TensorEntry(tensor.Value.GetProperty("dtype").GetString()!, shape, data + from, to - from);
        return entry.IsWhole && from >= 0 && to >= from && to <= end - data
            ? entry
            : throw new InvalidDataException(
                $"'{tensor.Name}' {entry.Type} [{string.Join(", ", shape)}] does not fit its bytes {from} to {to} of {end - data}");
    }
}
