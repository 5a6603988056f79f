using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>The pictures below a folder in a fixed order, named by their paths below it: wherever the folder lies, a picture has the same name.</summary>
public sealed class ImageFolder : IImageSource
{
    readonly string folder;
    readonly string[] names;

    /// <summary>Lists the folder once, with its sub-folders.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="except">A folder whose pictures do not count, such as one of results within the other; null, the default, for none.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It holds no picture.</exception>
    public ImageFolder(string folder, string? except = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Check the path.");
        }

        this.folder = folder;
        var left = except is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(except)) + Path.DirectorySeparatorChar;
        names = [.. FolderListing.Files(folder, recursive: true).Where(name => left is null || !Path.GetFullPath(name, Path.GetFullPath(folder)).StartsWith(left, StringComparison.Ordinal))];
        Array.Sort(names, StringComparer.Ordinal);
        if (names.Length == 0)
        {
            throw new InvalidDataException($"'{folder}' holds no picture ({string.Join(", ", ImageFile.Extensions)}).");
        }
    }

    /// <inheritdoc/>
    public int Count => names.Length;

    /// <inheritdoc/>
    public string NameOf(int index) => names[index];

    /// <inheritdoc/>
    public RgbImage Read(int index) => ImageFile.ReadRgb(Path.Combine(folder, names[index]));
}
