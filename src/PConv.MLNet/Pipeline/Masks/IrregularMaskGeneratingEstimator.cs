using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Draws an irregular mask for each row. Fitting learns nothing.</summary>
/// <remarks>Made by
/// <see cref="InpaintingCatalog.GenerateIrregularMasks(TransformsCatalog, string, string, IrregularMaskGeneratingOptions)"/>.</remarks>
sealed class IrregularMaskGeneratingEstimator : IEstimator<ITransformer>
{
    readonly string outputColumnName;
    readonly string? imageColumnName;
    readonly IrregularMaskGeneratingOptions options;

    internal IrregularMaskGeneratingEstimator(string outputColumnName, string? imageColumnName, IrregularMaskGeneratingOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        if (imageColumnName is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(imageColumnName);
        }

        options.Validate(imageColumnName);
        (this.outputColumnName, this.imageColumnName, this.options) = (outputColumnName, imageColumnName, options);
    }

    /// <summary>Checks the image column; reads no row.</summary>
    /// <exception cref="ArgumentException">The column is missing or holds no images.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new IrregularMaskGeneratingTransformer(new(outputColumnName, imageColumnName, options));
        transformer.Bind(input.Schema);
        return transformer;
    }

    /// <summary>The input's columns and the column of masks.</summary>
    /// <exception cref="ArgumentException">The image column is missing or holds no images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        DataViewType? imageType = null;
        if (imageColumnName is not null)
        {
            ImageColumn.Check(inputSchema, imageColumnName, "image");
            imageType = inputSchema.First(c => c.Name == imageColumnName).ItemType;
        }

        return AddedShape.Images(inputSchema, outputColumnName, IrregularMaskGeneratingTransformer.TypeOf(imageType, options));
    }
}
