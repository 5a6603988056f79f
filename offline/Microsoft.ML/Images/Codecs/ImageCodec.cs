using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>Files to images and back, by the first bytes and by the extension; null for what is not supported or not valid.</summary>
static class ImageCodec
{
    public static MLImage Decode(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return JpegCodec.Decode(file);
        if (file.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return PngCodec.Decode(file);
        if (file.StartsWith("RIFF"u8) && file.Length > 12 && file[8..].StartsWith("WEBP"u8))
            return WebpCodec.Decode(file);
        return null;
    }

    public static byte[] Encode(MLImage image, string extension) => extension.ToUpperInvariant() switch
    {
        ".PNG" => PngCodec.Encode(image),
        ".JPG" or ".JPEG" => JpegCodec.Encode(image),
        ".WEBP" => WebpCodec.Encode(image),
        _ => null
    };

    /// <summary>Room for the pixels, or null if a header claims more than an array holds: nothing is allocated for it.</summary>
    public static byte[] Allocate(long width, long height)
        => width <= 0 || height <= 0 || width > Array.MaxLength / 4 / height ? null : new byte[width * height * 4];

    /// <summary>Says which package to install where a library is missing.</summary>
    public static void Require(string library, string package)
    {
        if (!NativeLibrary.TryLoad(library, out _))
            throw new InvalidOperationException($"{library} is missing: the offline stand-in for Microsoft.ML decodes images with it. Install the Debian package {package}.");
    }
}
