using Microsoft.Win32.SafeHandles;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Training;

/// <summary>Keeps decoded images in memory up to a limit and the rest in a temporary file, which is deleted on disposal.</summary>
/// <param name="folder">Folder of the temporary file.</param>
/// <param name="capacity">Maximum size of the images in memory, in bytes.</param>
sealed class ImageStore(string folder, long capacity) : IDisposable
{
    long remaining = capacity;
    long end;
    SafeFileHandle? file;

    /// <summary>Stores an image and returns a function that reads it.</summary>
    public Func<RgbImage> Keep(RgbImage image)
    {
        var (size, bytes) = (image.Size, Keep(image.Pixels));
        return () => new(size.Width, size.Height, bytes());
    }

    /// <summary>Stores a mask, eight pixels per byte, and returns a function that reads it.</summary>
    public Func<Mask> Keep(Mask mask)
    {
        var packed = new byte[(mask.Size.Area + 7) / 8];
        for (var i = 0; i < mask.Size.Area; i++)
        {
            packed[i / 8] |= (byte)((1 - mask.Valid[i]) << i % 8);
        }

        var (size, bytes) = (mask.Size, Keep(packed));
        return () => Unpack(size, bytes());
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    Func<byte[]> Keep(byte[] bytes)
    {
        if (bytes.Length <= remaining)
        {
            remaining -= bytes.Length;
            return () => bytes;
        }

        var (at, length) = (end, bytes.Length);
        RandomAccess.Write(file ??= Make(), bytes, at);
        end += length;
        return () => Read(at, length);
    }

    SafeFileHandle Make()
    {
        Directory.CreateDirectory(folder);
        return File.OpenHandle(Path.Combine(folder, $".{Guid.NewGuid():N}.pixels"),
            FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
    }

    byte[] Read(long at, int length)
    {
        var bytes = new byte[length];
        for (var done = 0; done < length;)
        {
            var read = RandomAccess.Read(file!, bytes.AsSpan(done), at + done);
            done += read > 0 ? read
                : throw new EndOfStreamException(
                    $"The temporary file of images in '{folder}' has been cut short. Leave it alone during training.");
        }

        return bytes;
    }

    static Mask Unpack(ImageSize size, byte[] packed)
    {
        var holes = new bool[size.Area];
        for (var i = 0; i < holes.Length; i++)
        {
            holes[i] = (packed[i / 8] >> i % 8 & 1) == 1;
        }

        return Mask.FromHoles(size.Width, size.Height, holes);
    }
}
