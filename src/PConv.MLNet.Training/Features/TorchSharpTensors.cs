using System.Text;

namespace PConv.MLNet.Training;

/// <summary>
/// Reads the format of TorchSharp's <c>Module.save</c>: the number of tensors, then the name, element type, number of dimensions, sizes and
/// bytes of each. Integers are unsigned LEB128, names are preceded by their length, and types are those of <c>torch.ScalarType</c>.
/// </summary>
/// <remarks>
/// <c>Module.load</c> (TorchSharp 0.107) is not used: a damaged file of a few bytes can make it allocate gigabytes, it may load a file that
/// is too short or too long without an error, its errors do not name the tensor, it rejects 16-bit and 64-bit weights, and it allocates
/// memory for skipped tensors (half a gigabyte for VGG-16). Checking a file in advance would need this index as well.
/// </remarks>
static class TorchSharpTensors
{
    static readonly Dictionary<long, (string Name, int Size)> Types = new()
    {
        [0] = ("U8", 1),
        [1] = ("I8", 1),
        [2] = ("I16", 2),
        [3] = ("I32", 4),
        [4] = ("I64", 8),
        [5] = ("F16", 2),
        [6] = ("F32", 4),
        [7] = ("F64", 8),
        [11] = ("BOOL", 1),
        [15] = ("BF16", 2),
    };

    /// <summary>Reads names, types, shapes and positions of all tensors, and skips their bytes.</summary>
    /// <exception cref="InvalidDataException">The file has another format, or is truncated.</exception>
    public static IReadOnlyDictionary<string, TensorEntry> Index(Stream stream, string path)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            var entries = new Dictionary<string, TensorEntry>();
            for (var left = reader.Read7BitEncodedInt64(); left > 0; left--)
            {
                entries.Add(reader.ReadString(), Entry(reader));
            }

            return stream.Position == stream.Length ? entries : throw new InvalidDataException("there are bytes after the last tensor");
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidDataException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException(
                $"'{path}' is not a file of TorchSharp's Module.save, or is damaged: {e.Message.TrimEnd('.')}. Save or copy it again.", e);
        }
    }

    static TensorEntry Entry(BinaryReader reader)
    {
        var type = reader.Read7BitEncodedInt64();
        if (!Types.TryGetValue(type, out var element))
        {
            throw new InvalidDataException($"type {type} is not known");
        }

        var shape = new int[checked((byte)reader.Read7BitEncodedInt64())];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = checked((int)reader.Read7BitEncodedInt64());
        }

        var (stream, bytes) = (reader.BaseStream, shape.Aggregate((long)element.Size, (a, b) => checked(a * b)));
        if (bytes < 0 || bytes > stream.Length - stream.Position)
        {
            throw new EndOfStreamException($"{bytes} bytes of [{string.Join(", ", shape)}] go beyond its end");
        }

        var entry = new TensorEntry(element.Name, shape, stream.Position, bytes);
        stream.Position += bytes;
        return entry;
    }
}
