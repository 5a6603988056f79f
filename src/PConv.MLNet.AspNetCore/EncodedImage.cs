using Microsoft.ML.Data;
using PConv.MLNet.Core;

namespace PConv.MLNet.AspNetCore;

/// <summary>Pictures as files in memory.</summary>
static class EncodedImage
{
    const int BufferBytes = 1 << 16;

    /// <summary>Reads a stream to its end, unless its bytes or the pixels its header claims are too many.</summary>
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

    /// <summary>Refuses a file of which the header claims too many pixels.</summary>
    public static void EnsureFits(byte[] file, string name, InpaintingServiceOptions options)
    {
        if (ImageHeader.Read(file) is { } header)
        {
            InpaintingTooLargeException.ThrowIfMorePixels(name, header.Width, header.Height, options.MaxPixels);
        }
    }

    /// <summary>Encodes an opaque PNG in memory, anything else by way of a temporary file, which only this user can read: ML.NET saves pictures to paths alone.</summary>
    public static byte[] Encode(MLImage image, ImageEncoding encoding)
    {
        if (encoding == ImageEncoding.Png && image.IsOpaque())
        {
            return image.ToRgbImage().ToPngBytes();
        }

        var folder = Directory.CreateTempSubdirectory("pconv-");
        try
        {
            var path = Path.Combine(folder.FullName, $"filled.{encoding.ToString().ToLowerInvariant()}");
            ImageFile.Write(image, path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
