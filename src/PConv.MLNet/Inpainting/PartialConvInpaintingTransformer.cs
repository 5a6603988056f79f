using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Scoring;

namespace PConv.MLNet;

/// <summary>Adds a column of filled images to a data view, row by row and on demand. Holds a model: dispose it when done.</summary>
public sealed class PartialConvInpaintingTransformer : ITransformer, IDisposable
{
    readonly PartialConvInpaintingOptions options;
    readonly OnnxInpainter inpainter;

    internal PartialConvInpaintingTransformer(PartialConvInpaintingOptions options)
    {
        this.options = options;
        inpainter = options.ModelFile is { } file ? OnnxInpainter.FromFile(file, options.Scoring) : OnnxInpainter.BuiltIn(options.Scoring);
    }

    /// <summary>True: a row's output depends on that row alone.</summary>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new InpaintingMapper(inputSchema, this, options).OutputSchema;

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new InpaintingMapper(inputSchema, this, options);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new InpaintingDataView(input, new(input.Schema, this, options));
    }

    /// <inheritdoc/>
    public void Dispose() => inpainter.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException(
        "A pipeline with InpaintPartialConv cannot be saved by mlContext.Model.Save yet. Keep the model file, and build the pipeline again where it is needed.");

    /// <summary>Fills one image; a row without an image gives none.</summary>
    internal MLImage? Fill(MLImage? image, MLImage? mask, long row)
    {
        if (image is null)
        {
            return null;
        }

        if (mask is null)
        {
            throw new InvalidOperationException($"Row {row} has an image but no mask in column '{options.MaskColumnName}'. Give it a black mask if it has no holes.");
        }

        try
        {
            var holes = mask.ToMask(options.MaskPolarity, options.MaskThreshold);
            return image.WithHoles(inpainter.Inpaint(image.ToRgbImage(), holes), holes);
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"Row {row}, image '{image.Tag}': {e.Message}", e);
        }
    }
}
