using PConv.MLNet.Core;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli;

/// <summary>The pictures below a folder, in a fixed order.</summary>
sealed class FolderImages : IImageSource
{
    readonly string[] files;

    /// <summary>Lists the folder once.</summary>
    public FolderImages(string folder) => files = List(folder, recursive: true);

    public int Count => files.Length;

    public string NameOf(int index) => files[index];

    public RgbImage Read(int index)
    {
        using var image = ImageFile.Read(files[index]);
        return image.ToRgbImage();
    }

    /// <summary>Paths of the pictures in a folder, sorted.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It holds no picture.</exception>
    public static string[] List(string folder, bool recursive)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Check the path.");
        }

        var files = Directory.EnumerateFiles(folder, "*", recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
            .Where(ImageFile.IsImage)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return files.Length > 0
            ? files
            : throw new InvalidDataException($"'{folder}' holds no picture ({string.Join(", ", ImageFile.Extensions)}){(recursive ? "" : "; --recursive looks into its folders")}.");
    }
}
