using System.Text;

namespace PConv.MLNet.Testing;

/// <summary>TIFF files and EXIF blocks made and read by hand, in either byte order.</summary>
static class TiffFile
{
    public const ushort Make = 271, Orientation = 274, XResolution = 282, YResolution = 283, ResolutionUnit = 296, Artist = 315,
        Profile = 34675, Exif = 34665, Gps = 34853;

    const ushort Ascii = 2, Int16 = 3, Int32 = 4, Fraction = 5;

    /// <summary>An entry: numbers, or the directory it points to.</summary>
    public sealed record Entry(ushort Tag, ushort Type, uint[] Values, Entry[]? Directory = null);

    public static Entry Text(ushort tag, string text) => new(tag, Ascii, [.. Encoding.ASCII.GetBytes(text).Select(b => (uint)b), 0]);

    public static Entry Bytes(ushort tag, byte[] data) => new(tag, 7, [.. data.Select(b => (uint)b)]);

    public static Entry Short(ushort tag, params uint[] values) => new(tag, Int16, values);

    public static Entry Long(ushort tag, params uint[] values) => new(tag, Int32, values);

    /// <summary>Numerators and denominators in turn.</summary>
    public static Entry Rational(ushort tag, params uint[] values) => new(tag, Fraction, values);

    public static Entry Folder(ushort tag, params Entry[] entries) => new(tag, Int32, [0], entries);

    /// <summary>A photograph's usual entries: camera, author, resolution, exposure, place.</summary>
    public static Entry[] Camera(uint orientation = 1) =>
    [
        Text(Make, "Camera"), Short(Orientation, orientation), Rational(XResolution, 300, 1), Rational(YResolution, 300, 1),
        Short(ResolutionUnit, 2), Text(Artist, "Ada Lovelace"),
        Folder(Exif, Rational(33434, 1, 250), Text(36867, "2024:05:06 07:08:09"), Bytes(37500, [1, 2, 3, 4, 5, 6, 7])),
        Folder(Gps, Text(1, "N"), Rational(2, 47, 1, 22, 1, 1234, 100)),
    ];

    /// <summary>A directory without pixels, as EXIF blocks are.</summary>
    public static byte[] Block(bool big, params Entry[] entries)
    {
        List<byte> file = [.. big ? "MM\0*"u8 : "II*\0"u8, 0, 0, 0, 0];
        Put(file, 4, 4, 8, big);
        Write(file, entries, big);
        return [.. file];
    }

    /// <summary>A file with one strip of pixels, not compressed.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="bands">1: gray, 2: gray and alpha, 3: RGB, 4: RGB and alpha, not multiplied.</param>
    /// <param name="bits">8 or 16.</param>
    /// <param name="samples">Row by row; values of 16 bits in little-endian order.</param>
    /// <param name="big">Whether the file has big-endian order.</param>
    /// <param name="more">Further entries.</param>
    public static byte[] Of(int width, int height, int bands, int bits, byte[] samples, bool big = false, params Entry[] more)
    {
        var pixels = (byte[])samples.Clone();
        for (var i = 0; big && bits == 16 && i < pixels.Length; i += 2)
        {
            (pixels[i], pixels[i + 1]) = (pixels[i + 1], pixels[i]);
        }

        List<byte> file = [.. big ? "MM\0*"u8 : "II*\0"u8, 0, 0, 0, 0, .. pixels];
        Put(file, 4, 4, (uint)file.Count, big);
        List<Entry> entries =
        [
            Long(256, (uint)width), Long(257, (uint)height), Short(258, [.. Enumerable.Repeat((uint)bits, bands)]), Short(259, 1),
            Short(262, bands < 3 ? 1u : 2),
            Long(273, 8), Short(277, (uint)bands), Long(278, (uint)height), Long(279, (uint)pixels.Length), .. more,
        ];
        if (bands is 2 or 4)
        {
            entries.Add(Short(338, 2));
        }

        Write(file, entries, big);
        return [.. file];
    }

    /// <summary>All entries of a file or block, by tag, those of further directories as "34853/2"; values as text.</summary>
    public static SortedDictionary<string, string> Read(ReadOnlySpan<byte> file)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var big = file[0] == 'M';
        Read(file, (int)Get(file, 4, 4, big), big, "", result);
        return result;
    }

    static void Read(ReadOnlySpan<byte> file, int at, bool big, string prefix, SortedDictionary<string, string> result)
    {
        for (var (i, field) = (0, at + 2); i < Get(file, at, 2, big); i++, field += 12)
        {
            var (tag, type, count) =
                ((ushort)Get(file, field, 2, big), (ushort)Get(file, field + 2, 2, big), (int)Get(file, field + 4, 4, big));
            if (tag is Exif or Gps)
            {
                Read(file, (int)Get(file, field + 8, 4, big), big, $"{prefix}{tag}/", result);
                continue;
            }

            var (size, numbers) = (SizeOf(type), type == Fraction ? 2 * count : count);
            var from = size * numbers <= 4 ? field + 8 : (int)Get(file, field + 8, 4, big);
            List<uint> values = [];
            for (var n = 0; n < numbers; n++)
            {
                values.Add(Get(file, from + n * size, size, big));
            }

            result[$"{prefix}{tag}"] = type == Ascii ? string.Concat(values.Select(v => (char)v)) : string.Join(' ', values);
        }
    }

    static void Write(List<byte> file, IEnumerable<Entry> entries, bool big)
    {
        Entry[] sorted = [.. entries.OrderBy(entry => entry.Tag)];
        var at = file.Count;
        file.AddRange(new byte[2 + 12 * sorted.Length + 4]);
        Put(file, at, 2, (uint)sorted.Length, big);
        for (var (i, field) = (0, at + 2); i < sorted.Length; i++, field += 12)
        {
            var (entry, size) = (sorted[i], SizeOf(sorted[i].Type));
            Put(file, field, 2, entry.Tag, big);
            Put(file, field + 2, 2, entry.Type, big);
            Put(file, field + 4, 4, (uint)(entry.Type == Fraction ? entry.Values.Length / 2 : entry.Values.Length), big);
            var place = field + 8;
            if (entry.Directory is not null || size * entry.Values.Length > 4)
            {
                file.AddRange(new byte[file.Count % 2]);
                place = file.Count;
                Put(file, field + 8, 4, (uint)place, big);
            }

            if (entry.Directory is { } directory)
            {
                Write(file, directory, big);
                continue;
            }

            if (place == file.Count)
            {
                file.AddRange(new byte[size * entry.Values.Length]);
            }

            for (var n = 0; n < entry.Values.Length; n++)
            {
                Put(file, place + n * size, size, entry.Values[n], big);
            }
        }
    }

    static int SizeOf(ushort type) => type switch { Int16 or 8 => 2, Int32 or 9 or Fraction => 4, _ => 1 };

    static void Put(List<byte> file, int at, int size, uint value, bool big)
    {
        for (var i = 0; i < size; i++)
        {
            file[at + i] = (byte)(value >> 8 * (big ? size - 1 - i : i));
        }
    }

    static uint Get(ReadOnlySpan<byte> file, int at, int size, bool big)
    {
        var value = 0u;
        for (var i = 0; i < size; i++)
        {
            value |= (uint)file[at + i] << 8 * (big ? size - 1 - i : i);
        }

        return value;
    }
}
