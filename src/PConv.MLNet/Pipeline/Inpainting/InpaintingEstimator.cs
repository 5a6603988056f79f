using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Fills the holes of images, with a network or by a classical method. Fitting learns nothing: it loads the model.</summary>
/// <remarks>Made by <see cref="InpaintingCatalog"/>.</remarks>
public sealed class InpaintingEstimator : IEstimator<InpaintingTransformer>
{
    readonly InpaintingOptions options;
    readonly ContextSettings context;

    internal InpaintingEstimator(InpaintingOptions options, ContextSettings context)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (this.options, this.context) = (context.Complete(options), context);
    }

    /// <summary>Checks the columns, and loads the model if there is one.</summary>
    public InpaintingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var columns = InpaintingColumns.Bind(input.Schema, options);
        var transformer = new InpaintingTransformer(new(options, columns.Image.Form, columns.Mask?.Form));
        context.Tell(transformer);
        return transformer;
    }

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
