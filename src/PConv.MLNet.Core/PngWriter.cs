using System.Buffers.Binary;
using System.IO.Compression;

namespace PConv.MLNet.Core;

/// <summary>Writes PNG pictures with nothing but the base library, for rooms that have no codec.</summary>
/// <remarks>8-bit RGB, each row through the filter that leaves the least (PNG, third edition: sections 5.3, 9.2, 11.2 and 12.7).</remarks>
public static class PngWriter
{
    const byte BitDepth = 8, TrueColour = 2;
    const int Filters = 5; // none, sub, up, average, Paeth: section 9.2

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
            var bytes = RgbImage.Channels * image.Width;
            var (above, best, candidate) = (new byte[bytes], new byte[bytes + 1], new byte[bytes + 1]);
            foreach (var row in image.Pixels.Chunk(bytes))
            {
                var least = long.MaxValue;
                for (byte filter = 0; filter < Filters; filter++)
                {
                    candidate[0] = filter;
                    var rest = Filter(filter, row, above, candidate.AsSpan(1));
                    if (rest < least)
                    {
                        (least, best, candidate) = (rest, candidate, best);
                    }
                }

                zlib.Write(best);
                above = row;
            }
        }

        return packed.ToArray();
    }

    /// <summary>Writes a row less what a filter predicts from the pixel before, the one above and the one before that (section 9.2).</summary>
    /// <returns>The sum of what is left, in signed bytes: the smaller, the better it packs (section 12.7).</returns>
    static long Filter(byte filter, byte[] row, byte[] above, Span<byte> rest)
    {
        long sum = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var (a, b, c) = i < RgbImage.Channels ? (0, above[i], 0) : (row[i - RgbImage.Channels], above[i], above[i - RgbImage.Channels]);
            var predicted = filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => Paeth(a, b, c) };
            rest[i] = (byte)(row[i] - predicted);
            sum += Math.Abs((int)(sbyte)rest[i]);
        }

        return sum;
    }

    /// <summary>Of the three neighbours the one nearest to a + b − c.</summary>
    static int Paeth(int a, int b, int c)
    {
        var (toA, toB, toC) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - 2 * c));
        return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
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
