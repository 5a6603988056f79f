using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Draws an irregular mask for each row. Fitting learns nothing.</summary>
/// <remarks>Made by <see cref="InpaintingCatalog.GenerateIrregularMasks"/>.</remarks>
sealed class IrregularMaskGeneratingEstimator : IEstimator<ITransformer>
{
    readonly FittedMasks masks;

    internal IrregularMaskGeneratingEstimator(FittedMasks masks)
    {
        ArgumentException.ThrowIfNullOrEmpty(masks.OutputColumnName);
        if (masks.ImageColumnName is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(masks.ImageColumnName);
        }

        masks.Validate();
        this.masks = masks;
    }

    /// <summary>Checks the image column; reads no row.</summary>
    /// <exception cref="ArgumentException">The column is missing or holds no images.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new IrregularMaskGeneratingTransformer(masks);
        transformer.Bind(input.Schema);
        return transformer;
    }

    /// <summary>The input's columns and the column of masks.</summary>
    /// <exception cref="ArgumentException">The image column is missing or holds no images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        DataViewType? imageType = null;
        if (masks.ImageColumnName is { } image)
        {
            ImageColumn.Check(inputSchema, image, "image");
            imageType = inputSchema.First(c => c.Name == image).ItemType;
        }

        return AddedShape.Images(inputSchema, masks.OutputColumnName, IrregularMaskGeneratingTransformer.TypeOf(imageType, masks.Size));
    }
}
