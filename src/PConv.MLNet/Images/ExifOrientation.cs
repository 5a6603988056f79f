using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>How a camera was held, as JPEG files of photographs say (EXIF 2.32, section 4.6.5, tag Orientation).</summary>
static class ExifOrientation
{
    /// <summary>First row at the top, first column at the left: nothing to turn.</summary>
    public const int Upright = 1;

    const ushort Tag = 0x0112;
    const byte App1 = 0xE1, StartOfScan = 0xDA;
    const int Strip = 64; // columns: what a row of them reads of a picture that lies on its side stays in the cache for the rows below

    /// <summary>The orientation, 1 to 8; 1 for files that are no JPEG or do not say. Looks no further than the scan.</summary>
    public static int Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
        {
            return Upright;
        }

        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != StartOfScan;)
        {
            if (file[at + 1] == 0xFF)
            {
                at++; // fill byte
                continue;
            }

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

    /// <summary>Whether the upright picture's width is the stored one's height.</summary>
    public static bool ExchangesSides(int orientation) => orientation >= 5;

    /// <summary>A copy that lies upright.</summary>
    public static MLImage Turn(MLImage image, int orientation)
    {
        var stride = image.Width;
        var from = MemoryMarshal.Cast<byte, uint>(image.Pixels);
        var (width, height) = ExchangesSides(orientation) ? (image.Height, stride) : (stride, image.Height);
        var (first, right, down) = orientation switch // where the upright picture's first pixel is stored, and how far from it those to its right and below it
        {
            2 => (stride - 1, -1, stride),
            3 => (from.Length - 1, -1, -stride),
            4 => (from.Length - stride, 1, -stride),
            5 => (0, stride, 1),
            6 => (from.Length - stride, -stride, 1),
            7 => (from.Length - 1, -stride, -1),
            8 => (stride - 1, stride, -1),
            _ => (0, 1, stride),
        };
        var pixels = ArrayPool<uint>.Shared.Rent(from.Length);
        try
        {
            var to = pixels.AsSpan(0, from.Length);
            for (var strip = 0; strip < width; strip += Strip)
            {
                for (var y = 0; y < height; y++)
                {
                    var row = to.Slice(y * width + strip, Math.Min(Strip, width - strip));
                    var source = first + y * down + strip * right;
                    for (var x = 0; x < row.Length; x++, source += right)
                    {
                        row[x] = from[source];
                    }
                }
            }

            return MLImage.CreateFromPixels(width, height, image.PixelFormat, MemoryMarshal.AsBytes(to));
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(pixels);
        }
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
