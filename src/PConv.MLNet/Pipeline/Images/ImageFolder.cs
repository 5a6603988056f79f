using System.Collections.Concurrent;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet;

/// <summary>The images below a folder in a fixed order, named by their relative paths, so that names do not depend on the folder's
/// location.</summary>
public sealed class ImageFolder : IImageSource
{
    readonly string folder;
    readonly string[] names;
    readonly string? masks;
    readonly MaskFolder? maskFiles;
    readonly ConcurrentDictionary<string, bool> notes = new();

    /// <summary>Lists the folder once, with its sub-folders.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="except">A folder to exclude, such as an output folder inside the other; null, the default, for none.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">The folder contains no usable image.</exception>
    public ImageFolder(string folder, string? except = null)
        : this(folder, new InpaintingFolderOptions(), except)
    {
    }

    /// <summary>Lists the folder once, by its layout, lists and masks.</summary>
    /// <inheritdoc cref="ImageFolder(string, string?)"/>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Which of its images count, and where their masks are.</param>
    /// <param name="except">A folder whose images and masks do not count; null, the default, for none.</param>
    /// <exception cref="FileNotFoundException">There is no such file or folder of masks.</exception>
    public ImageFolder(string folder, InpaintingFolderOptions options, string? except = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        this.folder = folder;
        var listing = new FolderListing(folder, options, except);
        names = [.. listing.Read().Select(image => image.Path)];
        masks = options.Masks;
        maskFiles = masks is null ? null : MaskFolder.Open(masks, folder, names, options.Recursive, except);
        LeftOut = [.. listing.LeftOut, .. maskFiles?.LeftOut.Select(sentence => $"{masks}: {sentence}") ?? []];
    }

    /// <summary>A sentence for each kind of what the folder holds and is left out: images of other formats, links that lead
    /// nowhere.</summary>
    public IReadOnlyList<string> LeftOut { get; private init; } = [];

    /// <summary>A sentence for each thing that the images read so far hold and that was not read: further frames, CMYK colors.</summary>
    public IReadOnlyCollection<string> Notes => [.. notes.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Folder of the filled images, with the names of the originals; required if a network starts from
    /// <see cref="InitialFill.Given"/>.</summary>
    internal string? Fills { get; init; }

    /// <summary>Folder of the masks of <see cref="Fills"/>, PNG files of the images' names, white = hole.</summary>
    internal string? FillMasks { get; init; }

    /// <summary>Whether a path has the extension of an image, of a format that is read or not.</summary>
    public static bool HasImageExtension(string path) => FolderFiles.HasImageExtension(path);

    /// <summary>The same images with fills and their masks, for networks that start from <see cref="InitialFill.Given"/>.</summary>
    /// <param name="fills">Folder of the images filled, each of its image's name.</param>
    /// <param name="masks">Folder of the masks, PNG files of the images' names, white = hole.</param>
    public ImageFolder WithFills(string fills, string masks) => new(folder, names)
    {
        Fills = fills,
        FillMasks = masks,
        LeftOut = LeftOut,
    };

    ImageFolder(string folder, IEnumerable<string> names) => (this.folder, this.names) = (folder, [.. names]);

    /// <summary>Splits the images of a folder by a hash of seed and name, like <c>mlContext.Data.LoadInpaintingFolder</c>. Either part may
    /// be empty.</summary>
    /// <param name="folder">The folder, with its sub-folders.</param>
    /// <param name="share">Share to hold back, (0, 1).</param>
    /// <param name="seed">Another seed, another split.</param>
    public static (ImageFolder Training, ImageFolder Validation) Split(string folder, double share, int seed)
    {
        var listing = new FolderListing(folder, new() { ValidationFraction = share, TestFraction = 0, Seed = seed });
        var sides = listing.Read().ToLookup(image => image.Subset == InpaintingSubset.Validation, image => image.Path);
        return (new(folder, sides[false]) { LeftOut = listing.LeftOut }, new(folder, sides[true]));
    }

    /// <inheritdoc/>
    public int Count => names.Length;

    /// <inheritdoc/>
    public string NameOf(int index) => names[index];

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The image is damaged, or wholly transparent.</exception>
    public RgbImage Read(int index)
    {
        var file = ImageFile.Read(Path.Combine(folder, names[index]));
        foreach (var note in file.Notes)
        {
            notes[note] = true;
        }

        return file.Opacity is { } opacity && !opacity.AsSpan().ContainsAnyExcept((byte)0)
            ? throw new InvalidDataException($"'{file.Name}' is wholly transparent: there is nothing to see in it.")
            : VisibleFill.Shown(file);
    }

    /// <inheritdoc/>
    public RgbImage? FillOf(int index) => Fills is null ? null : ImageFile.ReadRgb(Beside(Fills, index));

    /// <inheritdoc/>
    public Mask? MaskOf(int index) => FillMasks is null ? null : new MaskFileReader().Read(Beside(FillMasks, index));

    /// <summary>The file of an image's mask: <see cref="InpaintingFolderOptions.Masks"/> itself, or the one in that folder that has the
    /// image's name, with or without <c>_mask</c> or <c>-mask</c> behind it.</summary>
    /// <param name="index">Index of the image.</param>
    /// <exception cref="FileNotFoundException">The image has no mask; the message says what was looked for.</exception>
    /// <exception cref="InvalidDataException">It has several.</exception>
    /// <exception cref="InvalidOperationException">The folder was listed without masks.</exception>
    public string MaskFileOf(int index) => maskFiles is null
        ? masks ?? throw new InvalidOperationException("The folder was listed without masks. Set Masks in its options.")
        : maskFiles.FileOf(names[index]);

    /// <summary>The file of one image's mask in a folder of masks, found in the same way.</summary>
    /// <param name="image">Path of the image file.</param>
    /// <param name="masks">The folder of the masks, with its sub-folders.</param>
    /// <inheritdoc cref="MaskFileOf(int)"/>
    public static string MaskFileOf(string image, string masks)
    {
        ArgumentException.ThrowIfNullOrEmpty(image);
        var name = Path.GetFileName(image);
        return new MaskFolder(masks, Path.GetDirectoryName(Path.GetFullPath(image))!, [name]).FileOf(name);
    }

    /// <summary>Path of the PNG file with the image's name in another folder.</summary>
    string Beside(string other, int index) => Path.Combine(other, Path.ChangeExtension(names[index], ".png"));
}
