using Microsoft.ML.Data;
using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>Reads and writes picture files, and refuses what cannot be read whole before any work is done on it.</summary>
/// <remarks>A JPEG is turned upright as its EXIF orientation says, so that it lies as viewers and browsers show it: sizes are those of the upright picture.</remarks>
public static class ImageFile
{
    /// <summary>Largest area that is decoded: 268 million pixels, 1 GiB at four bytes a pixel.</summary>
    public const long MaxPixels = 1L << 28;

    const int HeaderBytes = 1 << 16;

    /// <summary>The file name extensions of pictures that can be read and written.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".png", ".webp"];

    /// <summary>Whether a path has one of the <see cref="Extensions"/>.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Decodes a JPEG, PNG or WebP file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Empty, not a picture, broken off, or larger than <see cref="MaxPixels"/>; the message says which.</exception>
    public static MLImage Read(string path)
    {
        EnsureExists(path);
        return Decode(File.ReadAllBytes(path), path);
    }

    /// <summary>Decodes the colours of a JPEG, PNG or WebP file; nothing is left to dispose of.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static RgbImage ReadRgb(string path)
    {
        using var image = Read(path);
        return image.ToRgbImage();
    }

    /// <summary>Reads the size of a JPEG, PNG or WebP file from its header, without decoding it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Empty, not a picture, or larger than <see cref="MaxPixels"/>; the message says which.</exception>
    public static ImageSize ReadSize(string path)
    {
        EnsureExists(path);
        var start = new byte[HeaderBytes];
        using (var file = File.OpenRead(path))
        {
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }

        return SizeOf(ImageHeader.Read(start) is null ? File.ReadAllBytes(path) : start, path); // a JPEG's size stands behind its profiles and previews
    }

    /// <summary>Reads the size of a JPEG, PNG or WebP file in memory from its header, without decoding it.</summary>
    /// <param name="file">The whole file, or as much of it as holds the header.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">Empty, not a picture, or larger than <see cref="MaxPixels"/>; the message says which.</exception>
    public static ImageSize SizeOf(ReadOnlySpan<byte> file, string name)
    {
        var header = CheckedHeader(file, name);
        return ExifOrientation.ExchangesSides(ExifOrientation.Read(file)) ? new(header.Height, header.Width) : new(header.Width, header.Height);
    }

    /// <summary>Decodes a JPEG, PNG or WebP file in memory.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What messages call it, and the image's tag.</param>
    /// <exception cref="InvalidDataException">Empty, not a picture, broken off, or larger than <see cref="MaxPixels"/>; the message says which.</exception>
    public static MLImage Decode(byte[] file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        Check(file, name);
        try
        {
            var image = Upright(MLImage.CreateFromStream(new MemoryStream(file, writable: false)), ExifOrientation.Read(file));
            image.Tag = name;
            return image;
        }
        catch (Exception e) when (e is ArgumentException || e.GetType() == typeof(Exception)) // SkiaSharp's, where it cannot allocate the pixels
        {
            throw new InvalidDataException($"'{name}' is damaged and cannot be decoded. Save it again from its source.", e);
        }
    }

    /// <summary>Encodes by the path's extension, under a temporary name until the file is whole. JPEG and lossy WebP change known pixels; PNG does not.</summary>
    /// <remarks>An opaque PNG is written by <see cref="PngWriter"/>, which is quicker than ML.NET's codec and leaves smaller files.</remarks>
    /// <exception cref="ArgumentException">The extension is none of <see cref="Extensions"/>.</exception>
    public static void Write(MLImage image, string path)
    {
        ArgumentNullException.ThrowIfNull(image);
        EnsureWritable(path);
        if (Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase) && image.IsOpaque())
        {
            PngWriter.Write(image.ToRgbImage(), path);
            return;
        }

        AtomicFile.Write(path, image.Save);
    }

    /// <summary>Refuses a path that <see cref="Write"/> could not encode.</summary>
    public static void EnsureWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!IsImage(path))
        {
            throw new ArgumentException($"'{path}' has no extension of a picture. End it with {string.Join(", ", Extensions)}.");
        }
    }

    static MLImage Upright(MLImage stored, int orientation)
    {
        if (orientation == ExifOrientation.Upright)
        {
            return stored;
        }

        using (stored)
        {
            return ExifOrientation.Turn(stored, orientation);
        }
    }

    static void EnsureExists(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new FileNotFoundException($"'{path}' is a folder, expected a picture file.", path);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no picture '{path}'. Check the path.", path);
        }
    }

    static void Check(ReadOnlySpan<byte> bytes, string name)
    {
        if (CheckedHeader(bytes, name) is { IsComplete: false } header)
        {
            throw new InvalidDataException($"'{name}' is a {header.Format} file that breaks off before its end. Copy it again from its source.");
        }
    }

    static ImageHeader CheckedHeader(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.IsEmpty)
        {
            throw new InvalidDataException($"'{name}' is empty (0 bytes). Save it again from its source.");
        }

        var header = ImageHeader.Read(bytes)
            ?? throw new InvalidDataException($"'{name}' is no JPEG, PNG or WebP picture. Convert it to one of these.");
        if ((long)header.Width * header.Height > MaxPixels)
        {
            throw new InvalidDataException(
                $"'{name}' claims {header.Width}×{header.Height} pixels, more than the {MaxPixels:N0} that are read. Scale or cut it first.");
        }

        return header;
    }
}
