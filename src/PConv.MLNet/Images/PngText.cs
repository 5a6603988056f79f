using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace PConv.MLNet.Images;

/// <summary>Profiles in text chunks of PNG files, as ImageMagick and ExifTool write them: a name, a length and hexadecimal
/// digits.</summary>
static class PngText
{
    const string Key = "Raw profile type ";
    const int Head = 8, Checksum = 4; // bytes of a chunk around its data
    const int Longest = 1 << 24; // of a text that is decompressed

    /// <summary>A chunk with the image resources of Photoshop, in which IPTC fields are kept.</summary>
    public static byte[] MakeIptc(byte[] resources) => Make("iptc", resources);

    /// <summary>The same chunk or, if it is a profile with previews, which would show what was filled, a new one without them.</summary>
    public static byte[] WithoutPreviews(byte[] chunk)
    {
        var isCompressed = chunk.AsSpan(4).StartsWith("zTXt"u8);
        var data = chunk.AsSpan(Head, chunk.Length - Head - Checksum);
        var key = data.IndexOf((byte)0);
        if (key < 0 || !isCompressed && !chunk.AsSpan(4).StartsWith("tEXt"u8) || !data.StartsWith(Encoding.Latin1.GetBytes(Key)))
        {
            return chunk;
        }

        var name = Encoding.Latin1.GetString(data[Key.Length..key]);
        if (ProfileOf(isCompressed ? Inflated(data[(key + 2)..]) : data[(key + 1)..].ToArray()) is not { } profile)
        {
            return chunk;
        }

        var cleaned = name.ToLowerInvariant() switch
        {
            "exif" or "app1" when !profile.AsSpan().StartsWith("http"u8) => ExifBlock.WithoutPreviews(profile),
            "xmp" or "app1" => ImageCodec.Upright(profile),
            "8bim" or "iptc" => PhotoshopResources.WithoutThumbnails(profile),
            _ => profile,
        };
        return cleaned.AsSpan().SequenceEqual(profile) ? chunk : Make(name, cleaned);
    }

    static byte[] Make(string name, byte[] profile)
    {
        var lines = Convert.ToHexStringLower(profile).Chunk(72).Select(line => new string(line));
        return PngChunks.Make("tEXt"u8, Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{Key}{name}\0\n{name}\n{profile.Length,8}\n{string.Join('\n', lines)}\n")));
    }

    /// <summary>The bytes that digits behind two lines stand for; null if they are none.</summary>
    static byte[]? ProfileOf(byte[] text)
    {
        var lines = Encoding.Latin1.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return Convert.FromHexString(string.Concat(lines.Skip(2)));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    static byte[] Inflated(ReadOnlySpan<byte> data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        try
        {
            var text = new byte[Longest];
            return text[..zlib.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
