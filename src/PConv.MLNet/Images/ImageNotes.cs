using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NetVips;

namespace PConv.MLNet.Images;

/// <summary>What a file has and its copies do not.</summary>
static class ImageNotes
{
    /// <summary>Chunks of WebP files that are kept, or told otherwise.</summary>
    static readonly string[] Understood = ["VP8", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF", "XMP"];

    /// <summary>Whether samples are written with the color type and depth of a PNG file (IHDR: bytes 24 and 25 of the file).</summary>
    public static bool IsAsWritten(byte[] png, Image samples) => png[24] == (samples.Format == Enums.BandFormat.Ushort ? 16 : 8)
        && png[25] == samples.Bands switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 };

    /// <summary>What a file has and its copies do not, as the rest of a sentence that begins with its name.</summary>
    public static IEnumerable<string> Of(byte[] file, ImageFormat format, Image stored, Image samples, JpegSettings jpeg)
    {
        var frames = format == ImageFormat.Png ? PngChunks.Frames(file) : stored.Contains("n-pages") ? (int)stored.Get("n-pages") : 1;
        if (frames > 1)
        {
            yield return $"has {frames} {(format == ImageFormat.Tiff ? "pages" : "frames")}; only the first is read.";
        }

        if (jpeg.HasFurtherImages)
        {
            yield return "has further images beside the first, which is the only one that is read.";
        }

        if (jpeg.LeftOut.Length > 0)
        {
            yield return $"has segments that are left out: {string.Join(", ", jpeg.LeftOut.Distinct())}.";
        }

        if (!jpeg.HasFurtherImages && BytesBehind(file, format) is > 0 and var bytes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"has {bytes:N0} bytes behind the image, which are left out.");
        }

        if (stored.Interpretation == Enums.Interpretation.Cmyk)
        {
            yield return "has CMYK colors, which are converted to sRGB.";
        }

        if (format == ImageFormat.Tiff && TiffDirectory.HasLayers(file))
        {
            yield return "has Photoshop's layers, which are left out.";
        }

        if (format == ImageFormat.Tiff && TiffDirectory.IsCut(file, below: true))
        {
            yield return "has damaged EXIF entries, which are left out.";
        }

        if (format == ImageFormat.Tiff && file.AsSpan(2, 2).Contains((byte)'+'))
        {
            yield return "is a BigTIFF file, from which fields such as author, date and camera are not read.";
        }

        var chunks = format == ImageFormat.Png ? PngChunks.LeftOut(file, IsAsWritten(file, samples))
            : format == ImageFormat.WebP ? [.. ChunksOfWebP(file).Except(Understood)] : [];
        if (chunks.Length > 0)
        {
            yield return $"has chunks that are left out: {string.Join(", ", chunks)}.";
        }
    }

    /// <summary>Types of the chunks of a WebP file (RFC 9649, section 2.3).</summary>
    static IEnumerable<string> ChunksOfWebP(byte[] file)
    {
        for (var at = 12L; at + 8 <= file.Length; at += 8 + (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan((int)at + 4)) + 1L & ~1L))
        {
            if (at < 8L + BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)))
            {
                yield return Encoding.Latin1.GetString(file, (int)at, 4).Trim();
            }
        }
    }

    /// <summary>Number of bytes behind the image, such as a film or an archive; 0 if they are only filler.</summary>
    static int BytesBehind(byte[] file, ImageFormat format)
    {
        var length = format switch
        {
            ImageFormat.Jpeg => JpegSettings.LengthOf(file),
            ImageFormat.Png => PngChunks.LengthOf(file),
            ImageFormat.WebP => (int)Math.Min(file.Length, 8L + BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4))),
            _ => file.Length,
        };
        ReadOnlySpan<byte> filler = [0, byte.MaxValue, (byte)'\r', (byte)'\n'];
        return length > 0 && file.AsSpan(length).ContainsAnyExcept(filler) ? file.Length - length : 0;
    }
}
