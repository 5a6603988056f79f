using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace PConv.MLNet.Testing;

/// <summary>The parts of image files, read byte by byte: what a test does not trust a codec with.</summary>
static class FileParts
{
    /// <summary>The chunks of a PNG file.</summary>
    public static IEnumerable<(string Type, byte[] Data)> OfPng(byte[] file)
    {
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            yield return (Encoding.Latin1.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }
    }

    /// <summary>The segments of a JPEG file up to its pixels.</summary>
    public static IEnumerable<(byte Marker, byte[] Data)> OfJpeg(byte[] file)
    {
        for (var at = 2; file[at + 1] != 0xDA;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
            yield return (file[at + 1], file[(at + 4)..(at + 2 + length)]);
            at += 2 + length;
        }
    }

    /// <summary>The chunks of a WebP file.</summary>
    public static IEnumerable<(string Type, byte[] Data)> OfWebP(byte[] file)
    {
        for (var at = 12; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            yield return (Encoding.Latin1.GetString(file, at, 4), file[(at + 8)..(at + 8 + length)]);
            at += 8 + length + length % 2;
        }
    }

    /// <summary>A chunk of a PNG file; null if it has none.</summary>
    public static byte[]? Chunk(byte[] png, string type) => OfPng(png).FirstOrDefault(chunk => chunk.Type == type).Data;

    /// <summary>The color profile; null if there is none.</summary>
    public static byte[]? Profile(byte[] file) => FormatOf(file) switch
    {
        "png" => Chunk(file, "iCCP") is { } chunk ? Unpacked(chunk[(Array.IndexOf(chunk, (byte)0) + 2)..]) : null,
        "jpeg" => OfJpeg(file).Where(s => s.Marker == 0xE2 && s.Data.AsSpan().StartsWith("ICC_PROFILE\0"u8)).OrderBy(s => s.Data[12])
            .ToArray() is { Length: > 0 } parts
            ? [.. parts.SelectMany(part => part.Data[14..])] : null,
        "webp" => OfWebP(file).FirstOrDefault(chunk => chunk.Type == "ICCP").Data,
        _ => TiffFile.Read(file).TryGetValue($"{TiffFile.Profile}", out var values) ? [.. values.Split(' ').Select(byte.Parse)] : null,
    };

    /// <summary>The EXIF block, the file itself if it is a TIFF file; null if there is none.</summary>
    public static byte[]? Exif(byte[] file) => FormatOf(file) switch
    {
        "png" => Chunk(file, "eXIf"),
        "jpeg" => OfJpeg(file).FirstOrDefault(s => s.Marker == 0xE1 && s.Data.AsSpan().StartsWith("Exif\0\0"u8)).Data?[6..],
        "webp" => OfWebP(file).FirstOrDefault(chunk => chunk.Type == "EXIF").Data,
        _ => file,
    };

    /// <summary>The resolution as the file says it outside of its EXIF block, in numbers of its own; null if it does not.</summary>
    public static string? Density(byte[] file) => FormatOf(file) switch
    {
        "png" => Chunk(file, "pHYs") is { } chunk ? Convert.ToHexString(chunk) : null,
        "jpeg" => OfJpeg(file).FirstOrDefault(s => s.Marker == 0xE0).Data is { } jfif ? Convert.ToHexString(jfif[7..12]) : null,
        "webp" => null,
        _ => TiffFile.Read(file) is var tags && tags.TryGetValue($"{TiffFile.XResolution}", out var x)
            ? $"{x} × {tags[$"{TiffFile.YResolution}"]} {tags[$"{TiffFile.ResolutionUnit}"]}" : null,
    };

    /// <summary>A JPEG file's brightness quantization table.</summary>
    public static byte[] Quantization(byte[] jpeg) => OfJpeg(jpeg).First(s => s.Marker == 0xDB && (s.Data[0] & 15) == 0).Data[1..65];

    /// <summary>A JPEG file's sampling factors, one byte a component: 0x22, 0x11, 0x11 is 4:2:0.</summary>
    public static byte[] Sampling(byte[] jpeg)
    {
        var frame = OfJpeg(jpeg).First(s => s.Marker is >= 0xC0 and <= 0xC2).Data;
        return [.. Enumerable.Range(0, frame[5]).Select(i => frame[7 + 3 * i])];
    }

    static string FormatOf(byte[] file) => file[0] switch { 0x89 => "png", 0xFF => "jpeg", (byte)'R' => "webp", _ => "tiff" };

    static byte[] Unpacked(byte[] data)
    {
        using var result = new MemoryStream();
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        zlib.CopyTo(result);
        return result.ToArray();
    }
}
