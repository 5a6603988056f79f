using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary>Images in files.</summary>
static class ImageFiles
{
    public static RgbImage Read(string path) =>
        ImageFile.ReadRgb(path);

    /// <summary>The size, and the known pixels bit by bit, are those of the original; the holes are not.</summary>
    public static void AssertFilled(string path, RgbImage original, Mask mask)
    {
        var filled = Read(path);
        Assert.Equal(original.Size, filled.Size);
        Assert.Equal(original.Pixels, Composite.Create(filled, original, mask).Pixels);
        Assert.NotEqual(original.Pixels, filled.Pixels);
    }

    /// <summary>A JPEG file that stops after two thirds.</summary>
    public static void WriteTruncatedJpeg(string path, int width, int height)
    {
        ImageFile.Write(Samples.Noise(width, height), path);

        var file = File.ReadAllBytes(path);
        File.WriteAllBytes(path, file[..(2 * file.Length / 3)]);
    }

    /// <summary>Paths of all files below a folder, hidden ones too, relative to it and sorted.</summary>
    public static string[] Below(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(file => Path.GetRelativePath(folder, file))
            .Order(StringComparer.Ordinal)];
}
