using System.Text;

namespace PConv.MLNet.Training;

/// <summary>
/// What TorchSharp's <c>Module.save</c> writes: the number of tensors, then of each its name, element type, number of dimensions,
/// sizes and bytes. Whole numbers are unsigned LEB128, names have their length in front, types are those of <c>torch.ScalarType</c>.
/// </summary>
/// <remarks>
/// <c>Module.load</c> (TorchSharp 0.107) does not do: a dozen bytes can make it allocate gigabytes, a file too short or too long may load
/// without an error, its errors name no tensor, it refuses weights of 16 or 64 bits, and it allocates what it skips (half a gigabyte of
/// VGG-16). Checking a file before it would take this index all the same.
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

    /// <summary>Passes over all tensors and notes where they are.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or breaks off.</exception>
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

            return stream.Position == stream.Length ? entries : throw new InvalidDataException("there is more than it says");
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidDataException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException(
                $"'{path}' is no file of TorchSharp's Module.save, or a damaged one: {e.Message.TrimEnd('.')}. Save or copy it again.", e);
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
