using System.Buffers.Binary;
using System.Text;

namespace PConv.MLNet.Training;

/// <summary>The symbol versions that a 64-bit little-endian ELF library requires of others (Linux Standard Base, "Symbol
/// Versioning").</summary>
static class ElfVersions
{
    const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    const ushort Weak = 0x2; // VER_FLG_WEAK: the loader accepts a library without the version

    /// <summary>Marks a required version as weak, in place.</summary>
    /// <param name="library">The bytes of the library.</param>
    /// <param name="version">The version, such as GLIBCXX_3.4.32.</param>
    /// <exception cref="InvalidDataException">The bytes are not such a library, or do not require the version.</exception>
    public static void MarkWeak(Span<byte> library, string version)
    {
        if (library.Length < 64 || !library[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("it is not a 64-bit little-endian ELF library");
        }

        var found = false;
        // e_shoff, e_shentsize, e_shnum
        var (table, size, count) =
            ((long)BinaryPrimitives.ReadUInt64LittleEndian(library[0x28..]), UInt16(library, 0x3a), UInt16(library, 0x3c));
        for (var index = 0; index < count; index++)
        {
            var section = table + index * size;
            if (UInt32(library, section + 4) == VersionNeeds)
            {
                var names = table + UInt32(library, section + 0x28) * size; // sh_link: index of the string table
                // sh_info: number of entries
                found |= MarkIn(library, Offset(library, section), (int)UInt32(library, section + 0x2c), Offset(library, names), version);
            }
        }

        if (!found)
        {
            throw new InvalidDataException($"it does not require {version}");
        }
    }

    static bool MarkIn(Span<byte> library, long need, int needs, long names, string version)
    {
        var found = false;
        for (; needs > 0; needs--, need += UInt32(library, need + 12)) // Elf64_Verneed: vn_cnt at 2, vn_aux at 8, vn_next at 12
        {
            var required = need + UInt32(library, need + 8);
            // Elf64_Vernaux: vna_flags at 4, vna_name at 8, vna_next at 12
            for (var left = UInt16(library, need + 2); left > 0; left--, required += UInt32(library, required + 12))
            {
                if (NameAt(library, names + UInt32(library, required + 8)) == version)
                {
                    var flags = Slice(library, required + 4, 2);
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | Weak));
                    found = true;
                }
            }
        }

        return found;
    }

    static string NameAt(Span<byte> library, long at)
    {
        var rest = Slice(library, at, library.Length - at);
        return Encoding.ASCII.GetString(rest[..Math.Max(0, rest.IndexOf((byte)0))]);
    }

    // sh_offset
    static long Offset(Span<byte> library, long section) =>
        (long)BinaryPrimitives.ReadUInt64LittleEndian(Slice(library, section + 0x18, 8));

    static uint UInt32(Span<byte> library, long at) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(library, at, 4));

    static ushort UInt16(Span<byte> library, long at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(library, at, 2));

    static Span<byte> Slice(Span<byte> library, long at, long length) => at >= 0 && length >= 0 && at + length <= library.Length
        ? library.Slice((int)at, (int)length)
        : throw new InvalidDataException("it is truncated");
}
