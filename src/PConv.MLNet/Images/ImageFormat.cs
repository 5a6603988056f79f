namespace PConv.MLNet.Images;

/// <summary>The supported image file formats.</summary>
public enum ImageFormat
{
    /// <summary>Lossy, 8 bits, without transparency.</summary>
    Jpeg,

    /// <summary>Lossless, 8 or 16 bits.</summary>
    Png,

    /// <summary>Lossy or lossless, 8 bits.</summary>
    WebP,

    /// <summary>Lossless when written here, 8 or 16 bits.</summary>
    Tiff,
}

/// <summary>Detects formats by a file's first bytes or by its name.</summary>
static class ImageFormats
{
    /// <summary>Number of bytes at a file's start needed to detect its format.</summary>
    public const int SignatureLength = 12;

    const string Known = "JPEG, PNG, WebP or TIFF";

    /// <summary>The extensions of each format.</summary>
    static readonly (string Extension, ImageFormat Format)[] All =
    [
        (".jpg", ImageFormat.Jpeg), (".jpeg", ImageFormat.Jpeg), (".jfif", ImageFormat.Jpeg), (".jpe", ImageFormat.Jpeg),
        (".png", ImageFormat.Png), (".webp", ImageFormat.WebP), (".tif", ImageFormat.Tiff), (".tiff", ImageFormat.Tiff),
    ];

    public static IReadOnlyList<string> Extensions { get; } = [.. All.Select(entry => entry.Extension)];

    /// <summary>Name of a format in messages.</summary>
    public static string NameOf(ImageFormat format) =>
        format is ImageFormat.WebP ? nameof(ImageFormat.WebP) : format.ToString().ToUpperInvariant();

    /// <summary>The longest side that an encoder takes.</summary>
    public static int MaxSideOf(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => 65_500,
        ImageFormat.WebP => 16_383,
        _ => int.MaxValue,
    };

    /// <summary>The format for a path's extension, or null.</summary>
    public static ImageFormat? FromExtension(string path)
    {
        var extension = Path.GetExtension(path);
        return Array.FindIndex(All, entry => entry.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase)) is >= 0 and var i
            ? All[i].Format : null;
    }

    /// <summary>The format of a file that begins with these bytes.</summary>
    /// <param name="start">The whole file, or its first bytes.</param>
    /// <param name="name">Name used in messages.</param>
    /// <exception cref="InvalidDataException">The file is empty or has no supported format; the message names common unsupported
    /// formats.</exception>
    public static ImageFormat OfContent(ReadOnlySpan<byte> start, string name)
    {
        if (start.IsEmpty)
        {
            throw new InvalidDataException($"'{name}' is empty (0 bytes). Save it again from its source.");
        }

        return start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ImageFormat.Jpeg
            : start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? ImageFormat.Png
            : start.StartsWith("RIFF"u8) && IsAt(start, 8, "WEBP"u8) ? ImageFormat.WebP
            : start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8)
            ? ImageFormat.Tiff
            : throw new InvalidDataException(NameOf(start) is { } other
                ? $"'{name}' is {(other[0] == 'A' ? "an" : "a")} {other} image, which is not read. Convert it to {Known}."
                : $"'{name}' is no {Known} image. Convert it to one of these.");
    }

    static string? NameOf(ReadOnlySpan<byte> start) =>
        IsAt(start, 4, "ftypavi"u8) ? "AVIF"
        : IsAt(start, 4, "ftyphei"u8) || IsAt(start, 4, "ftyphev"u8) || IsAt(start, 4, "ftypmif"u8) || IsAt(start, 4, "ftypmsf"u8) ? "HEIC"
        : start.StartsWith("BM"u8) ? "BMP"
        : start.StartsWith("GIF8"u8) ? "GIF"
        : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || IsAt(start, 4, "JXL "u8) ? "JPEG XL"
        : IsAt(start, 4, "jP  "u8) || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]) ? "JPEG 2000"
        : start.StartsWith("8BPS"u8) ? "Photoshop (PSD)"
        : start.StartsWith("%PDF"u8) ? "PDF"
        : null;

    static bool IsAt(ReadOnlySpan<byte> start, int place, ReadOnlySpan<byte> text) =>
        start.Length >= place + text.Length && start[place..].StartsWith(text);
}
