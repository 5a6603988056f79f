using System.Buffers.Binary;

namespace PConv.MLNet.Core;

/// <summary>What the first bytes of an image file say, read without decoding: its format, its size and whether the file ends where it should.</summary>
/// <param name="Format">JPEG, PNG or WebP.</param>
/// <param name="Width">Width in pixels as the file claims it.</param>
/// <param name="Height">Height in pixels as the file claims it.</param>
/// <param name="IsComplete">False if the file breaks off before its end marker.</param>
public sealed record ImageHeader(string Format, int Width, int Height, bool IsComplete)
{
    /// <summary>Reads the header of a file's bytes; null if it is no JPEG, PNG or WebP.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg(file)
        : file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? Png(file)
        : file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8) ? WebP(file)
        : null;

    /// <summary>Segments up to the frame header (SOF) give the size; after the scan begins (SOS), an end marker (EOI) must follow.</summary>
    static ImageHeader? Jpeg(ReadOnlySpan<byte> file)
    {
        var (width, height) = (0, 0);
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF;)
        {
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++; // fill byte
                continue;
            }

            if (marker == 0xDA)
            {
                return width == 0 ? null : new("JPEG", width, height, file[at..].IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0);
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && at + 9 <= file.Length)
            {
                height = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]);
                width = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]);
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        return width == 0 ? null : new("JPEG", width, height, IsComplete: false);
    }

    static ImageHeader? Png(ReadOnlySpan<byte> file) => file.Length < 24
        ? null
        : new("PNG",
            (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(file[16..])),
            (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(file[20..])),
            file.LastIndexOf("IEND"u8) >= 0);

    /// <summary>The three kinds of a WebP file: lossy (VP8), lossless (VP8L) and extended (VP8X).</summary>
    static ImageHeader? WebP(ReadOnlySpan<byte> file)
    {
        var chunk = file.Length < 25 ? [] : file[12..16];
        if (file.Length < (chunk.SequenceEqual("VP8L"u8) ? 25 : 30))
        {
            return null;
        }

        var complete = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L <= file.Length;
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(file[21..]);
        return chunk.SequenceEqual("VP8 "u8)
            ? new("WebP", BinaryPrimitives.ReadUInt16LittleEndian(file[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(file[28..]) & 0x3FFF, complete)
            : chunk.SequenceEqual("VP8L"u8)
                ? new("WebP", (int)(bits & 0x3FFF) + 1, (int)(bits >> 14 & 0x3FFF) + 1, complete)
                : chunk.SequenceEqual("VP8X"u8)
                    ? new("WebP", 1 + UInt24(file[24..]), 1 + UInt24(file[27..]), complete)
                    : null;

        static int UInt24(ReadOnlySpan<byte> b) => b[0] | b[1] << 8 | b[2] << 16;
    }
}
