using System.Buffers.Binary;

namespace PConv.MLNet.Images;

/// <summary>The entries of TIFF files (TIFF 6.0, section 2) that describe the image but not how its pixels are stored: camera, date,
/// author, place, resolution.</summary>
/// <remarks>An EXIF block is a TIFF file without pixels, so entries can be converted in both directions. libvips supports only a few of
/// them.</remarks>
static class TiffDirectory
{
    const int EntryLength = 12, HeaderLength = 8, MaxDepth = 3;
    const int MaxEntries = 4096;
    const ushort Orientation = 274, Rational = 5, UInt32Type = 4, Undefined = 7;
    const ushort Iptc = 33723, Resources = 34377, Layers = 37724; // the last two are Photoshop's

    /// <summary>Bytes per value of each type.</summary>
    static readonly int[] Sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

    /// <summary>Entries that point to a directory: EXIF, GPS, interoperability.</summary>
    static readonly ushort[] Directories = [34665, 34853, 40965];

    /// <summary>Entries of a resolution: x, y, unit.</summary>
    static readonly ushort[] Resolution = [282, 283, 296];

    /// <summary>Entries for pixel storage, and those that libvips preserves itself (XMP, profile).</summary>
    static readonly HashSet<ushort> Storage =
    [
        .. Enumerable.Range(254, 13).Select(t => (ushort)t), 273, Orientation, 277, 278, 279, 280, 281, 284, .. Enumerable.Range(288, 6)
        .Select(t => (ushort)t), 317,
        .. Enumerable.Range(320, 10).Select(t => (ushort)t), .. Enumerable.Range(330, 18).Select(t => (ushort)t), 351,
        .. Enumerable.Range(512, 20).Select(t => (ushort)t), 532, 559,
        700, 34675,
    ];

    sealed record Entry(ushort Tag, ushort Type, uint Count, byte[] Data, List<Entry>? Directory);

    /// <summary>The entries of a TIFF file as an EXIF block; empty if there are none or for BigTIFF files.</summary>
    public static byte[] BlockOf(ReadOnlySpan<byte> file)
    {
        var entries = Parse(file).FindAll(entry => !Storage.Contains(entry.Tag) && entry.Tag != Layers)
            .ConvertAll(entry => entry.Tag == Resources ? entry with { Data = PhotoshopResources.WithoutThumbnails(entry.Data) } : entry)
            .ConvertAll(entry => entry.Tag == Resources ? entry with { Count = (uint)entry.Data.Length } : entry);
        List<byte> block = [.. "II*\0"u8, HeaderLength, 0, 0, 0];
        Write(block, entries);
        return [.. block];
    }

    /// <summary>Whether a block has no entries.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> block) => Parse(block).Count == 0;

    /// <summary>Whether the file ends before the values of an entry, which libvips leaves out without an error.</summary>
    /// <param name="file">A TIFF file.</param>
    /// <param name="below">Whether the directories to which the first one points are asked for, rather than the first.</param>
    public static bool IsCut(ReadOnlySpan<byte> file, bool below)
    {
        var little = file.StartsWith("II*\0"u8);
        foreach (var entry in Parse(file, keepsData: false))
        {
            if (below ? Directories.Contains(entry.Tag) && IsCut(file, UInt32(entry.Data, little), little) : IsCut(file, entry, little))
            {
                return true;
            }
        }

        return false;
    }

    static bool IsCut(ReadOnlySpan<byte> file, uint at, bool little)
    {
        foreach (var entry in Parse(file, at, little, keepsData: false, depth: 1))
        {
            if (IsCut(file, entry, little))
            {
                return true;
            }
        }

        return at + 2L > file.Length || at + 2L + EntryLength * UInt16(file[(int)at..], little) > file.Length;
    }

    static bool IsCut(ReadOnlySpan<byte> file, Entry entry, bool little) =>
        entry.Type < Sizes.Length && (long)entry.Count * Sizes[entry.Type] is > 4 and var length
        && UInt32(entry.Data, little) + length > file.Length;

    /// <summary>Whether Photoshop's layers are in the file, which show the image as it was.</summary>
    public static bool HasLayers(ReadOnlySpan<byte> file) => Parse(file, keepsData: false).Exists(entry => entry.Tag == Layers);

    /// <summary>Where the value of an entry of the first directory stands that fits in the entry; null if there is none.</summary>
    public static int? PlaceOf(ReadOnlySpan<byte> block, ushort tag) =>
        Parse(block, keepsData: false).FindIndex(entry => entry.Tag == tag) is >= 0 and var i
            ? (int)UInt32(block[4..], block[0] == 'I') + 2 + EntryLength * i + 8 : null;

    /// <summary>Clears the bytes of the image that the second directory describes, and the link to it.</summary>
    public static void RemoveThumbnail(Span<byte> block)
    {
        var little = block.StartsWith("II*\0"u8);
        if (Parse(block, keepsData: false) is not { Count: > 0 } first)
        {
            return;
        }

        var link = UInt32(block[4..], little) + 2L + EntryLength * first.Count;
        if (link + 4 > block.Length)
        {
            return;
        }

        var second = Parse(block, UInt32(block[(int)link..], little), little, keepsData: false, depth: 0);
        foreach (var (start, size) in ((ushort, ushort)[])[(513, 514), (273, 279)]) // a JPEG file; one strip of pixels
        {
            if (second.Find(entry => entry.Tag == start) is { } from && second.Find(entry => entry.Tag == size) is { } length
                && (long)UInt32(from.Data, little) + UInt32(length.Data, little) <= block.Length)
            {
                block.Slice((int)UInt32(from.Data, little), (int)UInt32(length.Data, little)).Clear();
            }
        }

        block.Slice((int)link, 4).Clear();
    }

    /// <summary>Replaces the entries of a TIFF file, as written by libvips on this machine, by those of an EXIF block.</summary>
    /// <param name="file">The file.</param>
    /// <param name="block">The entries.</param>
    /// <param name="iptc">IPTC records, for blocks that have none; null for none.</param>
    /// <param name="keepsResolution">Whether to keep the file's resolution; false if it is the placeholder that libvips writes for an
    /// unknown one.</param>
    public static byte[] Insert(byte[] file, byte[] block, byte[]? iptc, bool keepsResolution)
    {
        if (!file.AsSpan().StartsWith("II*\0"u8))
        {
            return file;
        }

        // files with other units are not readable
        var theirs = Parse(block)
            .FindAll(entry => !Storage.Contains(entry.Tag) && (entry.Tag != Resolution[^1] || entry.Data is [>= 1 and <= 3, 0]));
        theirs.AddRange(iptc is null || theirs.Exists(entry => entry.Tag == Iptc) ? []
            : [new(Iptc, Undefined, (uint)iptc.Length, iptc, null)]);
        var own = Parse(file, keepsData: false)
            .FindAll(entry => (keepsResolution || !Resolution.Contains(entry.Tag)) && theirs.TrueForAll(other => other.Tag != entry.Tag));
        List<byte> result = [.. file, .. file.Length % 2 == 0 ? [] : new byte[1]];
        var at = result.Count;
        Write(result, [.. own.Concat(theirs).OrderBy(entry => entry.Tag)]);
        byte[] whole = [.. result];
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), at);
        return whole;
    }

    /// <summary>The entries of the first directory, with values in little-endian order.</summary>
    /// <param name="file">A TIFF file or an EXIF block.</param>
    /// <param name="keepsData">Whether values are read; if not, entries are returned as stored, with their offsets in the file.</param>
    static List<Entry> Parse(ReadOnlySpan<byte> file, bool keepsData = true)
    {
        var little = file.StartsWith("II*\0"u8);
        return file.Length < HeaderLength || !little && !file.StartsWith("MM\0*"u8) ? []
            : Parse(file, UInt32(file[4..], little), little, keepsData, 0);
    }

    static List<Entry> Parse(ReadOnlySpan<byte> file, uint at, bool little, bool keepsData, int depth)
    {
        List<Entry> entries = [];
        if (depth >= MaxDepth || at + 2L > file.Length)
        {
            return entries;
        }

        var count = Math.Min(MaxEntries, (int)UInt16(file[(int)at..], little));
        for (var i = 0; i < count && at + 2L + EntryLength * (i + 1L) <= file.Length; i++)
        {
            var field = file.Slice((int)at + 2 + EntryLength * i, EntryLength);
            var (tag, type, values) = (UInt16(field, little), UInt16(field[2..], little), UInt32(field[4..], little));
            if (!keepsData)
            {
                entries.Add(new(tag, type, values, field[8..].ToArray(), null));
            }
            else if (Directories.Contains(tag))
            {
                entries.Add(new(tag, UInt32Type, 1, [], Parse(file, UInt32(field[8..], little), little, true, depth + 1)));
            }
            else if (type < Sizes.Length && Sizes[type] > 0 && DataOf(file, field, (long)values * Sizes[type], little) is { } data)
            {
                entries.Add(new(tag, type, values, little ? data : Swapped(data, type), null));
            }
        }

        return entries;
    }

    /// <summary>An entry's values: inside the entry if they fit in four bytes, elsewhere in the file otherwise; null if they would be
    /// outside the file.</summary>
    static byte[]? DataOf(ReadOnlySpan<byte> file, ReadOnlySpan<byte> field, long length, bool little)
    {
        var at = length <= 4 ? 0 : UInt32(field[8..], little);
        return length <= 4 ? field.Slice(8, (int)length).ToArray() : at + length > file.Length ? null
            : file.Slice((int)at, (int)length).ToArray();
    }

    static byte[] Swapped(byte[] data, ushort type)
    {
        var size = type is Rational or 10 ? 4 : Sizes[type]; // a fraction is two numbers
        for (var i = 0; i + size <= data.Length; i += size)
        {
            data.AsSpan(i, size).Reverse();
        }

        return data;
    }

    /// <summary>Appends a directory and then the data its entries point to.</summary>
    static void Write(List<byte> file, List<Entry> entries)
    {
        var at = file.Count;
        file.AddRange(new byte[2 + EntryLength * entries.Count + 4]);
        Put16(file, at, (ushort)entries.Count);
        for (var (i, field) = (0, at + 2); i < entries.Count; i++, field += EntryLength)
        {
            var entry = entries[i];
            Put16(file, field, entry.Tag);
            Put16(file, field + 2, entry.Type);
            Put32(file, field + 4, entry.Count);
            if (entry.Directory is null && entry.Data.Length <= 4)
            {
                for (var b = 0; b < entry.Data.Length; b++)
                {
                    file[field + 8 + b] = entry.Data[b];
                }

                continue;
            }

            file.AddRange(new byte[file.Count % 2]);
            Put32(file, field + 8, (uint)file.Count);
            if (entry.Directory is { } directory)
            {
                Write(file, directory);
            }
            else
            {
                file.AddRange(entry.Data);
            }
        }
    }

    static void Put16(List<byte> file, int at, ushort value) => (file[at], file[at + 1]) = ((byte)value, (byte)(value >> 8));

    static void Put32(List<byte> file, int at, uint value)
    {
        Put16(file, at, (ushort)value);
        Put16(file, at + 2, (ushort)(value >> 16));
    }

    /// <summary>A number in either byte order.</summary>
    public static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    /// <summary>A number in either byte order.</summary>
    public static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
