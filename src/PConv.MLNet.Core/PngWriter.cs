using System.Buffers.Binary;
using System.IO.Compression;

namespace PConv.MLNet.Core;

/// <summary>Writes PNG pictures with nothing but the base library, for rooms that have no codec.</summary>
/// <remarks>8-bit RGB, every row without filter (PNG, third edition: sections 5.3, 9.2 and 11.2).</remarks>
public static class PngWriter
{
    const byte BitDepth = 8, TrueColour = 2, NoFilter = 0;

    /// <summary>Writes a picture under a temporary name, then renames it.</summary>
    public static void Write(RgbImage image, string path)
    {
        var file = Encode(image);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    /// <summary>The picture as the bytes of a PNG file.</summary>
    public static byte[] Encode(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        (header[8], header[9]) = (BitDepth, TrueColour);
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(image));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    static byte[] Compress(RgbImage image)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (var row in image.Pixels.Chunk(RgbImage.Channels * image.Width))
            {
                zlib.WriteByte(NoFilter);
                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, bit by bit, without the complements at both ends.</summary>
    static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = crc >> 1 ^ 0xEDB88320 & 0 - (crc & 1);
            }
        }

        return crc;
    }
}
