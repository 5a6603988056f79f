using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Fills the holes of images with a partial-convolution network. Fitting learns nothing: it loads the model.</summary>
/// <remarks>Made by <see cref="InpaintingCatalog.InpaintPartialConv(TransformsCatalog, string, string, string, string)"/>.</remarks>
public sealed class PartialConvInpaintingEstimator : IEstimator<PartialConvInpaintingTransformer>
{
    readonly PartialConvInpaintingOptions options;

    internal PartialConvInpaintingEstimator(PartialConvInpaintingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
    }

    /// <summary>Checks the columns and loads the model.</summary>
    public PartialConvInpaintingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        InpaintingColumns.Bind(input.Schema, options);
        return new(options);
    }

    /// <summary>The input's columns and the output column, of the image column's type.</summary>
    /// <exception cref="ArgumentException">A column is missing or holds no images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (var name in new[] { options.ImageColumnName, options.MaskColumnName })
        {
            var column = inputSchema.FirstOrDefault(c => c.Name == name);
            if (column.Name is null)
            {
                throw InpaintingColumns.Missing(name, inputSchema.Select(c => c.Name));
            }

            if (column.ItemType is not ImageDataViewType)
            {
                throw InpaintingColumns.NoImages(name, column.ItemType);
            }
        }

        // A shape's columns cannot be made outside ML.NET: the output's is a copy of the image's.
        return new MLContext().Transforms.CopyColumns(options.OutputColumnName, options.ImageColumnName).GetOutputSchema(inputSchema);
    }
}
