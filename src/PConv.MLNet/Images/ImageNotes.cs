using NetVips;

namespace PConv.MLNet.Images;

/// <summary>What a file has and its copies do not.</summary>
static class ImageNotes
{
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

        if (format == ImageFormat.Png && PngChunks.LeftOut(file, IsAsWritten(file, samples)) is { Length: > 0 } chunks)
        {
            yield return $"has chunks that are left out: {string.Join(", ", chunks)}.";
        }
    }
}
