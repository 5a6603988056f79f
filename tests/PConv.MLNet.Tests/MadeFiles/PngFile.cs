using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Testing;

/// <summary>PNG files made by hand, so that a test does not trust the codec it tests.</summary>
static class PngFile
{
    public const byte Gray = 0, Rgb = 2, Palette = 3, GrayAlpha = 4, Rgba = 6; // color types

    /// <summary>Writes an image and gives its path.</summary>
    public static string Write(string path, RgbImage image)
    {
        File.WriteAllBytes(path, Of(image));
        return path;
    }

    /// <summary>Writes a mask, white = hole, and gives its path.</summary>
    public static string Write(string path, Mask mask) => Write(path, mask.ToImage());

    public static byte[] Of(RgbImage image) => Encode(image.Width, image.Height, Rgb, 8, image.Pixels);

    /// <summary>One byte a pixel.</summary>
    public static byte[] OfGray(int width, int height, byte[] pixels) => Encode(width, height, Gray, 8, pixels);

    /// <summary>Four bytes a pixel: R, G, B, alpha.</summary>
    public static byte[] OfRgba(int width, int height, byte[] pixels) => Encode(width, height, Rgba, 8, pixels);

    /// <summary>A whole file whose header claims a size for which it has no pixels.</summary>
    public static byte[] Claiming(int width, int height) => Encode(width, height, Rgb, 8, []);

    /// <summary>A file of any kind.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="colorType">As in the header.</param>
    /// <param name="depth">Bits of a value: 8 or 16.</param>
    /// <param name="pixels">Rows without filters; values of 16 bits in big-endian order.</param>
    /// <param name="chunks">Between the header and the pixels.</param>
    public static byte[] Encode(int width, int height, byte colorType, byte depth, byte[] pixels,
        params (string Type, byte[] Data)[] chunks)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colorType);
        Chunk(file, "IHDR", header);
        foreach (var (type, data) in chunks)
        {
            Chunk(file, type, data);
        }

        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var at = 0; at < pixels.Length; at += pixels.Length / height)
            {
                deflate.WriteByte(0); // no filter
                deflate.Write(pixels, at, pixels.Length / height);
            }
        }

        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    static void Chunk(MemoryStream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        var crc = uint.MaxValue;
        foreach (var value in body)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = crc >> 1 ^ 0xEDB88320 & 0 - (crc & 1);
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }
}
