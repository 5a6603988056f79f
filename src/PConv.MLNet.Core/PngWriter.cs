using System.Buffers.Binary;
using System.IO.Compression;

namespace PConv.MLNet.Core;

/// <summary>Writes PNG pictures with nothing but the base library.</summary>
/// <remarks>8-bit RGB, each row by the filter that suits it (PNG, third edition: sections 5.3, 9.2 and 11.2).</remarks>
public static class PngWriter
{
    const byte BitDepth = 8, TrueColour = 2;

    static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(value => Remainder((uint)value))];

    /// <summary>Writes a picture under a temporary name, then renames it.</summary>
    public static void Write(RgbImage image, string path)
    {
        ArgumentNullException.ThrowIfNull(image);
        AtomicFile.Write(path, (Stream file) => Write(image, file));
    }

    /// <summary>The picture as the bytes of a PNG file.</summary>
    public static byte[] Encode(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var file = new MemoryStream();
        Write(image, file);
        return file.ToArray();
    }

    static void Write(RgbImage image, Stream file)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        (header[8], header[9]) = (BitDepth, TrueColour);
        using var packed = Compress(image);
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
        WriteChunk(file, "IEND"u8, []);
    }

    static MemoryStream Compress(RgbImage image)
    {
        var packed = new MemoryStream();
        using var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true);
        var length = RgbImage.Channels * image.Width;
        var filter = new PngFilter(length);
        ReadOnlySpan<byte> above = new byte[length];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Pixels.AsSpan(y * length, length);
            zlib.Write(filter.Apply(row, above));
            above = row;
        }

        return packed;
    }

    static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, a byte at a time, without the complements at both ends.</summary>
    static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc = crc >> 8 ^ Remainders[(byte)(crc ^ value)];
        }

        return crc;
    }

    static uint Remainder(uint crc)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            crc = crc >> 1 ^ 0xEDB88320 & 0 - (crc & 1);
        }

        return crc;
    }
}
