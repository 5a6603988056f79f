using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Fills the holes of images. Fitting learns nothing.</summary>
/// <typeparam name="TTransformer">Type of the fitted transformer.</typeparam>
public abstract class InpaintingEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : InpaintingTransformer
{
    readonly InpaintingOptions options;

    private protected InpaintingEstimator(InpaintingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
    }

    /// <summary>Checks the columns, and loads the model if there is one.</summary>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var columns = InpaintingColumns.Bind(input.Schema, options);
        return Make(new(options, columns.Image.Form, columns.Mask?.Form));
    }

    private protected abstract TTransformer Make(FittedInpainting fitted);

    /// <summary>The input's columns and the added ones.</summary>
    /// <exception cref="ArgumentException">A column is missing or holds no images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageColumn.Check(inputSchema, options.ImageColumnName, "image");
        if (options.MaskColumnName is { } mask)
        {
            ImageColumn.Check(inputSchema, mask, "mask");
        }

        var imageType = inputSchema.First(c => c.Name == options.ImageColumnName).ItemType;
        return InpaintingColumns.Added(options, imageType).Aggregate(inputSchema, (shape, added) => added.Type is ImageDataViewType images
            ? AddedShape.Images(shape, added.Name, images)
            : AddedShape.Vectors(shape, added.Name, (VectorDataViewType)added.Type));
    }
}
