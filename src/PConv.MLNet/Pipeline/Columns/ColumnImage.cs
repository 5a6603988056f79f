using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>An image copied from a row: its colors, and the data needed to return it in its original form.</summary>
/// <remarks>A copy, because ML.NET's values are only valid until the next row is read.</remarks>
sealed class ColumnImage
{
    /// <summary>Alpha mask; alpha is the highest byte in BGRA and in RGBA.</summary>
    public const uint Opaque = 0xFF000000;

    readonly byte[]? alpha; // null if fully opaque
    readonly MLPixelFormat format;
    ImageFile? file; // the file the image was read from, if any
    // original premultiplied pixels of a translucent MLImage, kept because converting back from Colors loses precision
    uint[]? multiplied;

    ColumnImage(RgbImage colors, byte[]? alpha, MLPixelFormat format, string? tag) =>
        (Colors, this.alpha, this.format, Tag) = (colors, alpha, format, tag);

    /// <summary>An opaque image.</summary>
    public ColumnImage(RgbImage colors)
        : this(colors, null, MLPixelFormat.Rgba32, null)
    {
    }

    /// <summary>R, G, B without alpha.</summary>
    public RgbImage Colors { get; }

    /// <summary>Name of the source file, if known.</summary>
    public string? Tag { get; }

    /// <summary>Copies an image. The source may be disposed afterwards.</summary>
    public static ColumnImage From(MLImage image)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(image.Pixels);
        if (image.IsOpaque())
        {
            return new(image.ToRgbImage(), null, image.PixelFormat, image.Tag);
        }

        var alpha = new byte[pixels.Length];
        for (var i = 0; i < alpha.Length; i++)
        {
            alpha[i] = (byte)(pixels[i] >> 24);
        }

        return new(image.ToRgbImage(), alpha, image.PixelFormat, image.Tag) { multiplied = pixels.ToArray() };
    }

    /// <summary>Takes the 8-bit colors of a file.</summary>
    public static ColumnImage From(ImageFile file) => new(file.Colors, file.Opacity, MLPixelFormat.Bgra32, file.Name) { file = file };

    /// <summary>Row-major alpha plane, 255 = opaque; null if the image is fully opaque.</summary>
    public byte[]? Opacity => alpha;

    /// <summary>The mask in the alpha channel: pixels with alpha below <paramref name="threshold"/> are holes.</summary>
    public Mask ToMaskOfAlpha(byte threshold) => alpha is null
        ? Mask.AllValid(Colors.Width, Colors.Height)
        : Mask.FromGray(Colors.Width, Colors.Height, alpha, new(MaskPolarity.WhiteIsValid, threshold));

    /// <summary>Reads it as a mask.</summary>
    /// <exception cref="InvalidDataException">It is none; the message says what was found.</exception>
    public Mask ToMask(MaskReading reading)
    {
        var reader = new MaskFileReader(reading);
        return file is not null ? reader.Read(file) : reader.Read(Colors, alpha, Tag is { Length: > 0 } tag ? tag : "mask", null);
    }

    /// <summary>A new image of the image as it came.</summary>
    public MLImage ToMLImage() => Create(Colors.Size, format, Tag, WriteAll);

    /// <summary>A new image with the holes of a mask filled, in the form of this one; other pixels as they came.</summary>
    /// <param name="filled">Colors, not multiplied with opacity; may be this one's own, filled in place.</param>
    /// <param name="opacity">Read in the holes; null for opaque ones.</param>
    /// <param name="mask">Of its size.</param>
    public MLImage With(RgbImage filled, byte[]? opacity, Mask mask) => Create(Colors.Size, format, Tag, pixels =>
    {
        WriteAll(pixels);
        WriteHoles(pixels, format, filled, opacity, mask);
    });

    /// <summary>A new image of the filled holes alone; everything else is transparent black.</summary>
    public MLImage Holes(RgbImage filled, byte[]? opacity, Mask mask) => Create(Colors.Size, format, Tag, pixels =>
    {
        pixels.AsSpan().Clear();
        WriteHoles(pixels, format, filled, opacity, mask);
    });

    /// <summary>Writes filled holes into pixels of an MLImage, whose colors are multiplied with opacity.</summary>
    public static void WriteHoles(uint[] pixels, MLPixelFormat format, RgbImage filled, byte[]? opacity, Mask mask) =>
        mask.ForEachHole(i => pixels[i] = Pixel(filled.Pixels.AsSpan(RgbImage.Channels * i), opacity?[i] ?? byte.MaxValue, format));

    /// <summary>A new MLImage.</summary>
    /// <param name="size">Of the image.</param>
    /// <param name="format">Of its pixels.</param>
    /// <param name="tag">The file it came from.</param>
    /// <param name="write">Writes all its pixels, a value each; the array may be longer.</param>
    public static MLImage Create(ImageSize size, MLPixelFormat format, string? tag, Action<uint[]> write)
    {
        var pixels = ArrayPool<uint>.Shared.Rent(size.Area);
        try
        {
            write(pixels);
            var result = MLImage.CreateFromPixels(size.Width, size.Height, format, MemoryMarshal.AsBytes(pixels.AsSpan(0, size.Area)));
            result.Tag = tag;
            return result;
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(pixels);
        }
    }

    void WriteAll(uint[] pixels)
    {
        if (multiplied is not null)
        {
            multiplied.CopyTo(pixels, 0);
            return;
        }

        ReadOnlySpan<byte> from = Colors.Pixels;
        for (int i = 0, at = 0; at < from.Length; i++, at += RgbImage.Channels)
        {
            pixels[i] = Pixel(from[at..], alpha is null ? byte.MaxValue : alpha[i], format);
        }
    }

    static uint Pixel(ReadOnlySpan<byte> color, byte alpha, MLPixelFormat format)
    {
        var (red, blue) = format == MLPixelFormat.Bgra32 ? (16, 0) : (0, 16);
        return alpha == byte.MaxValue ? Opaque | (uint)color[0] << red | (uint)color[1] << 8 | (uint)color[2] << blue
            : (uint)alpha << 24 | Multiplied(color[0]) << red | Multiplied(color[1]) << 8 | Multiplied(color[2]) << blue;

        uint Multiplied(byte value) => (uint)(value * alpha + 127) / 255;
    }
}
