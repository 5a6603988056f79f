using System.Text;

namespace PConv.MLNet.Training.Tests;

/// <summary>Reads event files by the format's definition, with none of the writer's code: what TensorBoard would see.</summary>
static class EventReader
{
    /// <summary>A field's value: a number for varints and floats, bytes for the rest.</summary>
    public sealed record Field(int Number, double Value, byte[] Bytes)
    {
        public Field[] Fields => Parse(Bytes);

        public string Text => Encoding.UTF8.GetString(Bytes);
    }

    /// <summary>The events of all event files of a folder, in their order.</summary>
    public static Field[][] Events(string folder) =>
        [.. Directory.GetFiles(folder, "*tfevents*").Order(StringComparer.Ordinal).SelectMany(file => Records(File.ReadAllBytes(file))).Select(Parse)];

    /// <summary>All scalars: step, name and value.</summary>
    public static (int Step, string Name, float Value)[] Scalars(string folder) =>
    [
        .. from e in Events(folder)
           from value in Of(e, 5).SelectMany(summary => Of(summary.Fields, 1))
           from scalar in Of(value.Fields, 2)
           select ((int)Of(e, 2).Single().Value, Of(value.Fields, 1).Single().Text, (float)scalar.Value),
    ];

    public static IEnumerable<Field> Of(Field[] fields, int number) => fields.Where(f => f.Number == number);

    static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BitConverter.ToUInt64(file, at);
            Assert.Equal(Masked(file[at..(at + 8)]), BitConverter.ToUInt32(file, at + 8));
            var data = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Masked(data), BitConverter.ToUInt32(file, at + 12 + length));
            yield return data;
            at += 16 + length;
        }
    }

    /// <summary>CRC-32C by a table of its polynomial, masked as TFRecords have it.</summary>
    static uint Masked(byte[] data)
    {
        var table = Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (c, _) => (c & 1) != 0 ? c >> 1 ^ 0x82F63B78 : c >> 1)).ToArray();
        var crc = ~data.Aggregate(~0u, (c, b) => table[(byte)c ^ b] ^ c >> 8);
        return (crc >> 15 | crc << 17) + 0xA282EAD8;
    }

    static Field[] Parse(byte[] message)
    {
        var fields = new List<Field>();
        using var reader = new BinaryReader(new MemoryStream(message));
        while (reader.BaseStream.Position < message.Length)
        {
            var tag = reader.Read7BitEncodedInt();
            fields.Add((tag & 7) switch
            {
                0 => new(tag >> 3, reader.Read7BitEncodedInt64(), []),
                1 => new(tag >> 3, reader.ReadDouble(), []),
                2 => new(tag >> 3, 0, reader.ReadBytes(reader.Read7BitEncodedInt())),
                5 => new(tag >> 3, reader.ReadSingle(), []),
                var type => throw new InvalidDataException($"Wire type {type}."),
            });
        }

        return [.. fields];
    }
}
