namespace PConv.MLNet;

/// <summary>A folder in which a layout keeps images.</summary>
/// <param name="Folder">Path below the root, or empty for the root itself.</param>
/// <param name="Subset">The subset of all its images, or null if it holds several.</param>
/// <param name="HasClasses">Whether sub-folders are classes.</param>
sealed record FolderPlace(string Folder, InpaintingSubset? Subset = null, bool HasClasses = false)
{
    /// <summary>The existing places of a layout.</summary>
    /// <exception cref="InvalidDataException">None exists; the message names them.</exception>
    public static FolderPlace[] List(string root, InpaintingFolderLayout layout)
    {
        if (layout is InpaintingFolderLayout.Flat or InpaintingFolderLayout.CelebAHQ)
        {
            return [new(layout == InpaintingFolderLayout.CelebAHQ && IsThere("CelebA-HQ-img") ? "CelebA-HQ-img" : "")];
        }

        var names = layout == InpaintingFolderLayout.ImageNet
            ? new[] { (InpaintingSubset.Train, new[] { "train" }), (InpaintingSubset.Validation, ["val"]),
                (InpaintingSubset.Test, ["test"]) }
            : [(InpaintingSubset.Train, ["data_large", "data_256"]), (InpaintingSubset.Validation, ["val_large", "val_256"]),
                (InpaintingSubset.Test, ["test_large", "test_256"])];
        var places = from name in names
                     let folder = name.Item2.FirstOrDefault(IsThere)
                     where folder is not null
                     select new FolderPlace(folder, name.Item1, HasClasses: true);
        return places.ToArray() is { Length: > 0 } found
            ? found
            : throw new InvalidDataException(
                $"'{root}' has none of {layout}'s folders {string.Join(", ", names.SelectMany(n => n.Item2))}. Name the folder above " +
                $"them, or take the layout Flat.");

        bool IsThere(string name) => Directory.Exists(Path.Combine(root, name));
    }

    /// <summary>Path below the root of a path below this place.</summary>
    public string PathOf(string path) => Folder.Length == 0 ? path : $"{Folder}/{path}";

    /// <summary>The class of an image by its path below the root; empty without folders of classes.</summary>
    public string ClassOf(string path)
    {
        var (start, end) = (Folder.Length + 1, path.LastIndexOf('/'));
        return HasClasses && end > start && path.StartsWith(Folder + '/', StringComparison.Ordinal) ? path[start..end] : "";
    }
}
