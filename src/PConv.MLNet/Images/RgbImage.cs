namespace PConv.MLNet.Images;

/// <summary>An 8-bit RGB image, the library's only image type.</summary>
/// <remarks>Pixels are interleaved R, G, B, row by row from the top left, 3 · Width · Height bytes, sRGB values in [0, 255].</remarks>
[TypeFormatterSource(typeof(NotebookFormats), PreferredMimeTypes = [NotebookFormats.Png, NotebookFormats.Text])]
public sealed class RgbImage : IPngSource
{
    /// <summary>Bytes per pixel: R, G, B.</summary>
    public const int Channels = 3;

    const int SheetGap = 8; // px

    /// <summary>Creates a black image.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    public RgbImage(int width, int height)
        : this(width, height, new byte[ImageSize.Checked(width, height).Area * Channels])
    {
    }

    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="pixels">3 · width · height bytes, interleaved R, G, B.</param>
    /// <exception cref="ArgumentException">The number of bytes does not match the size.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        Size = ImageSize.Checked(width, height);
        if (pixels.Length != Size.Area * Channels)
        {
            throw new ArgumentException(
                $"An RGB image of {Size} has {Size.Area * Channels} bytes, got {pixels.Length}. Pass 3 bytes a pixel, R, G, B.",
                nameof(pixels));
        }

        Pixels = pixels;
    }

    /// <summary>Width and height in pixels.</summary>
    public ImageSize Size { get; }

    /// <summary>Width in pixels.</summary>
    public int Width => Size.Width;

    /// <summary>Height in pixels.</summary>
    public int Height => Size.Height;

    /// <summary>The pixels themselves, byte [Height, Width, 3].</summary>
    public byte[] Pixels { get; }

    /// <summary>Arranges images in one row, on white, for comparison.</summary>
    /// <inheritdoc cref="Sheet"/>
    public static RgbImage Row(params RgbImage[] images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Sheet(Math.Max(1, images.Length), images);
    }

    /// <summary>Arranges images row by row on white, 8 px apart, each at the top left of a cell as large as the largest image.</summary>
    /// <param name="columns">Images per row, at least 1.</param>
    /// <param name="images">One or more images of any size.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    public static RgbImage Sheet(int columns, params RgbImage[] images)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (images.Length == 0)
        {
            throw new ArgumentException("A sheet needs at least one image, got none.");
        }

        columns = Math.Min(columns, images.Length);
        var (width, height) = (images.Max(p => p.Width) + SheetGap, images.Max(p => p.Height) + SheetGap);
        var rows = (images.Length + columns - 1) / columns;
        var sheet = new RgbImage(columns * width - SheetGap, rows * height - SheetGap);
        Array.Fill(sheet.Pixels, byte.MaxValue);
        foreach (var (i, image) in images.Index())
        {
            var (left, top, bytes) = (i % columns * width, i / columns * height, Channels * image.Width);
            for (var y = 0; y < image.Height; y++)
            {
                image.Pixels.AsSpan(y * bytes, bytes).CopyTo(sheet.Pixels.AsSpan(Channels * ((top + y) * sheet.Width + left)));
            }
        }

        return sheet;
    }

    /// <summary>Returns a deep copy.</summary>
    public RgbImage Clone() => new(Width, Height, (byte[])Pixels.Clone());

    /// <summary>Encodes the image as a PNG file.</summary>
    public byte[] ToPngBytes() => ImageFile.From(this).Encode();

    /// <summary>The image as an HTML element with embedded pixels. Notebooks find this method by its name.</summary>
    public string ToHtml() => $"<img src=\"data:image/png;base64,{Convert.ToBase64String(ToPngBytes())}\" alt=\"{this}\"/>";

    /// <summary>For example <c>image of 640×480</c>.</summary>
    public override string ToString() => $"image of {Size}";
}
