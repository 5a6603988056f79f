using System.Security.Cryptography;
using System.Text;

namespace PConv.MLNet.Masks;

/// <summary>SHA-256 checksums of masks, independent of the image format they are stored in.</summary>
static class MaskChecksum
{
    /// <summary>The SHA-256 of a mask as a raw PBM file (P4): 1 = hole, eight pixels per byte, highest bit first, each row padded with
    /// zeros.</summary>
    /// <returns>64 hexadecimal digits, lower case.</returns>
    public static string Compute(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var header = Encoding.ASCII.GetBytes($"P4\n{mask.Width} {mask.Height}\n");
        var stride = (mask.Width + 7) / 8;
        var file = new byte[header.Length + stride * mask.Height];
        header.CopyTo(file, 0);
        for (var y = 0; y < mask.Height; y++)
        {
            var row = file.AsSpan(header.Length + y * stride, stride);
            var valid = mask.Valid.Slice(y * mask.Width, mask.Width);
            for (var x = 0; x < valid.Length; x++)
            {
                row[x / 8] |= (byte)(1 - valid[x] << 7 - x % 8);
            }
        }

        return Hex(file);
    }

    /// <summary>The SHA-256 of a list of files and their checksums in the format of <c>sha256sum</c>: one line "checksum, two blanks, file"
    /// per file.</summary>
    internal static string OfList(IEnumerable<MaskSetFile> files) =>
        Hex(Encoding.UTF8.GetBytes(string.Concat(files.Select(f => $"{f.Sha256}  {f.File}\n"))));

    static string Hex(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
