using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace PConv.MLNet.Networks;

/// <summary>
/// The weights file: magic "PCONVW", version (uint16), the specification as JSON (length-prefixed UTF-8), every tensor of
/// <see cref="NetworkWeights.Expected"/> in order as little-endian 32-bit floats, then the SHA-256 of everything before.
/// </summary>
static class WeightsFile
{
    const ushort Version = 1;
    static readonly byte[] Magic = "PCONVW"u8.ToArray();

    public static void Write(NetworkWeights weights, Stream stream)
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(weights.Spec.ToJson());
            foreach (var (name, _) in NetworkWeights.Expected(weights.Spec))
            {
                writer.Write(MemoryMarshal.AsBytes(weights[name].Values.AsSpan()));
            }
        }

        var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
        stream.Write(bytes);
        stream.Write(SHA256.HashData(bytes));
    }

    public static NetworkWeights Read(Stream stream, string name)
    {
        using var copy = new MemoryStream(stream.CanSeek ? (int)Math.Min(stream.Length, Array.MaxLength) : 0);
        stream.CopyTo(copy);
        var file = copy.GetBuffer().AsSpan(0, (int)copy.Length);
        if (!file.StartsWith(Magic))
        {
            throw new InvalidDataException($"'{name}' is not a weights file of this library. Pass a .pconvw file as written by training.");
        }

        var body = file.Length > SHA256.HashSizeInBytes + Magic.Length ? file[..^SHA256.HashSizeInBytes] : [];
        if (body.IsEmpty || !SHA256.HashData(body).AsSpan().SequenceEqual(file[body.Length..]))
        {
            throw new InvalidDataException($"'{name}' is damaged: its checksum does not match. Copy it again from its source.");
        }

        copy.Position = 0;
        return ReadUnchecked(copy, name);
    }

    /// <summary>Reads a file whose integrity is already verified.</summary>
    public static NetworkWeights ReadUnchecked(Stream stream, string name)
    {
        stream.Position += Magic.Length;
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        var version = reader.ReadUInt16();
        if (version > Version)
        {
            throw new InvalidDataException(
                $"'{name}' is a weights file of version {version}; this library reads up to {Version}. Update the library.");
        }

        var spec = UNetSpec.FromJson(reader.ReadString());
        var tensors = new Dictionary<string, WeightTensor>();
        foreach (var (tensor, shape) in NetworkWeights.Expected(spec))
        {
            var values = new float[shape.Aggregate(1, (a, b) => a * b)];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            tensors[tensor] = new(shape, values);
        }

        return new(spec, tensors);
    }
}
