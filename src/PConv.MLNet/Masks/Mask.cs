using System.Globalization;
using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Marks which pixels of an image are known: 1 = valid, 0 = hole, like M in the paper (section 3.1).</summary>
[TypeFormatterSource(typeof(NotebookFormats), PreferredMimeTypes = [NotebookFormats.Png, NotebookFormats.Text])]
public sealed class Mask : IPngSource
{
    /// <summary>Maximum distance in pixels for <see cref="Grow"/>.</summary>
    public const int MaxGrowth = 1000;

    readonly byte[] valid;

    Mask(ImageSize size, byte[] valid)
    {
        Size = size;
        this.valid = valid;
        HoleCount = size.Area - valid.AsSpan().Count((byte)1);
    }

    /// <summary>Width and height in pixels.</summary>
    public ImageSize Size { get; }

    /// <summary>Width in pixels.</summary>
    public int Width => Size.Width;

    /// <summary>Height in pixels.</summary>
    public int Height => Size.Height;

    /// <summary>Row-major plane of 1 (valid) and 0 (hole), Width · Height values.</summary>
    public ReadOnlySpan<byte> Valid => valid;

    /// <summary>Number of hole pixels.</summary>
    public int HoleCount { get; }

    /// <summary>Ratio of hole pixels, [0, 1].</summary>
    public double HoleRatio => (double)HoleCount / Size.Area;

    /// <summary>Whether the pixel in column <paramref name="x"/> and row <paramref name="y"/> is known.</summary>
    public bool this[int x, int y] => valid[y * Width + x] == 1;

    /// <summary>A mask without holes.</summary>
    public static Mask AllValid(int width, int height) => Filled(width, height, 1);

    /// <summary>A mask that consists entirely of hole.</summary>
    public static Mask AllHoles(int width, int height) => Filled(width, height, 0);

    /// <summary>Reads a mask file in one of the formats of <see cref="ImageFile"/>, and rejects images that are clearly no
    /// masks.</summary>
    /// <remarks>
    /// White or any bright color on black is a mark, by its brightness, the maximum of R, G and B. In an image of one color with
    /// transparency, the painted area is marked or, if it covers more than half, the transparent one. In a photograph with transparent
    /// parts, these parts are holes.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="reading">What white is and means; null, the default: the hole, from 128 on.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or not a mask: a photograph, a mask whose marks are all below the
    /// threshold, or one without known pixels; the message says what was found.</exception>
    public static Mask Read(string path, MaskReading? reading = null) => Read(ImageFile.Read(path), reading);

    /// <summary>As <see cref="Read(string, MaskReading?)"/>, of a file in memory.</summary>
    /// <param name="file">The file.</param>
    /// <param name="reading">What white is and means; null, the default: the hole, from 128 on.</param>
    /// <param name="doubt">Receives a warning if the mask may be unintended: nothing to fill, or hardly anything known.</param>
    /// <exception cref="InvalidDataException">The file is not a mask; the message says what was found.</exception>
    public static Mask Read(ImageFile file, MaskReading? reading = null, Action<string>? doubt = null) =>
        new MaskFileReader(reading).Read(file, doubt);

    /// <summary>The SHA-256 of the mask as a raw PBM file (P4), in 64 hexadecimal digits: the same for equal masks, whatever format they
    /// are stored in.</summary>
    public string Checksum() => MaskChecksum.Compute(this);

    /// <summary>Creates a mask from a plane in which true means hole.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="holes">Row-major, width · height values, true = hole.</param>
    public static Mask FromHoles(int width, int height, ReadOnlySpan<bool> holes)
    {
        var size = SizeOf(width, height, holes.Length);
        var valid = new byte[size.Area];
        for (var i = 0; i < valid.Length; i++)
        {
            valid[i] = holes[i] ? (byte)0 : (byte)1;
        }

        return new(size, valid);
    }

    /// <summary>Wraps a plane of 1 (valid) and 0 (hole) without copying it.</summary>
    internal static Mask FromValid(ImageSize size, byte[] valid) => new(size, valid);

    /// <summary>Makes a mask from gray values, split at a threshold: JPEG and resampling leave values in between.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="gray">Row-major, width · height values in [0, 255].</param>
    /// <param name="reading">What white is and means; null, the default: the hole, from 128 on.</param>
    public static Mask FromGray(int width, int height, ReadOnlySpan<byte> gray, MaskReading? reading = null)
    {
        var size = SizeOf(width, height, gray.Length);
        return FromOwnGray(size, gray.ToArray(), reading ?? new());
    }

    /// <summary>Turns a plane of gray values into that of a mask, without copying it.</summary>
    internal static Mask FromOwnGray(ImageSize size, byte[] plane, MaskReading reading)
    {
        var white = reading.Polarity == MaskPolarity.WhiteIsValid ? (byte)1 : (byte)0;
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = plane[i] >= reading.Threshold ? white : (byte)(1 - white);
        }

        return new(size, plane);
    }

    /// <summary>Makes a mask from an image's brightness, the largest of R, G and B: any one bright color on black counts as white
    /// does.</summary>
    public static Mask FromImage(RgbImage image, MaskReading? reading = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return FromOwnGray(image.Size, MaskMarks.Analyze(image, null).Values, reading ?? new());
    }

    /// <summary>Converts the mask to a black and white image, according to <paramref name="polarity"/>.</summary>
    public RgbImage ToImage(MaskPolarity polarity = MaskPolarity.WhiteIsHole)
    {
        var white = polarity == MaskPolarity.WhiteIsValid ? 1 : 0;
        var pixels = new byte[valid.Length * RgbImage.Channels];
        for (var i = 0; i < valid.Length; i++)
        {
            pixels.AsSpan(3 * i, 3).Fill(valid[i] == white ? (byte)255 : (byte)0);
        }

        return new(Width, Height, pixels);
    }

    byte[] IPngSource.ToPngBytes() => ToImage().ToPngBytes();

    /// <summary>The mask, white = hole, as an element of a page, for notebooks that look for a method of this name.</summary>
    public string ToHtml() => ToImage().ToHtml();

    /// <summary>For example <c>mask of 640×480, 27.3 % hole</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"mask of {Size}, {100 * HoleRatio:F1} % hole");

    /// <summary>Whether no hole lies within <paramref name="border"/> pixels of an edge.</summary>
    public bool KeepsBorder(int border)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(border);
        for (var y = 0; y < Height; y++)
        {
            var row = Valid.Slice(y * Width, Width);
            var isInside = y >= border && y < Height - border && border < Width - border;
            if (isInside ? row[..border].Contains((byte)0) || row[^border..].Contains((byte)0) : row.Contains((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Calls back for every hole pixel with its number, row by row.</summary>
    internal void ForEachHole(Action<int> write)
    {
        for (var i = valid.IndexOf((byte)0); i >= 0; i = valid.AsSpan(i).IndexOf((byte)0) is >= 0 and var next ? i + next : -1)
        {
            for (; i < valid.Length && valid[i] == 0; i++)
            {
                write(i);
            }
        }
    }

    /// <summary>The smallest box round all holes; the whole image where there are none.</summary>
    internal PixelBox HoleBounds()
    {
        var (left, top, right, bottom) = (Width, Height, 0, 0);
        for (var y = 0; y < Height; y++)
        {
            var row = Valid.Slice(y * Width, Width);
            if (row.IndexOf((byte)0) is >= 0 and var first)
            {
                (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOf((byte)0) + 1));
                (top, bottom) = (Math.Min(top, y), y + 1);
            }
        }

        return HoleCount > 0 ? PixelBox.Between(left, top, right, bottom) : PixelBox.Whole(Size);
    }

    /// <summary>The mask with larger holes: every pixel whose middle lies within some pixels of a hole's is one. For masks that leave a rim
    /// of what is to go.</summary>
    /// <param name="pixels">0, which gives this mask, to <see cref="MaxGrowth"/>. The time does not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is out of that range.</exception>
    public Mask Grow(int pixels) => pixels is < 0 or > MaxGrowth
        ? throw new ArgumentOutOfRangeException(nameof(pixels),
            $"Holes cannot grow by {pixels} pixels: expected 0 to {MaxGrowth}. Take 0 to leave them as they are.")
        : pixels == 0 || HoleCount == 0 ? this : HoleDisk.Grow(this, pixels);

    /// <summary>Throws if the mask and an image differ in size.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public void EnsureCovers(ImageSize image) => EnsureCovers(Size, image);

    /// <summary>As <see cref="EnsureCovers(ImageSize)"/>, of sizes that are known before anything is decoded.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static void EnsureCovers(ImageSize mask, ImageSize image)
    {
        if (mask != image)
        {
            throw new ArgumentException($"Mask is {mask} but image is {image}. {(mask.Width == image.Height && mask.Height == image.Width
                ? "Its sides are exchanged: images are turned upright as their EXIF orientation says. Turn the mask as well."
                : "Resize the mask with nearest neighbor.")}");
        }
    }

    static Mask Filled(int width, int height, byte value)
    {
        var size = ImageSize.Checked(width, height);
        var valid = new byte[size.Area];
        Array.Fill(valid, value);
        return new(size, valid);
    }

    static ImageSize SizeOf(int width, int height, int values)
    {
        var size = ImageSize.Checked(width, height);
        return values == size.Area
            ? size
            : throw new ArgumentException($"A mask of {size} has {size.Area} values, got {values}. Pass one value a pixel, row by row.");
    }
}
