using System.Buffers.Binary;
using System.Text;

namespace PConv.MLNet.Images;

/// <summary>PNG chunks (PNG, third edition: section 5.3) that libvips drops or changes.</summary>
static class PngChunks
{
    const int GammaOfSrgb = 45455; // 1/2.2 · 100,000: section 11.3.2.2
    const int Signature = 8, Frame = 12; // bytes of a chunk beside its data

    const string Profile = "iCCP";

    static ReadOnlySpan<byte> XmpKey => "XML:com.adobe.xmp"u8;

    /// <summary>Chunks that define the meaning of color values, including profiles; resolution, text and date.</summary>
    static readonly string[] Carried =
        [Profile, "gAMA", "cHRM", "sRGB", "cICP", "mDCV", "cLLI", "pHYs", "tEXt", "zTXt", "iTXt", "tIME", "sPLT"];

    /// <summary>Chunks about samples as they are stored: significant bits, background.</summary>
    static readonly string[] OfSamples = ["sBIT", "bKGD"];

    /// <summary>Chunks whose contents are kept otherwise, or have no meaning for other pixels.</summary>
    static readonly string[] Replaced = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "eXIf", "hIST", "acTL", "fcTL", "fdAT", "iDOT"];

    /// <summary>Returns the complete chunks to insert in another file.</summary>
    /// <param name="file">A PNG file.</param>
    /// <param name="withSamples">Whether the other file has the same color type and depth.</param>
    /// <param name="withXmp">Whether to include XMP, which libvips does not look for behind the pixels.</param>
    public static byte[] ReadCarried(byte[] file, bool withSamples, bool withXmp)
    {
        var chunks = List(file);
        var isTurned = chunks.Exists(chunk => chunk.Type == "eXIf");
        return
        [
            .. chunks.FindAll(chunk => Carried.Contains(chunk.Type) || withSamples && OfSamples.Contains(chunk.Type))
                .Where(chunk => withXmp || !file.AsSpan(chunk.At + 4).StartsWith([.. "iTXt"u8, .. XmpKey]))
                .SelectMany(chunk => PngText.WithoutPreviews(file[chunk.At..(chunk.At + chunk.Length)], isTurned)),
        ];
    }

    /// <summary>Types of the chunks that another file does not have.</summary>
    public static string[] LeftOut(byte[] file, bool withSamples) =>
    [
        .. List(file).Select(chunk => chunk.Type).Distinct()
            .Where(type => !Carried.Contains(type) && !Replaced.Contains(type) && !(withSamples && OfSamples.Contains(type))),
    ];

    /// <summary>The file with EXIF and XMP before the pixels, behind which libvips does not look for them.</summary>
    public static byte[] WithMetadataFirst(byte[] file)
    {
        var pixels = file.AsSpan().IndexOf("IDAT"u8);
        var late = List(file).FindAll(chunk =>
            chunk.At > pixels && (chunk.Type == "eXIf" || file.AsSpan(chunk.At + 4).StartsWith([.. "iTXt"u8, .. XmpKey])));
        if (late.Count == 0)
        {
            return file;
        }

        var others = file.ToList();
        foreach (var (_, at, length) in Enumerable.Reverse(late))
        {
            others.RemoveRange(at, length);
        }

        return Insert([.. others], [.. late.SelectMany(chunk => file[chunk.At..(chunk.At + chunk.Length)])]);
    }

    /// <summary>Whether an EXIF chunk stands behind the pixels; reads only the lengths and types of chunks.</summary>
    public static bool HasExifBehindPixels(Stream file)
    {
        Span<byte> head = stackalloc byte[8];
        var arePixelsPassed = false;
        for (file.Position = Signature; file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length;)
        {
            arePixelsPassed |= head.EndsWith("IDAT"u8);
            if (arePixelsPassed && head.EndsWith("eXIf"u8))
            {
                return true;
            }

            file.Position += BinaryPrimitives.ReadUInt32BigEndian(head) + (Frame - head.Length);
        }

        return false;
    }

    /// <summary>Number of bytes up to the end of the last chunk (IEND).</summary>
    public static int LengthOf(byte[] file) => List(file).Find(chunk => chunk.Type == "IEND") is (not null, var at, var length)
        ? at + length : file.Length;

    /// <summary>Whether chunks of <see cref="ReadCarried"/> contain text.</summary>
    public static bool HaveText(byte[] chunks) =>
        List([.. new byte[Signature], .. chunks]).Exists(chunk => chunk.Type is "tEXt" or "zTXt" or "iTXt");

    /// <summary>Whether chunks of <see cref="ReadCarried"/> contain a color profile.</summary>
    public static bool HaveProfile(ReadOnlySpan<byte> chunks) =>
        List([.. new byte[Signature], .. chunks]).Exists(chunk => chunk.Type == Profile);

    /// <summary>
    /// Whether chunks of <see cref="ReadCarried"/> give values another meaning than sRGB, the default, without a color profile.
    /// </summary>
    public static bool AreOfAnotherSpace(ReadOnlySpan<byte> chunks)
    {
        byte[] file = [.. new byte[Signature], .. chunks];
        var found = List(file);
        return !found.Exists(chunk => chunk.Type is "sRGB" or Profile)
            && found.Exists(chunk => chunk.Type is "cICP" or "cHRM"
                || chunk.Type == "gAMA" && BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(chunk.At + 8)) != GammaOfSrgb);
    }

    /// <summary>Whether a file has a resolution in pixels per meter.</summary>
    public static bool HasResolution(byte[] file) =>
        List(file).Exists(chunk => chunk is ("pHYs", _, Frame + 9) && file[chunk.At + 8 + 8] == 1);

    /// <summary>Removes the resolution, which libvips always writes.</summary>
    public static byte[] WithoutResolution(byte[] file) => List(file).Find(chunk => chunk.Type == "pHYs") is (not null, var at, var length)
        ? [.. file.AsSpan(0, at), .. file.AsSpan(at + length)]
        : file;

    /// <summary>An XMP chunk, as in part 3 of the XMP specification.</summary>
    public static byte[] MakeXmp(ReadOnlySpan<byte> xmp) => Make("iTXt"u8, [.. XmpKey, 0, 0, 0, 0, 0, .. xmp]);

    /// <summary>Number of frames of an animated PNG; 1 for a still image.</summary>
    public static int Frames(byte[] file) => List(file).Find(chunk => chunk is ("acTL", _, >= Frame + 4)) is (not null, var at, _)
        ? (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8)))
        : 1;

    /// <summary>Inserts chunks after a file's header.</summary>
    public static byte[] Insert(byte[] file, ReadOnlySpan<byte> chunks)
    {
        const int header = Signature + Frame + 13;
        return [.. file.AsSpan(0, header), .. chunks, .. file.AsSpan(header)];
    }

    /// <summary>A chunk including its length and checksum.</summary>
    public static byte[] Make(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = [0, 0, 0, 0, .. type, .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4), Crc(chunk.AsSpan(4..^4)));
        return chunk;
    }

    /// <summary>All chunks except those of the pixels.</summary>
    static List<(string Type, int At, int Length)> List(ReadOnlySpan<byte> file)
    {
        List<(string, int, int)> chunks = [];
        for (var at = Signature; at + Frame <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            var type = Encoding.Latin1.GetString(file.Slice(at + 4, 4));
            if (length > file.Length - at - Frame)
            {
                break;
            }

            if (type is not ("IDAT" or "fdAT"))
            {
                chunks.Add((type, at, (int)length + Frame));
            }

            at += (int)length + Frame;
        }

        return chunks;
    }

    /// <summary>CRC-32 as in ISO 3309.</summary>
    static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = crc >> 1 ^ 0xEDB88320 & 0 - (crc & 1);
            }
        }

        return ~crc;
    }
}
