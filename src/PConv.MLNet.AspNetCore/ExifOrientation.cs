using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace PConv.MLNet.AspNetCore;

/// <summary>How a camera was held, as JPEG files of photographs say (EXIF 2.32, section 4.6.5, tag Orientation).</summary>
static class ExifOrientation
{
    /// <summary>First row at the top, first column at the left: nothing to turn.</summary>
    public const int Upright = 1;

    const ushort Tag = 0x0112;
    const byte App1 = 0xE1, StartOfScan = 0xDA;

    /// <summary>The orientation, 1 to 8; 1 for files that are no JPEG or do not say.</summary>
    public static int Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
        {
            return Upright;
        }

        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != StartOfScan;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            var segment = file[(at + 4)..Math.Min(file.Length, at + 2 + Math.Max(2, (int)length))];
            if (file[at + 1] == App1 && segment.StartsWith("Exif\0\0"u8))
            {
                return ReadTiff(segment[6..]);
            }

            at += 2 + length;
        }

        return Upright;
    }

    /// <summary>A copy that lies upright; 5 to 8 exchange width and height.</summary>
    public static MLImage Turn(MLImage image, int orientation)
    {
        var (width, height) = orientation >= 5 ? (image.Height, image.Width) : (image.Width, image.Height);
        var from = MemoryMarshal.Cast<byte, uint>(image.Pixels);
        var to = new uint[from.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (column, row) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, width - 1 - x),
                    7 => (height - 1 - y, width - 1 - x),
                    8 => (height - 1 - y, x),
                    _ => (x, y),
                };
                to[y * width + x] = from[row * image.Width + column];
            }
        }

        return MLImage.CreateFromPixels(width, height, image.PixelFormat, MemoryMarshal.AsBytes<uint>(to));
    }

    /// <summary>The first directory's entry (TIFF 6.0, section 2).</summary>
    static int ReadTiff(ReadOnlySpan<byte> tiff)
    {
        var little = tiff.StartsWith("II"u8);
        var start = tiff.Length < 10 ? uint.MaxValue : UInt32(tiff[4..], little);
        if (start > tiff.Length - 2)
        {
            return Upright;
        }

        var directory = tiff[(int)start..];
        var count = UInt16(directory, little);
        for (var entry = 0; entry < count && 2 + 12 * (entry + 1) <= directory.Length; entry++)
        {
            var field = directory.Slice(2 + 12 * entry, 12);
            if (UInt16(field, little) == Tag)
            {
                return UInt16(field[8..], little) is >= 1 and <= 8 and var value ? value : Upright;
            }
        }

        return Upright;
    }

    static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) => little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    static uint UInt32(ReadOnlySpan<byte> bytes, bool little) => little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
