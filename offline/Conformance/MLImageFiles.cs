#nullable disable
using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML.Data;

namespace PConv.MLNet.Offline.Conformance;

/// <summary>Small image files made by hand, and a folder that is gone when the test is over.</summary>
sealed class MLImageFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("mlimage").FullName;
    public string this[string name] => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public MLImage Read(string name)
    {
        using var stream = File.OpenRead(this[name]);
        return MLImage.CreateFromStream(stream);
    }

    /// <summary>The colours of an opaque image.</summary>
    public static byte[] Bgr(MLImage image)
    {
        int red = image.PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0;
        return [.. image.Pixels.ToArray().Chunk(4).SelectMany(pixel => new[] { pixel[2 - red], pixel[1], pixel[red] })];
    }

    public static byte[] Png(int width, int height, int bitDepth, int colorType, byte[] rows, params (string Type, byte[] Data)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bitDepth, (byte)colorType);
        Chunk(file, "IHDR", header);
        foreach (var (type, data) in extra)
            Chunk(file, type, data);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            int stride = rows.Length / Math.Max(1, Math.Min(height, rows.Length));
            for (int at = 0; at < rows.Length; at += stride)
            {
                deflate.WriteByte(0);
                deflate.Write(rows, at, stride);
            }
        }
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    static void Chunk(Stream file, string type, byte[] data)
    {
        var body = System.Text.Encoding.ASCII.GetBytes(type).Concat(data).ToArray();
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        uint crc = 0xFFFFFFFF;
        foreach (byte value in body)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }
}
