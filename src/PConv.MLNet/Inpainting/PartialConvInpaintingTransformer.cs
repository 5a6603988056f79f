using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Scoring;

namespace PConv.MLNet;

/// <summary>Adds a column of filled images to a data view, on demand and in batches. Safe for use by several threads at once.</summary>
/// <remarks>
/// Holds a model: dispose it when done. Transformers of the same model and options share one session. The images it hands out
/// belong to whoever asked; a getter disposes the image it is given before it makes the next, as ML.NET's own do.
/// </remarks>
public sealed class PartialConvInpaintingTransformer : ITransformer, IDisposable
{
    readonly FittedInpainting fitted;
    readonly InpaintingModel model;
    readonly InpaintingEngine engine;

    internal PartialConvInpaintingTransformer(FittedInpainting fitted)
    {
        this.fitted = fitted;
        model = fitted.Options.OpenModel();
        engine = new(fitted.Options, model);
    }

    /// <summary>Columns, model and device.</summary>
    public PartialConvInpaintingOptions Options => fitted.Options;

    /// <summary>True: a row's output depends on that row alone.</summary>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Mapper.OutputSchema;

    /// <summary>Fills row by row: for PredictionEngine and other callers with one row at a time.</summary>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema).Mapper;

    /// <summary>The input with the filled images; they are made when asked for, with those of the rows that follow.</summary>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (columns, mapper) = Bind(input.Schema);
        return new InpaintingDataView(input, columns, mapper, Options, engine);
    }

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();

    /// <remarks>With the model inside; how, <see cref="SavedChain"/> tells.</remarks>
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        var options = fitted.Options with { ModelFile = null, Model = model.ToBytes() };
        SavedChain.Of(fitted with { Options = options }).Save(ctx);
    }

    (InpaintingColumns Columns, AddedColumnsMapper Mapper) Bind(DataViewSchema schema)
    {
        var columns = InpaintingColumns.Bind(schema, Options);
        return (columns, columns.ToMapper(schema, engine));
    }
}
