using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using PConv.MLNet.Core;

namespace PConv.MLNet.Training;

/// <summary>A TensorBoard event file: a TFRecord for each Event message (tensorflow/core/util/event.proto, framework/summary.proto).</summary>
/// <remarks>The file is made with its first event. It tells TensorBoard to drop what earlier files of the folder say about its steps.</remarks>
sealed class EventFile(string folder, int step) : IDisposable
{
    const string Version = "brain.Event:2";
    const int Start = 1; // SessionLog.START
    const int Rgb = 3; // Summary.Image.colorspace

    FileStream? file;

    /// <summary>Writes numbers of a step, each under its name.</summary>
    public void Write(int step, IEnumerable<(string Name, double Value)> scalars) =>
        WriteSummary(step, from scalar in scalars select Value(scalar.Name, m => m.Float(2, (float)scalar.Value)));

    /// <summary>Writes a picture of a step.</summary>
    public void Write(int step, string name, RgbImage image) => WriteSummary(step, [Value(name, m => m.Message(4, new ProtobufMessage()
        .Integer(1, image.Height).Integer(2, image.Width).Integer(3, Rgb).Bytes(4, PngWriter.Encode(image))))]);

    public void Dispose() => file?.Dispose();

    static ProtobufMessage Value(string name, Func<ProtobufMessage, ProtobufMessage> value) => value(new ProtobufMessage().Text(1, name));

    void WriteSummary(int at, IEnumerable<ProtobufMessage> values)
    {
        if (file is null)
        {
            Directory.CreateDirectory(folder);
            file = new(Path.Combine(folder, $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds():D13}.pconv"), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            WriteRecord(Event().Text(3, Version));
            WriteRecord(Event().Integer(2, step + 1).Message(7, new ProtobufMessage().Integer(1, Start)));
        }

        WriteRecord(Event().Integer(2, at).Message(5, values.Aggregate(new ProtobufMessage(), (summary, value) => summary.Message(1, value))));
        file.Flush();
    }

    static ProtobufMessage Event() => new ProtobufMessage().Double(1, (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds);

    /// <summary>Length, its checksum, data, their checksum: the framing of tensorflow/core/lib/io/record_writer.h.</summary>
    void WriteRecord(ProtobufMessage message)
    {
        var data = message.ToArray();
        Span<byte> length = stackalloc byte[8];
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        file!.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedCrc(length));
        file.Write(checksum);
        file.Write(data);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedCrc(data));
        file.Write(checksum);
    }

    /// <summary>CRC-32C, rotated and shifted by a constant (tensorflow/core/lib/hash/crc32c.h).</summary>
    static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }

    /// <summary>Writes the fields of one protocol buffers message.</summary>
    sealed class ProtobufMessage
    {
        const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5; // wire types

        readonly List<byte> bytes = [];

        public ProtobufMessage Integer(int field, int value) => Tag(field, Varint).WriteVarint((uint)value);

        public ProtobufMessage Double(int field, double value) => Tag(field, Fixed64).Append(BitConverter.GetBytes(value));

        public ProtobufMessage Float(int field, float value) => Tag(field, Fixed32).Append(BitConverter.GetBytes(value));

        public ProtobufMessage Bytes(int field, byte[] value) => Tag(field, Delimited).WriteVarint((uint)value.Length).Append(value);

        public ProtobufMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public ProtobufMessage Message(int field, ProtobufMessage value) => Bytes(field, value.ToArray());

        public byte[] ToArray() => [.. bytes];

        ProtobufMessage Tag(int field, int type) => WriteVarint((uint)(field << 3 | type));

        ProtobufMessage WriteVarint(uint value)
        {
            for (; value > 0x7F; value >>= 7)
            {
                bytes.Add((byte)(value | 0x80));
            }

            bytes.Add((byte)value);
            return this;
        }

        ProtobufMessage Append(byte[] value)
        {
            bytes.AddRange(value);
            return this;
        }
    }
}
