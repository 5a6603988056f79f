using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet;

/// <summary>The images below a folder in a fixed order, named by their paths below it: wherever the folder lies, an image has the same
/// name.</summary>
public sealed class ImageFolder : IImageSource
{
    readonly string folder;
    readonly string[] names;

    /// <summary>Lists the folder once, with its sub-folders.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="except">A folder whose images do not count, such as one of results within the other; null, the default, for
    /// none.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">It holds no image that counts.</exception>
    public ImageFolder(string folder, string? except = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        this.folder = folder;
        var listing = new FolderListing(folder, new(), except);
        names = [.. listing.Read().Select(picture => picture.Path)];
        LeftOut = listing.LeftOut;
    }

    /// <summary>A sentence for each kind of what the folder holds and is left out: images of other formats, links that lead
    /// nowhere.</summary>
    internal IReadOnlyList<string> LeftOut { get; private init; } = [];

    /// <summary>Folder of the images filled, each of its image's name; needed where a network starts from
    /// <see cref="InitialFill.Given"/>.</summary>
    internal string? Fills { get; init; }

    /// <summary>Folder of the masks of <see cref="Fills"/>, PNG files of the images' names, white = hole.</summary>
    internal string? FillMasks { get; init; }

    /// <summary>The same images with fills and their masks.</summary>
    internal ImageFolder WithFills(string fills, string masks) => new(folder, names)
    {
        Fills = fills,
        FillMasks = masks,
        LeftOut = LeftOut,
    };

    ImageFolder(string folder, IEnumerable<string> names) => (this.folder, this.names) = (folder, [.. names]);

    /// <summary>Holds images of a folder back, by a hash of seed and name: as <c>mlContext.Data.LoadInpaintingFolder</c> does. Either side
    /// may be left without any.</summary>
    /// <param name="folder">The folder, with its sub-folders.</param>
    /// <param name="share">Share to hold back, (0, 1).</param>
    /// <param name="seed">Another seed, another split.</param>
    internal static (ImageFolder Training, ImageFolder Validation) Split(string folder, double share, int seed)
    {
        var listing = new FolderListing(folder, new() { ValidationFraction = share, TestFraction = 0, Seed = seed });
        var sides = listing.Read().ToLookup(picture => picture.Subset == InpaintingSubset.Validation, picture => picture.Path);
        return (new(folder, sides[false]) { LeftOut = listing.LeftOut }, new(folder, sides[true]));
    }

    /// <inheritdoc/>
    public int Count => names.Length;

    /// <inheritdoc/>
    public string NameOf(int index) => names[index];

    /// <inheritdoc/>
    public RgbImage Read(int index) => VisibleFill.Shown(ImageFile.Read(Path.Combine(folder, names[index])));

    /// <inheritdoc/>
    public RgbImage? FillOf(int index) => Fills is null ? null : ImageFile.ReadRgb(Beside(Fills, index));

    /// <inheritdoc/>
    public Mask? MaskOf(int index) => FillMasks is null ? null : new MaskFileReader().Read(Beside(FillMasks, index));

    /// <summary>A PNG file of an image's name in another folder.</summary>
    string Beside(string other, int index) => Path.Combine(other, Path.ChangeExtension(names[index], ".png"));
}
