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
        return Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
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

    public string Tag
    {
        get => Alive._tag;
        set => Alive._tag = value;
    }

    public void Save(string imagePath)
    {
        _ = Alive;
        var extension = Path.GetExtension(imagePath);
        var bytes = ImageCodec.Encode(this, extension) ?? throw new ArgumentException(
            $"Saving image with the format '{extension}' is not supported. Try save it with `Jpeg`, `Png`, or `Webp` format.", nameof(imagePath));
        File.WriteAllBytes(imagePath, bytes);
    }

    public void Dispose() => _pixels = null;

    internal bool IsOpaque => _opaque;

    internal static MLImage Decode(ReadOnlySpan<byte> file)
        => ImageCodec.Decode(file) ?? throw new ArgumentException("Invalid input stream contents", "imageStream");

    /// <summary>The pixels as files hold them; the image's own where no pixel is translucent.</summary>
    internal byte[] FilePixels() => _opaque ? Alpha.Opaque(Alive._pixels) : Alpha.Divide(Alive._pixels);

    MLImage Alive => _pixels != null ? this : throw new InvalidOperationException("Object is disposed.");
}
