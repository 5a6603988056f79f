namespace PConv.MLNet;

/// <summary>Finds the masks of pictures: one file for all, or files of their names.</summary>
static class MaskFolder
{
    static readonly string[] Suffixes = ["_mask", "-mask"];

    /// <summary>Gives each picture its mask.</summary>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="InvalidDataException">Pictures have no mask, or a name is that of several masks.</exception>
    public static IReadOnlyList<FolderPicture> Match(IReadOnlyList<FolderPicture> pictures, string root, InpaintingFolderOptions options)
    {
        var masks = options.Masks!;
        if (File.Exists(masks))
        {
            return [.. pictures.Select(p => p with { Mask = masks })];
        }

        if (!Directory.Exists(masks))
        {
            throw new FileNotFoundException($"There is no mask file or folder '{masks}'. Check the path.", masks);
        }

        List<string> files = [.. FolderListing.Files(masks, recursive: true).Order(StringComparer.Ordinal)];
        var byPath = files.ToLookup(WithoutExtension, StringComparer.Ordinal);
        var byName = files.ToLookup(f => Path.GetFileNameWithoutExtension(f), StringComparer.Ordinal);
        var suffixes = IsSame(root, masks) ? Suffixes : ["", .. Suffixes];
        List<FolderPicture> matched = [.. pictures.Select(p => p with { Mask = MaskOf(p.Path) is { } file ? Path.Combine(masks, file) : null })];
        var without = matched.Where(p => p.Mask is null).Select(p => p.Path).ToList();
        if (without.Count > 0 && !options.SkipImagesWithoutMask)
        {
            throw new InvalidDataException($"{without.Count} of {pictures.Count} pictures have no mask in '{masks}': {FolderListing.First(without)}. "
                + "A mask has the picture's name, with or without _mask or -mask behind it. Add them, or set SkipImagesWithoutMask.");
        }

        return matched.FindAll(p => p.Mask is not null);

        // Of the same folder first, then of the same name anywhere.
        string? MaskOf(string picture) =>
            Single(picture, suffixes.SelectMany(suffix => byPath[WithoutExtension(picture) + suffix]))
            ?? Single(picture, suffixes.SelectMany(suffix => byName[Path.GetFileNameWithoutExtension(picture) + suffix]));
    }

    /// <summary>Tells the paths below a folder that are masks and not pictures, because the masks lie inside.</summary>
    public static Func<string, bool> Inside(string root, string? masks)
    {
        if (masks is null)
        {
            return _ => false;
        }

        if (IsSame(root, masks))
        {
            return path => Suffixes.Any(suffix => WithoutExtension(path).EndsWith(suffix, StringComparison.Ordinal));
        }

        var inside = Path.GetRelativePath(root, masks).Replace(Path.DirectorySeparatorChar, '/');
        return path => path == inside || path.StartsWith(inside + '/', StringComparison.Ordinal);
    }

    static string? Single(string picture, IEnumerable<string> masks) => masks.ToArray() switch
    {
        [] => null,
        [var one] => one,
        var several => throw new InvalidDataException($"'{picture}' has {several.Length} masks: {FolderListing.First(several)}. Leave one."),
    };

    static bool IsSame(string a, string b) => Path.GetRelativePath(a, b) == ".";

    static string WithoutExtension(string path) => path[..^Path.GetExtension(path).Length];
}
