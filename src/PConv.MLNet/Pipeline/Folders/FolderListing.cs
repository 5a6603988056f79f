using PConv.MLNet.Files;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>Lists the images of a folder, sorted by path (ordinal). Reads names and lists, but opens no image.</summary>
/// <param name="root">The folder.</param>
/// <param name="options">Layout, lists and masks.</param>
/// <param name="except">A folder to exclude, such as an output folder; null for none.</param>
sealed class FolderListing(string root, InpaintingFolderOptions options, string? except = null)
{
    readonly List<string> leftOut = [];

    /// <summary>A message for each kind of file that was skipped although it might be an image.</summary>
    public IReadOnlyList<string> LeftOut => leftOut;

    /// <summary>All images of the folder, or those named in the lists if there are any.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">The folder has no images, an image named in a list is missing, or a list is
    /// malformed.</exception>
    public IReadOnlyList<FolderImage> Read()
    {
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"There is no folder '{root}'. Check the path.");
        }

        var places = FolderPlace.List(root, options.Layout);
        var images = (options.SplitFile, options.Lists.Any()) switch
        {
            ({ } file, _) => OfSplitFile(Found(file), places),
            (_, true) => [.. options.Lists.SelectMany(list => OfList(list.Subset, Found(list.File), places))],
            _ when except is not null && RealPath.IsWithin(RealPath.Resolve(root), RealPath.Resolve(except)) => [],
            _ => Below(places),
        };
        if (images.Count == 0)
        {
            throw new InvalidDataException($"'{root}' holds no image ({string.Join(", ", ImageFile.Extensions)}){Outside()}"
                + $"{(options.Recursive ? "" : " of its own; take its folders too (recursive)")}." +
                $"{string.Concat(leftOut.Select(sentence => " " + sentence))}");
        }

        images.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        for (var i = 0; i < images.Count; i++)
        {
            if (i > 0 && images[i].Path == images[i - 1].Path)
            {
                throw new InvalidDataException(
                    $"'{images[i].Path}' is in the lists of two subsets, {images[i - 1].Subset} and {images[i].Subset}. Remove it " +
                    $"from one.");
            }

            images[i] = images[i] with { Index = i };
        }

        return images;
    }

    string Outside() => except is not null && Directory.Exists(except)
        && (RealPath.IsWithin(RealPath.Resolve(root), RealPath.Resolve(except))
            || RealPath.IsWithin(RealPath.Resolve(except), RealPath.Resolve(root)))
        ? $" outside '{except}'"
        : "";

    List<FolderImage> Below(FolderPlace[] places)
    {
        var isMask = MaskFolder.Inside(root, options.Masks);
        var found = new List<FolderImage>();
        foreach (var place in places)
        {
            var files = new FolderFiles(Path.Combine(root, place.Folder), options.Recursive || place.HasClasses, options.Masks, except);
            leftOut.AddRange(files.LeftOut);
            found.AddRange(from path in files.Images
                           where !isMask(place.PathOf(path))
                           select new FolderImage(place.PathOf(path), place.Subset
                               ?? FolderImage.Split(path, options), place.ClassOf(place.PathOf(path))));
        }

        return found;
    }

    List<FolderImage> OfList(InpaintingSubset subset, string file, FolderPlace[] places) => EnsureThere(file,
        from entry in NameList.OfPaths(file)
        let name = ImageFile.IsImage(entry.Name) ? entry.Name : entry.Name + ".JPEG" // ImageNet's lists of the challenge leave it out
        select Listed(name, subset, entry.Number ?? "", places.FirstOrDefault(p => p.Subset == subset) ?? places[0]));

    List<FolderImage> OfSplitFile(string file, FolderPlace[] places)
    {
        var mapping = Path.Combine(root, CelebAMapping.FileName);
        if (options.Layout == InpaintingFolderLayout.CelebAHQ && File.Exists(mapping))
        {
            return OfOriginals(file, CelebAMapping.Read(mapping), places);
        }

        return EnsureThere(file,
            from line in NameList.OfSubsets(file)
            select Listed(line.Entry.Name, line.Subset, "", places.FirstOrDefault(p => IsThere(p.PathOf(line.Entry.Name))) ?? places[0]));
    }

    /// <summary>An image named in a list, relative to its place or to the root. Without a class folder, the label is the class.</summary>
    FolderImage Listed(string name, InpaintingSubset subset, string label, FolderPlace place)
    {
        var path = !IsThere(place.PathOf(name)) && IsThere(name) ? name : place.PathOf(name);
        return new(path, subset, place.ClassOf(path) is { Length: > 0 } folder ? folder : label);
    }

    /// <summary>Assigns each CelebA-HQ image to the subset of its CelebA original.</summary>
    List<FolderImage> OfOriginals(string file, Dictionary<int, string> originals, FolderPlace[] places)
    {
        var subsets = NameList.OfSubsets(file).ToDictionary(line => line.Entry.Name, line => line.Subset, StringComparer.Ordinal);
        return Below(places).ConvertAll(image =>
            int.TryParse(Path.GetFileNameWithoutExtension(image.Path), out var index) && originals.TryGetValue(index, out var original)
            && subsets.TryGetValue(original, out var subset)
                ? image with { Subset = subset }
                : throw new InvalidDataException(
                    $"'{image.Path}' has no original in {CelebAMapping.FileName} that {file} names. Take the mapping and the split " +
                    $"file that belong to the images."));
    }

    List<FolderImage> EnsureThere(string file, IEnumerable<FolderImage> named)
    {
        List<FolderImage> images = [.. named];
        var missing = images.Where(p => !IsThere(p.Path)).Select(p => p.Path).ToList();
        return missing.Count == 0
            ? images
            : throw new InvalidDataException(
                $"{file} names {missing.Count} of {images.Count} images that are not in '{root}': {FolderFiles.First(missing)}. " +
                $"Complete the folder, or take the list that belongs to it.");
    }

    bool IsThere(string path) => File.Exists(Path.Combine(root, path));

    string Found(string file) =>
        IsThere(file) ? Path.Combine(root, file)
        : File.Exists(file) ? file
        : throw new FileNotFoundException($"There is no file '{file}', neither in '{root}' nor as a path. Check the name.", file);
}
