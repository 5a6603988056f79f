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
        : Mask.FromGray(Colors.Width, Colors.Height, alpha, MaskPolarity.WhiteIsValid, threshold);

    /// <summary>Reads the image as a mask.</summary>
    /// <exception cref="InvalidDataException">The image is not a mask; the message says what was found.</exception>
    public Mask ToMask(MaskPolarity polarity, byte threshold)
    {
        var reader = new MaskFileReader(polarity, threshold);
        return file is not null ? reader.Read(file) : reader.Read(Colors, alpha, Tag is { Length: > 0 } tag ? tag : "mask", null);
    }

    /// <summary>A new image with filled, opaque holes; other pixels are unchanged.</summary>
    public MLImage WithOpaqueHoles(RgbImage filled, Mask mask) => With(Composite.Create(Colors, filled, mask), null, mask);

    /// <summary>A new image equal to the original.</summary>
    public MLImage ToMLImage() => Make(Colors, alpha);

    /// <summary>A new image with the holes of a mask filled, in the form of this one; other pixels are unchanged.</summary>
    /// <param name="filled">Colors, not premultiplied; known pixels equal those of this image.</param>
    /// <param name="opacity">Alpha of the holes; null for opaque holes.</param>
    /// <param name="mask">A mask of the image's size.</param>
    public MLImage With(RgbImage filled, byte[]? opacity, Mask mask)
    {
        if (alpha is null)
        {
            return Make(filled, null);
        }

        var all = (byte[])alpha.Clone();
        for (var i = 0; i < all.Length; i++)
        {
            if (mask.Valid[i] == 0)
            {
                all[i] = opacity is null ? byte.MaxValue : opacity[i];
            }
        }

        return Make(filled, all, mask);
    }

    /// <summary>A new image with the filled holes only; everything else is transparent black.</summary>
    public MLImage Holes(RgbImage filled, byte[]? holes, Mask mask)
    {
        var opacity = new byte[filled.Size.Area];
        for (var i = 0; i < opacity.Length; i++)
        {
            opacity[i] = mask.Valid[i] == 1 ? (byte)0 : holes is null ? byte.MaxValue : holes[i];
        }

        return new ColumnImage(Composite.Create(new(filled.Width, filled.Height), filled, mask), opacity, format, Tag).ToMLImage();
    }

    /// <summary>Premultiplies colors with alpha, as ML.NET's images require; known pixels are unchanged.</summary>
    MLImage Make(RgbImage colors, byte[]? opacity, Mask? mask = null)
    {
        var (red, blue) = format == MLPixelFormat.Bgra32 ? (16, 0) : (0, 16);
        var pixels = ArrayPool<uint>.Shared.Rent(colors.Size.Area);
        try
        {
            var to = pixels.AsSpan(0, colors.Size.Area);
            ReadOnlySpan<byte> from = colors.Pixels;
            for (int i = 0, o = 0; o < to.Length; i += RgbImage.Channels, o++)
            {
                to[o] = opacity is null ? Opaque | (uint)from[i] << red | (uint)from[i + 1] << 8 | (uint)from[i + 2] << blue
                    : multiplied is not null && mask?.Valid[o] != 0 ? multiplied[o]
                    : (uint)opacity[o] << 24 | Multiplied(from[i], opacity[o]) << red | Multiplied(from[i + 1],
                        opacity[o]) << 8 | Multiplied(from[i + 2], opacity[o]) << blue;
            }

            var result = MLImage.CreateFromPixels(colors.Width, colors.Height, format, MemoryMarshal.AsBytes(to));
            result.Tag = Tag;
            return result;
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(pixels);
        }

        static uint Multiplied(byte value, byte alpha) => (uint)(value * alpha + 127) / 255;
    }
}
