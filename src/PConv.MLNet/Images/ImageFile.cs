using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using PConv.MLNet.Files;

namespace PConv.MLNet.Images;

/// <summary>A JPEG, PNG, WebP or TIFF file in memory: its pixels and the metadata that is kept when it is written with other
/// pixels.</summary>
/// <remarks>
/// Images are rotated upright according to their EXIF orientation. Alpha is never premultiplied. Gray stays gray and 16 bits stay 16 bits;
/// color profile, resolution, EXIF (with corrected orientation), XMP, IPTC and text are preserved.
/// </remarks>
public sealed class ImageFile
{
    /// <summary>Maximum number of pixels that is decoded: 268 million.</summary>
    public const long MaxPixels = 1L << 28;

    const int MaxQuality = 100;

    readonly DecodedImage image;
    RgbImage? colors;

    ImageFile(DecodedImage image, string name) => (this.image, Name) = (image, name);

    /// <summary>The supported file name extensions.</summary>
    public static IReadOnlyList<string> Extensions => ImageFormats.Extensions;

    /// <summary>Path of the file, or the name passed to <see cref="Decode"/>.</summary>
    public string Name { get; }

    /// <summary>Format of the source file.</summary>
    public ImageFormat Format => image.Format;

    /// <summary>Width and height in pixels, after rotation to upright.</summary>
    public ImageSize Size => image.Size;

    /// <summary>The colors, 8 bits: gray in all three channels, 16-bit values rounded. Do not modify the pixels; they may share the file's
    /// memory.</summary>
    public RgbImage Colors => colors ??= image.ReadColors();

    /// <summary>Row-major plane of 0 (transparent) to 255 (opaque); null if every pixel is opaque.</summary>
    internal byte[]? Opacity =>
        image.HasAlpha && image.ReadOpacity() is var plane && plane.AsSpan().ContainsAnyExcept((byte)255) ? plane : null;

    /// <summary>The largest sample of a 16-bit image; null for an 8-bit image.</summary>
    internal int? Brightest16BitValue => image.Is16Bit ? MemoryMarshal.Cast<byte, ushort>(image.Samples).ToArray().Max() : null;

    /// <summary>Messages about contents of the file that were not decoded or are not kept: further frames, CMYK values.</summary>
    public IReadOnlyList<string> Notes => [.. image.Notes.Select(note => $"'{Name}' {note}")];

    /// <summary>What a file of another format cannot hold of this one, in sentences.</summary>
    public IEnumerable<string> LossesIn(ImageFormat format)
    {
        var isPng = format == ImageFormat.Png;
        var exif = string.Create(CultureInfo.InvariantCulture, $"{image.Exif?.Length:N0} bytes of EXIF");
        (bool AreLost, string What, string Keeping)[] all =
        [
            (image.Is16Bit && format is ImageFormat.Jpeg or ImageFormat.WebP, "16 bits a value", "PNG or TIFF"),
            (!isPng && PngChunks.AreOfAnotherSpace(image.PngChunks), "chunks that say what colors mean (gamma, primaries)", "PNG"),
            (!isPng && PngChunks.HaveText(image.PngChunks), "text fields", "PNG"),
            (format != ImageFormat.Jpeg && image.Jpeg.Carried.Length > 0, "comments", "JPEG"),
            (format != ImageFormat.Jpeg && image.Jpeg.LongXmp.Length > 0, "more than 64 KiB of XMP", "JPEG"),
            (format == ImageFormat.WebP && Format == ImageFormat.Jpeg && image.Properties.Any(property => property.Name == "iptc-data"),
                "IPTC fields, such as author and caption", "JPEG, PNG or TIFF"),
            (image.Exif is not null && !ExifBlock.Fits(format, image.Exif), exif, "PNG or TIFF"),
        ];
        var space = image.Bands < RgbImage.Channels && format != ImageFormat.WebP ? "GRAY" : "RGB "; // as in a profile's header (ICC.1)
        var isFitting = image.Profile is { } profile ? profile.Length >= 20 && Encoding.Latin1.GetString(profile, 16, 4) == space
            : !PngChunks.HaveProfile(image.PngChunks); // libvips does not read what does not fit there
        string[] unfit = isFitting || isPng && Format == format ? []
            : [$"'{Name}' has a color profile that is not for {(space == "GRAY" ? "gray" : "RGB")} values, as the "
                + $"{ImageFormats.NameOf(format)} file has them; it is left out."];
        return unfit.Concat(from loss in all where loss.AreLost
                            select $"'{Name}' has {loss.What}; {ImageFormats.NameOf(format)} files have no place for them. "
                                + $"Write {loss.Keeping} to keep them.");
    }

    /// <summary>Whether a path has one of the <see cref="Extensions"/>.</summary>
    public static bool IsImage(string path) => ImageFormats.FromExtension(path) is not null;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is empty, has another format, is damaged or truncated, or is larger than
    /// <see cref="MaxPixels"/>; the message says which.</exception>
    /// <exception cref="InsufficientMemoryException">There is not enough memory for the image.</exception>
    public static ImageFile Read(string path)
    {
        EnsureExists(path);
        return Decode(File.ReadAllBytes(path), path);
    }

    /// <summary>Decodes a file in memory.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Name used in messages.</param>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    public static ImageFile Decode(byte[] file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(name);
        return new(ImageCodec.Decode(file, name), name);
    }

    /// <summary>Reads the colors of a file.</summary>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    public static RgbImage ReadRgb(string path) => Read(path).Colors;

    /// <summary>Reads the size of a file from its header, without decoding it.</summary>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    public static ImageSize ReadSize(string path)
    {
        EnsureExists(path);
        return ImageCodec.ReadSize(path);
    }

    /// <summary>Reads the size of a file in memory from its header, without decoding it.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>What the header claims, which may be more than <see cref="MaxPixels"/>: such a file is refused where it is
    /// decoded.</returns>
    /// <exception cref="InvalidDataException">Empty, or of another format; the message says which.</exception>
    public static ImageSize SizeOf(byte[] file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ImageCodec.ReadSize(file, name, isLimited: false);
    }

    /// <summary>Writes an image in the format of the path's extension, under a temporary name until the file is whole.</summary>
    /// <exception cref="ArgumentException">The extension is none of <see cref="Extensions"/>.</exception>
    public static void Write(RgbImage image, string path)
    {
        ArgumentNullException.ThrowIfNull(image);
        From(image).Write(path);
    }

    /// <summary>Throws if <see cref="Write(string, int?)"/> cannot encode for a path.</summary>
    /// <exception cref="ArgumentException">The extension is not one of <see cref="Extensions"/>.</exception>
    public static void EnsureWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _ = FormatOf(path);
    }

    /// <summary>Encodes colors as a PNG file in memory.</summary>
    internal static ImageFile From(RgbImage image) =>
        new(new() { Format = ImageFormat.Png, Size = image.Size, Bands = RgbImage.Channels, Samples = image.Pixels }, "image");

    /// <summary>Writes the image in the format of the path's extension, under a temporary name until the file is complete. JPEG and lossy
    /// WebP change known pixels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="quality">JPEG or lossy WebP quality, 1 to 100; null, the default, for the quality of the source file if known,
    /// otherwise 95.</param>
    /// <exception cref="ArgumentException">The extension is not one of <see cref="Extensions"/>, or the image has transparency and the
    /// format does not support it.</exception>
    public void Write(string path, int? quality = null)
    {
        var file = Encode(FormatOf(path), quality);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    /// <summary>Encodes the image in memory.</summary>
    /// <param name="format">Format of the file; null for the format of the source file.</param>
    /// <param name="quality">Of JPEG and lossy WebP, 1 to 100; null, the default, for that of the file the image was read from, 95 for
    /// others.</param>
    /// <exception cref="ArgumentException">The image has transparency and the format does not support it.</exception>
    public byte[] Encode(ImageFormat? format = null, int? quality = null)
    {
        if (quality is < 1 or > MaxQuality)
        {
            throw new ArgumentOutOfRangeException(nameof(quality), $"The quality is {quality}, expected 1 to {MaxQuality}.");
        }

        var target = format ?? Format;
        if (target == ImageFormat.Jpeg && Opacity is not null)
        {
            throw new ArgumentException($"'{Name}' has transparent pixels, and a JPEG file has none. Write PNG, WebP or TIFF.");
        }

        if (Math.Max(Size.Width, Size.Height) > ImageFormats.MaxSideOf(target))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"'{Name}' is {Size}, and the sides of {ImageFormats.NameOf(target)} files are at most "
                + $"{ImageFormats.MaxSideOf(target):N0} pixels. Write PNG or TIFF."));
        }

        var fitting = target switch
        {
            ImageFormat.Jpeg => image.In8Bit().Opaque(),
            ImageFormat.WebP => image.In8Bit(),
            _ => image,
        };
        return ImageCodec.Encode(fitting, target, quality, Name);
    }

    /// <summary>The same file with the holes of a mask filled; this one stays as it is.</summary>
    /// <param name="filled">Colors of its size; gray files take their mean.</param>
    /// <param name="opacity">Row-major plane of its size, read in the holes; null for opaque holes.</param>
    /// <param name="valid">Row-major plane of its size: 0 in holes, 1 in pixels whose samples stay as they are.</param>
    internal ImageFile WithHoles(RgbImage filled, byte[]? opacity, ReadOnlySpan<byte> valid)
    {
        if (filled.Size != Size)
        {
            throw new ArgumentException($"Filled image is {filled.Size} but image is {Size}. Pass the image that was filled for this one.");
        }

        var samples = (byte[])image.Samples.Clone();
        var (bands, bytes) = (image.Bands, image.Is16Bit ? 2 : 1); // 16 bits are twice the byte: 257 times its value
        for (int i = 0, next; i < valid.Length && (next = valid[i..].IndexOf((byte)0)) >= 0; i++)
        {
            i += next;
            var color = filled.Pixels.AsSpan(RgbImage.Channels * i, RgbImage.Channels);
            for (var band = 0; band < bands; band++)
            {
                var value = image.HasAlpha && band == bands - 1 ? opacity?[i] ?? byte.MaxValue
                    : bands < RgbImage.Channels ? (byte)((color[0] + color[1] + color[2] + 1) / RgbImage.Channels) : color[band];
                samples.AsSpan(bytes * (bands * i + band), bytes).Fill(value);
            }
        }

        return new(image with { Samples = samples }, Name);
    }

    /// <summary>The format that a path's extension names.</summary>
    /// <exception cref="ArgumentException">The extension is none of <see cref="Extensions"/>.</exception>
    public static ImageFormat FormatOf(string path) => ImageFormats.FromExtension(path)
        ?? throw new ArgumentException($"'{path}' has no extension of an image. End it with {string.Join(", ", Extensions)}.");

    static void EnsureExists(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new FileNotFoundException($"'{path}' is a folder, expected an image file.", path);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no image '{path}'. Check the path.", path);
        }

        if (AtomicFile.IsSpecial(path))
        {
            throw new InvalidDataException($"'{path}' is a pipe or device, expected an image file. Write what it gives to a file first.");
        }

        if (new FileInfo(path).Length == 0)
        {
            throw new InvalidDataException($"'{path}' is empty (0 bytes). Save it again from its source.");
        }
    }
}
