using PConv.MLNet;

namespace Microsoft.ML;

// Irregular masks in ML.NET's catalog of transforms.
public static partial class InpaintingCatalog
{
    /// <summary>Draws an irregular mask for each row, of the size of the row's image: white strokes of holes on black.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the output column: mask images. A row without an image gets no mask.</param>
    /// <param name="imageColumnName">Name of the image column: images, file paths, encoded files or vectors of floats; null for masks of
    /// the options' size.</param>
    /// <param name="options">Hole ratio, border, strokes, seed and polarity; the paper's class (0.2, 0.3] by default.</param>
    /// <exception cref="ArgumentException">The options contradict each other; the message says what to change.</exception>
    /// <remarks>The mask depends on the row's id, its image's size and the options only, not on the order of the rows. An image too small
    /// for the wanted border or ratio is an error that names its row.</remarks>
    /// <example><code>
    /// var pipeline = ml.Transforms.LoadImages("Image", folder, "ImagePath")
    ///     .Append(ml.Transforms.GenerateIrregularMasks("Mask", "Image", new() { Masks = new() { Border = 50 } }))
    ///     .Append(ml.Transforms.InpaintPartialConv("Output", "Image", "Mask"));
    /// </code></example>
    public static IEstimator<ITransformer> GenerateIrregularMasks(this TransformsCatalog catalog,
        string outputColumnName, string? imageColumnName, IrregularMaskGeneratingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new IrregularMaskGeneratingEstimator(outputColumnName, imageColumnName, options ?? new());
    }

    /// <summary>Draws an irregular mask for each row, of the size of the row's image, with hole ratios in (minRatio, maxRatio].</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the output column: mask images, white = hole.</param>
    /// <param name="imageColumnName">Name of the image column: images, file paths, encoded files or vectors of floats.</param>
    /// <param name="minRatio">Hole ratios above this, [0, 1).</param>
    /// <param name="maxRatio">Hole ratios up to this, (minRatio, 1].</param>
    /// <param name="border">Pixels along each side that stay valid.</param>
    /// <param name="seed">Seed of the masks.</param>
    public static IEstimator<ITransformer> GenerateIrregularMasks(this TransformsCatalog catalog,
        string outputColumnName, string imageColumnName, double minRatio, double maxRatio, int border = 0, int seed = 0) =>
        catalog.GenerateIrregularMasks(outputColumnName, imageColumnName,
            new IrregularMaskGeneratingOptions
            {
                Masks = new() { MinRatio = minRatio, MaxRatio = maxRatio, Border = border },
                Seed = seed,
            });
}
