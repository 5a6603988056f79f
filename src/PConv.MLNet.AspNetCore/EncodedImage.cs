using PConv.MLNet.Images;

namespace PConv.MLNet.AspNetCore;

/// <summary>Images as files in memory.</summary>
static class EncodedImage
{
    const int BufferBytes = 1 << 16;

    /// <summary>Reads a stream to its end, and throws if its bytes, or the pixels according to its header, exceed the limits.</summary>
    public static async Task<byte[]> ReadAsync(Stream stream, string name, InpaintingServiceOptions options, CancellationToken cancel)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[BufferBytes];
        for (int count; (count = await stream.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0;)
        {
            InpaintingTooLargeException.ThrowIfMoreBytes(name, copy.Length + count, options.MaxBytes);
            copy.Write(buffer, 0, count);
        }

        var file = copy.ToArray();
        EnsureFits(file, name, options);
        return file;
    }

    /// <summary>Throws if a file has too many pixels according to its header; returns its size after EXIF rotation.</summary>
    /// <exception cref="InvalidDataException">The file is not an image.</exception>
    public static ImageSize EnsureFits(byte[] file, string name, InpaintingServiceOptions options)
    {
        var size = ImageFile.SizeOf(file, name);
        InpaintingTooLargeException.ThrowIfMorePixels(name, size.Width, size.Height, options.MaxPixels);
        return size;
    }
}
