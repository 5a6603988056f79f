using System.Buffers.Binary;

namespace PConv.MLNet.Images;

/// <summary>The EXIF block of an image file: a TIFF structure (EXIF 2.32, section 4.5) that is copied between files byte by byte.</summary>
/// <remarks>libvips reads it, but when writing it drops unknown entries and adds its own.</remarks>
static class ExifBlock
{
    const ushort OrientationTag = 0x0112;
    const int MaxJpegSegment = 65533;
    const byte App1 = 0xE1;

    static ReadOnlySpan<byte> JpegPrefix => "Exif\0\0"u8;

    static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    /// <summary>The block without its JPEG prefix and without previews, and with the orientation set to upright like the
    /// pixels.</summary>
    public static byte[] Upright(ReadOnlySpan<byte> block)
    {
        var tiff = WithoutPreviews(block.StartsWith(JpegPrefix) ? block[JpegPrefix.Length..] : block);
        if (TiffDirectory.PlaceOf(tiff, OrientationTag) is { } at)
        {
            (tiff[at], tiff[at + 1]) = tiff[0] == 'I' ? ((byte)1, (byte)0) : ((byte)0, (byte)1);
        }

        return tiff;
    }

    /// <summary>The block without images in it, which would show what was filled: the thumbnail, with its directory (EXIF 2.32, section
    /// 4.5.8), and the JPEG files in makers' notes.</summary>
    public static byte[] WithoutPreviews(ReadOnlySpan<byte> block)
    {
        var tiff = block.ToArray();
        TiffDirectory.RemoveThumbnail(tiff.AsSpan(block.StartsWith(JpegPrefix) ? JpegPrefix.Length : 0));
        ClearJpegs(tiff);
        return tiff;
    }

    /// <summary>Clears the bytes of JPEG files among others.</summary>
    public static void ClearJpegs(Span<byte> bytes)
    {
        for (int at = 0, next; (next = bytes[at..].IndexOf(JpegStart)) >= 0;)
        {
            at += next;
            var preview = bytes.Slice(at, JpegSettings.LengthOf(bytes[at..]));
            preview.Clear();
            at += Math.Max(preview.Length, JpegStart.Length);
        }
    }

    /// <summary>Inserts the block into a JPEG, PNG or WebP file; returns the file unchanged if the block is too long for it.</summary>
    public static byte[] Insert(byte[] file, ImageFormat format, byte[] block) => format switch
    {
        ImageFormat.Jpeg when Fits(format, block) => InsertIntoJpeg(file, block),
        ImageFormat.Png => PngChunks.Insert(file, PngChunks.Make("eXIf"u8, block)),
        ImageFormat.WebP => InsertIntoWebP(file, block),
        _ => file,
    };

    /// <summary>Whether a format can store the block: JPEG segments are limited to 64 KiB.</summary>
    public static bool Fits(ImageFormat format, byte[] block) =>
        format != ImageFormat.Jpeg || JpegPrefix.Length + block.Length <= MaxJpegSegment;

    /// <summary>Inserts after the JFIF header, if there is one.</summary>
    static byte[] InsertIntoJpeg(byte[] file, byte[] block)
    {
        var length = 2 + JpegPrefix.Length + block.Length;
        return JpegSettings.Insert(file, [0xFF, App1, (byte)(length >> 8), (byte)length, .. JpegPrefix, .. block]);
    }

    /// <summary>Appends the chunk and sets its flag in the extended header (VP8X), which is added if missing.</summary>
    static byte[] InsertIntoWebP(byte[] file, byte[] block)
    {
        const byte exifFlag = 8, alphaFlag = 16;
        var isExtended = file.AsSpan(12).StartsWith("VP8X"u8);
        byte[] header = isExtended ? file[12..30] : [.. "VP8X"u8, 10, 0, 0, 0, .. new byte[10]];
        if (!isExtended)
        {
            var isLossless = file.AsSpan(12).StartsWith("VP8L"u8); // its bits: 14 of width - 1, 14 of height - 1, alpha
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(21));
            var width = isLossless ? bits & 0x3FFF : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(26)) - 1u & 0x3FFF;
            var height = isLossless ? bits >> 14 & 0x3FFF : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(28)) - 1u & 0x3FFF;
            header[8] = isLossless && (bits >> 28 & 1) == 1 ? alphaFlag : (byte)0;
            (header[12], header[13], header[15], header[16]) = ((byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8));
        }

        header[8] |= exifFlag;
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, block.Length);
        byte[] result =
            [.. file.AsSpan(0, 12), .. header, .. file.AsSpan(isExtended ? 30 : 12), .. "EXIF"u8, .. length, .. block,
                .. block.Length % 2 == 0 ? [] : new byte[1]];
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(4), result.Length - 8);
        return result;
    }
}
