using System.Buffers.Binary;
using System.Text;

namespace PConv.MLNet.Images;

/// <summary>Compression settings of a JPEG file, so that a new one can be compressed in the same way.</summary>
/// <param name="Quality">1 to 100, on the scale of the Independent JPEG Group's encoder.</param>
/// <param name="IsFullColor">
/// Whether chroma has more than half the resolution of luma in both directions: written as 4:4:4, otherwise as 4:2:0.
/// </param>
/// <param name="IsProgressive">Whether the file is progressive.</param>
/// <param name="Jfif">The JFIF segment, which contains the resolution; null if there is none.</param>
/// <param name="HasFurtherImages">Whether further images follow the first, as in the multi-picture format (CIPA DC-007).</param>
sealed record JpegSettings(int Quality, bool IsFullColor, bool IsProgressive, byte[]? Jfif = null, bool HasFurtherImages = false)
{
    const byte App0 = 0xE0, App1 = 0xE1, App2 = 0xE2, App12 = 0xEC, App13 = 0xED, App14 = 0xEE, App15 = 0xEF, Comment = 0xFE;
    const byte StartOfScan = 0xDA, QuantizationTables = 0xDB, Baseline = 0xC0, Progressive = 0xC2;
    const int Entries = 64;

    /// <summary>Beginnings of the segments that are kept, or have no meaning for other pixels: thumbnails, marks of encoders.</summary>
    static readonly (byte Marker, byte[] Start)[] Understood =
    [
        (App0, [.. "JFIF\0"u8]), (App0, [.. "JFXX\0"u8]), (App1, [.. "Exif\0"u8]), (App1, [.. "http://ns.adobe.com/x"u8]),
        (App2, [.. "ICC_PROFILE\0"u8]), (App2, [.. "MPF\0"u8]), (App12, [.. "Ducky"u8]), (App13, [.. "Photoshop 3.0\0"u8]),
        (App14, [.. "Adobe"u8]),
    ];

    /// <summary>The luma table of ITU-T T.81, table K.1: quality 50.</summary>
    static readonly byte[] AtQuality50 =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    /// <summary>Sums of the luma tables for qualities from 1 to 100.</summary>
    static readonly int[] Sums = [.. Enumerable.Range(1, 100).Select(SumAt)];

    /// <summary>Names in an extended XMP block before images: the unedited one, its depths, a preview.</summary>
    static readonly byte[][] Previews = [[.. "GImage:Data"u8], [.. "GDepth:Data"u8], [.. "xmpGImg:image"u8]];

    /// <summary>Comments as complete segments, which libvips does not preserve.</summary>
    public byte[] Carried { get; init; } = [];

    /// <summary>The parts of an extended XMP block, likewise.</summary>
    public byte[] LongXmp { get; init; } = [];

    /// <summary>Names of the segments that new files do not have.</summary>
    public string[] LeftOut { get; init; } = [];

    /// <summary>Settings for images from other formats.</summary>
    public static JpegSettings Default { get; } = new(95, IsFullColor: true, IsProgressive: false);

    /// <summary>Reads the headers of a JPEG file; missing information is as in <see cref="Default"/>.</summary>
    public static JpegSettings Read(ReadOnlySpan<byte> file)
    {
        var settings = Default;
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != StartOfScan;)
        {
            if (file[at + 1] == 0xFF)
            {
                at++; // fill byte
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            var whole = file[at..Math.Min(file.Length, at + 2 + length)];
            var segment = whole[Math.Min(whole.Length, 4)..];
            settings = file[at + 1] switch
            {
                App0 when segment.StartsWith("JFIF\0"u8) && segment.Length >= 14 =>
                    settings with { Jfif = [0xFF, App0, 0, 16, .. segment[..12], 0, 0] }, // no thumbnail, which shows what was filled
                App1 when segment.StartsWith("http://ns.adobe.com/xmp/extension/\0"u8) =>
                    settings with { LongXmp = [.. settings.LongXmp, .. whole] },
                Comment => settings with { Carried = [.. settings.Carried, .. whole] },
                App2 when segment.StartsWith("MPF\0"u8) => settings with { HasFurtherImages = true },
                >= App0 and <= App15 and var app when !IsUnderstood(app, segment) =>
                    settings with { LeftOut = [.. settings.LeftOut, NameOf(app, segment)] },
                QuantizationTables => settings with { Quality = QualityOf(segment) ?? settings.Quality },
                >= Baseline and <= Progressive and var frame =>
                    settings with { IsProgressive = frame == Progressive, IsFullColor = IsFullColorOf(segment) },
                _ => settings,
            };
            at += 2 + length;
        }

        return Previews.Any(name => settings.LongXmp.AsSpan().IndexOf(name) >= 0)
            ? settings with { LongXmp = [], HasFurtherImages = true } : settings;
    }

    /// <summary>Length of a JPEG file that begins other bytes; 0 if it does not end there.</summary>
    public static int LengthOf(ReadOnlySpan<byte> file)
    {
        var at = 2;
        while (at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != StartOfScan)
        {
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        var end = at < file.Length ? file[at..].IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) : -1;
        return end < 0 ? 0 : at + end + 2;
    }

    /// <summary>Inserts segments into a JPEG file, after its JFIF header if there is one.</summary>
    public static byte[] Insert(byte[] file, ReadOnlySpan<byte> segments)
    {
        var at = file[3] == App0 ? 4 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(4)) : 2;
        return [.. file.AsSpan(0, at), .. segments, .. file.AsSpan(at)];
    }

    /// <summary>A JFIF segment with a resolution (JFIF 1.02).</summary>
    /// <param name="x">Pixels per millimeter.</param>
    /// <param name="y">Pixels per millimeter.</param>
    /// <param name="unit">libvips's <c>resolution-unit</c>, "in" or "cm"; null where there is no resolution.</param>
    public static byte[] JfifOf(double x, double y, string? unit)
    {
        var scale = unit == "in" ? 25.4 : 10;
        var (across, down) = unit is null ? (1, 1) : (Density(x * scale), Density(y * scale));
        byte units = unit switch { null => 0, "in" => 1, _ => 2 };
        return [0xFF, App0, 0, 16, .. "JFIF\0"u8, 1, 2, units, (byte)(across >> 8), (byte)across, (byte)(down >> 8), (byte)down, 0, 0];

        static int Density(double value) => (int)Math.Clamp(Math.Round(value), 1, ushort.MaxValue);
    }

    static bool IsUnderstood(byte marker, ReadOnlySpan<byte> segment)
    {
        foreach (var (known, start) in Understood)
        {
            if (marker == known && segment.StartsWith(start))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The marker, and in parentheses the word with which a segment begins.</summary>
    static string NameOf(byte marker, ReadOnlySpan<byte> segment)
    {
        var end = segment.IndexOfAnyExceptInRange((byte)'!', (byte)'~');
        var word = Encoding.ASCII.GetString(segment[..Math.Min(end < 0 ? segment.Length : end, 40)]);
        return $"APP{marker - App0}{(word.Length > 1 ? $" ({word})" : "")}";
    }

    /// <summary>The quality whose luma table has the sum nearest to that of table 0; null for other tables.</summary>
    static int? QualityOf(ReadOnlySpan<byte> tables)
    {
        while (tables.Length > Entries)
        {
            var (id, bytes) = (tables[0] & 15, tables[0] >> 4 == 0 ? 1 : 2);
            if (tables.Length < 1 + bytes * Entries)
            {
                return null;
            }

            if (id == 0)
            {
                var sum = 0;
                for (var i = 0; i < Entries; i++)
                {
                    sum += bytes == 1 ? tables[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(tables[(1 + 2 * i)..]);
                }

                return 1 + Enumerable.Range(0, Sums.Length).MinBy(i => Math.Abs(Sums[i] - sum));
            }

            tables = tables[(1 + bytes * Entries)..];
        }

        return null;
    }

    /// <summary>The sum of the luma table that the IJG encoder produces (jcparam.c).</summary>
    static int SumAt(int quality)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        return AtQuality50.Sum(entry => Math.Clamp((entry * percent + 50) / 100, 1, byte.MaxValue));
    }

    /// <summary>
    /// Whether a component has more than half the resolution of the first one in a direction (SOF: precision, height, width, count, then
    /// three bytes each).
    /// </summary>
    static bool IsFullColorOf(ReadOnlySpan<byte> frame)
    {
        for (var i = 1; frame.Length >= 6 && i < frame[5] && 6 + 3 * i + 1 < frame.Length; i++)
        {
            var (first, other) = (frame[7], frame[6 + 3 * i + 1]);
            if (other >> 4 < first >> 4 && (other & 15) < (first & 15))
            {
                return false;
            }
        }

        return true;
    }
}
