using PConv.MLNet;
using PConv.MLNet.Masks;

namespace Microsoft.ML;

// Irregular masks in ML.NET's catalog of transforms.
public static partial class InpaintingCatalog
{
    /// <summary>Draws an irregular mask for each row, of the size of the row's image: by default white strokes on black.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">Name of the output column: mask images. A row without an image gets no mask.</param>
    /// <param name="imageColumnName">Name of the image column: images, file paths, encoded files or vectors of floats; null for masks of
    /// the options' size.</param>
    /// <param name="options">Hole ratio, border, kinds and augmentation; null, the default, for the paper's class (0.2, 0.3]. Width and
    /// height count only without an image column.</param>
    /// <param name="seed">Seed of the masks; null, the default, for the context's, or 0 if it has none.</param>
    /// <param name="polarity">What white means; the hole by default.</param>
    /// <exception cref="ArgumentException">The options contradict each other; the message says what to change.</exception>
    /// <remarks>The mask depends on the row's id, its image's size and the options only, not on the order of the rows. An image too small
    /// for the wanted border or ratio is an error that names its row.</remarks>
    /// <example><code>
    /// var pipeline = ml.Transforms.LoadImages("Image", folder, "ImagePath")
    ///     .Append(ml.Transforms.GenerateIrregularMasks("Mask", "Image", new() { Border = 50 }))
    ///     .Append(ml.Transforms.InpaintPartialConv("Output", "Image", "Mask"));
    /// </code></example>
    public static IEstimator<ITransformer> GenerateIrregularMasks(this TransformsCatalog catalog,
        string outputColumnName, string? imageColumnName, IrregularMaskOptions? options = null, int? seed = null,
        MaskPolarity polarity = MaskPolarity.WhiteIsHole)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new IrregularMaskGeneratingEstimator(new(outputColumnName, imageColumnName, options ?? new(),
            seed ?? ContextSettings.Of(catalog).Seed ?? 0, polarity));
    }
}
