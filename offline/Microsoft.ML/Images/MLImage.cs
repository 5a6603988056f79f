using Microsoft.ML.Images;

namespace Microsoft.ML.Data;

public enum MLPixelFormat
{
    Unknown,
    Bgra32,
    Rgba32
}

/// <summary>An image in memory, four bytes a pixel, colours multiplied by alpha. Files decode to Bgra32.</summary>
public sealed class MLImage : IDisposable
{
    readonly MLPixelFormat _format;
    readonly int _width;
    readonly int _height;
    readonly bool _opaque;
    byte[] _pixels;
    string _tag;

    /// <param name="opaque">Whether the alpha bytes are to be ignored.</param>
    internal MLImage(int width, int height, MLPixelFormat format, byte[] pixels, bool opaque)
    {
        _width = width;
        _height = height;
        _format = format;
        _pixels = pixels;
        _opaque = opaque;
    }

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using var bytes = new MemoryStream();
        imageStream.CopyTo(bytes);
        return Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), nameof(imageStream), "Invalid input stream contents");
    }

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        if (!File.Exists(imagePath))
            throw new ArgumentException("Invalid path", nameof(imagePath));
        return Decode(File.ReadAllBytes(imagePath), nameof(imagePath), "Invalid path");
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException("Unsupported pixel format", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException("Invalid width value.", nameof(width));
        if (height <= 0)
            throw new ArgumentException("Invalid height value.", nameof(height));
        if (imagePixelData.Length != (long)width * height * 4)
            throw new ArgumentException("Invalid imagePixelData buffer size.");
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray(), opaque: false);
    }

    public MLPixelFormat PixelFormat => Alive._format;
    public ReadOnlySpan<byte> Pixels => Alive._pixels;
    public int Width => Alive._width;
    public int Height => Alive._height;
    public int BitsPerPixel => Alive._pixels.Length * 8 / (_width * _height);

    public string Tag
    {
        get => Alive._tag;
        set => Alive._tag = value;
    }

    public byte[] GetBGRPixels
    {
        get
        {
            var source = FilePixels();
            int red = PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0;
            var pixels = new byte[_width * _height * 3];
            for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
            {
                pixels[to] = source[from + 2 - red];
                pixels[to + 1] = source[from + 1];
                pixels[to + 2] = source[from + red];
            }
            return pixels;
        }
    }

    public void Save(string imagePath)
    {
        _ = Alive;
        var extension = Path.GetExtension(imagePath);
        if (!ImageCodec.IsImageExtension(extension))
            throw new ArgumentException("Path has invalid image file extension.", nameof(imagePath));
        var bytes = ImageCodec.Encode(this, extension) ?? throw new ArgumentException(
            $"Saving image with the format '{extension}' is not supported. Try save it with `Jpeg`, `Png`, or `Webp` format.", nameof(imagePath));
        File.WriteAllBytes(imagePath, bytes);
    }

    public void Dispose() => _pixels = null;

    internal bool IsOpaque => _opaque;

    internal static MLImage Decode(ReadOnlySpan<byte> file, string parameter, string failure)
        => ImageCodec.Decode(file) ?? throw new ArgumentException(failure, parameter);

    /// <summary>The pixels as files hold them; the image's own where no pixel is translucent.</summary>
    internal byte[] FilePixels() => _opaque ? Alpha.Opaque(Alive._pixels) : Alpha.Divide(Alive._pixels);

    MLImage Alive => _pixels != null ? this : throw new InvalidOperationException("Object is disposed.");
}
