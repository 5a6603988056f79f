using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>Lists the pictures of a folder, sorted by path (ordinal). Reads names and lists, opens no picture.</summary>
sealed class FolderListing(string root, InpaintingFolderOptions options)
{
    const int Named = 5; // names an error gives

    /// <summary>All pictures of the folder that the lists, if there are any, name.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It has no pictures or not those that a list names, or a list is not in form.</exception>
    public IReadOnlyList<FolderPicture> Read()
    {
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"There is no folder '{root}'. Check the path.");
        }

        var places = FolderPlace.Of(root, options.Layout);
        var pictures = (options.SplitFile, options.Lists.Any()) switch
        {
            ({ } file, _) => OfSplitFile(Found(file), places),
            (_, true) => [.. options.Lists.SelectMany(list => OfList(list.Subset, Found(list.File), places))],
            _ => Below(places),
        };
        if (pictures.Count == 0)
        {
            throw new InvalidDataException($"'{root}' holds no picture ({string.Join(", ", ImageFile.Extensions)}){(options.Recursive ? "" : " of its own; take its folders too (recursive)")}.");
        }

        pictures.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        for (var i = 0; i < pictures.Count; i++)
        {
            if (i > 0 && pictures[i].Path == pictures[i - 1].Path)
            {
                throw new InvalidDataException($"'{pictures[i].Path}' is in the lists of two subsets, {pictures[i - 1].Subset} and {pictures[i].Subset}. Remove it from one.");
            }

            pictures[i] = pictures[i] with { Index = i };
        }

        return pictures;
    }

    /// <summary>Paths of the pictures below a folder, with '/'. Files and folders whose names begin with a dot are not looked at.</summary>
    public static IEnumerable<string> Files(string folder, bool recursive) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = recursive, IgnoreInaccessible = false })
            .Where(ImageFile.IsImage)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'));

    /// <summary>The first of some names, for an error.</summary>
    public static string First(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");

    List<FolderPicture> Below(FolderPlace[] places)
    {
        var masks = MaskFolder.Inside(root, options.Masks);
        return [.. from place in places
                   from path in Files(Path.Combine(root, place.Folder), options.Recursive || place.HasClasses)
                   where !masks(place.PathOf(path))
                   select new FolderPicture(place.PathOf(path), place.Subset ?? FolderPicture.Split(path, options), place.ClassOf(place.PathOf(path)))];
    }

    List<FolderPicture> OfList(InpaintingSubset subset, string file, FolderPlace[] places) => EnsureThere(file,
        from entry in NameList.OfPaths(file)
        let name = ImageFile.IsImage(entry.Name) ? entry.Name : entry.Name + ".JPEG" // ImageNet's lists of the challenge leave it out
        select Listed(name, subset, entry.Number ?? "", places.FirstOrDefault(p => p.Subset == subset) ?? places[0]));

    List<FolderPicture> OfSplitFile(string file, FolderPlace[] places)
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

    /// <summary>A picture that a list names below its place, or below the root. Without a folder of its class its label is its class.</summary>
    FolderPicture Listed(string name, InpaintingSubset subset, string label, FolderPlace place)
    {
        var path = !IsThere(place.PathOf(name)) && IsThere(name) ? name : place.PathOf(name);
        return new(path, subset, place.ClassOf(path) is { Length: > 0 } folder ? folder : label);
    }

    /// <summary>Each picture of CelebA-HQ where its original of CelebA is.</summary>
    List<FolderPicture> OfOriginals(string file, Dictionary<int, string> originals, FolderPlace[] places)
    {
        var subsets = NameList.OfSubsets(file).ToDictionary(line => line.Entry.Name, line => line.Subset, StringComparer.Ordinal);
        return Below(places).ConvertAll(picture =>
            int.TryParse(Path.GetFileNameWithoutExtension(picture.Path), out var index) && originals.TryGetValue(index, out var original) && subsets.TryGetValue(original, out var subset)
                ? picture with { Subset = subset }
                : throw new InvalidDataException($"'{picture.Path}' has no original in {CelebAMapping.FileName} that {file} names. Take the mapping and the split file that belong to the pictures."));
    }

    List<FolderPicture> EnsureThere(string file, IEnumerable<FolderPicture> named)
    {
        List<FolderPicture> pictures = [.. named];
        var missing = pictures.Where(p => !IsThere(p.Path)).Select(p => p.Path).ToList();
        return missing.Count == 0
            ? pictures
            : throw new InvalidDataException($"{file} names {missing.Count} of {pictures.Count} pictures that are not in '{root}': {First(missing)}. Complete the folder, or take the list that belongs to it.");
    }

    bool IsThere(string path) => File.Exists(Path.Combine(root, path));

    string Found(string file) =>
        IsThere(file) ? Path.Combine(root, file)
        : File.Exists(file) ? file
        : throw new FileNotFoundException($"There is no file '{file}', neither in '{root}' nor as a path. Check the name.", file);
}
