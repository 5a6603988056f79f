using System.Text.RegularExpressions;
using PConv.MLNet.Files;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>
/// The masks of a folder by their names: the image's name with or without the suffix <c>_mask</c> or <c>-mask</c>, optionally with a
/// number (<c>a_mask001.png</c>, as in LaMa's data sets). In the image folder itself the suffix is required.
/// </summary>
sealed partial class MaskFolder
{
    readonly string folder, root;
    readonly bool isOfImages;
    readonly ILookup<string, string> byPath, byName;

    /// <summary>Lists the masks.</summary>
    /// <param name="folder">The folder of the masks, including sub-folders.</param>
    /// <param name="root">The folder of the images.</param>
    /// <param name="images">Relative paths of the images, which are not used as masks.</param>
    /// <param name="recursive">Whether to search sub-folders for masks beside images.</param>
    /// <param name="except">A folder to exclude, such as an output folder; null for none.</param>
    public MaskFolder(string folder, string root, IEnumerable<string> images, bool recursive = true, string? except = null)
    {
        var (real, realRoot) = (RealPath.Resolve(folder), RealPath.Resolve(root));
        (this.folder, this.root) = (folder, realRoot);
        isOfImages = RealPath.Comparer.Equals(real, realRoot);
        var taken = images.Select(image => Path.GetFullPath(image, realRoot)).ToHashSet(RealPath.Comparer);
        var found = new FolderFiles(folder, recursive || !isOfImages, except);
        LeftOut = isOfImages ? [] : [.. found.LeftOut];
        string[] files = [.. found.Images.Where(file => !taken.Contains(Path.GetFullPath(file, real)))];
        var masks = files.Select(file => (Name: WithoutSuffix(file), File: file)).Where(mask => mask.Name is not null)
            .Select(mask => (Name: mask.Name!, mask.File));
        if (!isOfImages)
        {
            masks = files.Select(file => (Name: WithoutExtension(file), File: file)).Concat(masks);
        }

        byPath = masks.ToLookup(mask => mask.Name, mask => mask.File, StringComparer.Ordinal);
        byName = masks.ToLookup(mask => Path.GetFileName(mask.Name), mask => mask.File, StringComparer.Ordinal);
    }

    /// <summary>A message for each kind of skipped file that might be a mask; empty if the image folder already reports it.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Gives each image its mask: one file for all, or those of a folder.</summary>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="InvalidDataException">Images have no mask, or a name is that of several masks.</exception>
    internal static IReadOnlyList<FolderImage> Match(IReadOnlyList<FolderImage> images, string root, InpaintingFolderOptions options)
    {
        var masks = options.Masks!;
        if (File.Exists(masks))
        {
            return [.. images.Select(p => p with { Mask = masks })];
        }

        EnsureExists(masks);
        var folder = new MaskFolder(masks, root, images.Select(p => p.Path), options.Recursive);
        List<FolderImage> matched = [.. images.Select(p => p with { Mask = folder.Find(p.Path) })];
        var without = matched.Where(p => p.Mask is null).Select(p => p.Path).ToList();
        if (without.Count > 0 && !options.SkipImagesWithoutMask)
        {
            throw new InvalidDataException(
                $"{without.Count} of {images.Count} images have no mask in '{masks}': {FolderFiles.First(without)}. "
                + "A mask has the image's name, with or without _mask or -mask behind it. Add them, or set SkipImagesWithoutMask.");
        }

        return matched.FindAll(p => p.Mask is not null);
    }

    /// <summary>Throws if the masks do not exist.</summary>
    /// <exception cref="FileNotFoundException">Neither a file nor a folder with this path exists.</exception>
    static void EnsureExists(string masks)
    {
        if (!File.Exists(masks) && !Directory.Exists(masks))
        {
            throw new FileNotFoundException($"There is no mask file or folder '{masks}'. Check the path.", masks);
        }
    }

    /// <summary>Opens a folder of masks; null if there is one mask file for all images.</summary>
    /// <inheritdoc cref="MaskFolder(string, string, IEnumerable{string}, bool, string?)"/>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    public static MaskFolder? Open(string masks, string root, IEnumerable<string> images, bool recursive, string? except)
    {
        EnsureExists(masks);
        return File.Exists(masks) ? null : new(masks, root, images, recursive, except);
    }

    /// <summary>The mask of an image; there must be one.</summary>
    /// <param name="image">The image's path below its folder.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">There are several.</exception>
    public string FileOf(string image) =>
        Find(image) is { } mask && !RealPath.Comparer.Equals(RealPath.Resolve(mask), RealPath.Resolve(Path.Combine(root, image))) ? mask
        : throw new FileNotFoundException($"There is no mask of '{image}' in '{folder}': looked for {NamesFor(image)}.");

    /// <summary>The mask of an image, in the same relative folder or else anywhere by name; null if there is none.</summary>
    string? Find(string image) =>
        (Single(image, byPath[WithoutExtension(image)]) ?? Single(image, byName[Path.GetFileNameWithoutExtension(image)])) is { } file
        ? Path.Combine(folder, file)
        : null;

    /// <summary>The names that <see cref="Find"/> searches for, for error messages.</summary>
    string NamesFor(string image)
    {
        var name = Path.GetFileNameWithoutExtension(image);
        return $"{(isOfImages ? "" : $"{name}.png, ")}{name}_mask.png, {name}-mask.png or {name}_mask001.png (or " +
            $"{string.Join(", ", ImageFile.Extensions.Where(e => e != ".png"))})";
    }

    /// <summary>Tells which paths below a folder are masks and no images because of their names: those of masks that lie beside their
    /// images, and one for all.</summary>
    /// <remarks>A folder of masks within is not entered at all: see <see cref="FolderFiles"/>.</remarks>
    internal static Func<string, bool> Inside(string root, string? masks)
    {
        if (masks is null)
        {
            return _ => false;
        }

        var (real, realRoot) = (RealPath.Resolve(masks), RealPath.Resolve(root));
        return RealPath.Comparer.Equals(real, realRoot)
            ? path => WithoutSuffix(path) is not null
            : path => RealPath.Comparer.Equals(Path.GetFullPath(path, realRoot), real);
    }

    static string? Single(string image, IEnumerable<string> masks) => masks.ToArray() switch
    {
        [] => null,
        [var one] => one,
        var several => throw new InvalidDataException($"'{image}' has {several.Length} masks: {FolderFiles.First(several)}. Leave one."),
    };

    static string WithoutExtension(string path) => path[..^Path.GetExtension(path).Length];

    static string? WithoutSuffix(string path) =>
        Suffix().Match(WithoutExtension(path)) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex("^(?<name>.*[^/])[_-]mask[0-9]*$", RegexOptions.Singleline)]
    private static partial Regex Suffix();
}
