using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace PConv.MLNet.Images;

/// <summary>Profiles in text chunks of PNG files, as ImageMagick and ExifTool write them: name, length and hexadecimal digits.</summary>
static class PngText
{
    const string Key = "Raw profile type ";
    const int Head = 8, Checksum = 4; // bytes of a chunk around its data
    const int Longest = 1 << 24; // of a text that is decompressed

    /// <summary>A chunk with the image resources of Photoshop, in which IPTC fields are kept.</summary>
    public static byte[] MakeIptc(byte[] resources) => Make("iptc", resources);

    /// <summary>The same chunk or, if it is a profile with previews, which would show what was filled, a new one without them.</summary>
    /// <param name="chunk">The whole chunk.</param>
    /// <param name="isTurned">Whether the pixels were turned as the file's EXIF chunk says; EXIF in text then says upright, too.</param>
    public static byte[] WithoutPreviews(byte[] chunk, bool isTurned)
    {
        var data = chunk.AsSpan(Head, chunk.Length - Head - Checksum);
        var key = data.IndexOf((byte)0);
        var (text, isCompressed) = Encoding.Latin1.GetString(chunk, 4, 4) switch
        {
            "tEXt" => (key + 1, false),
            "zTXt" => (key + 2, true),
            "iTXt" when key >= 0 && key + 3 <= data.Length => (BehindLanguage(data, key + 3), data[key + 1] == 1),
            _ => (0, false),
        };
        if (key < 0 || text == 0 || text > data.Length || !data.StartsWith(Encoding.Latin1.GetBytes(Key)))
        {
            return chunk;
        }

        var name = Encoding.Latin1.GetString(data[Key.Length..key]);
        if (ProfileOf(isCompressed ? Inflated(data[text..]) : data[text..].ToArray()) is not { } profile)
        {
            return chunk;
        }

        var cleaned = name.ToLowerInvariant() switch
        {
            "exif" or "app1" when !profile.AsSpan().StartsWith("http"u8) => isTurned && ExifBlock.Upright(profile) is var upright
                ? [.. profile.AsSpan(..^upright.Length), .. upright] : ExifBlock.WithoutPreviews(profile),
            "xmp" or "app1" => ImageCodec.Upright(profile),
            "8bim" or "iptc" => PhotoshopResources.WithoutThumbnails(profile),
            _ => profile,
        };
        return cleaned.AsSpan().SequenceEqual(profile) ? chunk : Make(name, cleaned);
    }

    /// <summary>Where the text of an iTXt chunk begins: behind a language and the key in it; 0 if there is none.</summary>
    static int BehindLanguage(ReadOnlySpan<byte> data, int at)
    {
        var language = data[at..].IndexOf((byte)0) + 1;
        var key = data[(at + language)..].IndexOf((byte)0) + 1;
        return language == 0 || key == 0 ? 0 : at + language + key;
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
