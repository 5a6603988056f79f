using PConv.MLNet;

namespace Microsoft.ML;

// Folders of images in ML.NET's catalog of data.
public static partial class InpaintingCatalog
{
    /// <summary>A view over the JPEG, PNG, WebP and TIFF files of a folder, sorted by path (ordinal). Files are opened when an image is
    /// requested.</summary>
    /// <param name="catalog">The data catalog.</param>
    /// <param name="folder">The folder, of photographs or of a data set.</param>
    /// <param name="options">Layout, split and masks; any tree of images without masks by default, with 80 % for training, 10 % for
    /// validation and 10 % for testing.</param>
    /// <returns>Columns ImagePath, MaskPath (with masks), Class (with ImageNet and Places2) and Split ("Train", "Validation" or "Test") of
    /// text; Image and Mask (with masks) of images. The view supports shuffling. A row's id is the index of its image among all images of
    /// the folder, for any subset.</returns>
    /// <remarks>A folder is read once, even if several links point to it. Files of other formats and broken links are skipped.</remarks>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="IOException">The folder, a list or a mask is missing: <see cref="DirectoryNotFoundException"/> or
    /// <see cref="FileNotFoundException"/>.</exception>
    /// <exception cref="InvalidDataException">There are no images, some have no mask, or a list is malformed; the message names file and
    /// line.</exception>
    /// <example><code>
    /// var train = ml.Data.LoadInpaintingFolder("places2", new() { Layout = InpaintingFolderLayout.Places2, Subset = InpaintingSubset.Train
    /// }); var masked = ml.Transforms.GenerateIrregularMasks("Mask", "ImagePath").Fit(train).Transform(train);
    /// </code></example>
    public static IDataView LoadInpaintingFolder(this DataOperationsCatalog catalog, string folder, InpaintingFolderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= new();
        var images = new InpaintingFolder(folder, options);
        return options.Subset is { } subset && images.CountOf(subset) == 0
            ? throw new InvalidDataException(
                $"No image of '{folder}' is for {subset}: there are {Counts(images)}. Load another subset, or set another fraction.")
            : images.View(options.Subset);
    }

    /// <summary>The three subsets of a folder at once; see <see cref="LoadInpaintingFolder"/>.</summary>
    /// <param name="catalog">The data catalog.</param>
    /// <param name="folder">The folder, of photographs or of a data set.</param>
    /// <param name="options">Layout, split and masks, without <see cref="InpaintingFolderOptions.Subset"/>.</param>
    /// <returns>Training, validation and test set. <c>mlContext.Log</c> warns of those that have no image.</returns>
    public static (IDataView Train, IDataView Validation, IDataView Test) LoadInpaintingFolderViews(this DataOperationsCatalog catalog,
        string folder, InpaintingFolderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        if (options?.Subset is { } subset)
        {
            throw new ArgumentException(
                $"Subset is {subset}, but views of all subsets are asked for. Leave it out, or call LoadInpaintingFolder.");
        }

        var images = new InpaintingFolder(folder, options ?? new());
        if (Array.FindAll(Enum.GetValues<InpaintingSubset>(), part => images.CountOf(part) == 0) is { Length: > 0 } empty)
        {
            ContextSettings.Of(catalog).Warn(nameof(LoadInpaintingFolderViews),
                $"No image of '{folder}' is for {string.Join(" or ", empty)}: there are {Counts(images)}. "
                + "Add images, or set other fractions.");
        }

        return (images.View(InpaintingSubset.Train), images.View(InpaintingSubset.Validation), images.View(InpaintingSubset.Test));
    }

    static string Counts(InpaintingFolder images) =>
        string.Join(", ", Enum.GetValues<InpaintingSubset>().Select(s => $"{s} {images.CountOf(s)}"));
}
