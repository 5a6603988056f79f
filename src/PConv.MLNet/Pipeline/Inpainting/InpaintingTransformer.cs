using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Adds a column of filled images to a data view, on demand and in batches. Thread-safe.</summary>
/// <remarks>The caller owns the returned images. As in ML.NET, a getter disposes the image passed in before it creates the next. Holds
/// a model if it runs one: dispose it after use. Transformers with the same model and options share one session.</remarks>
public sealed class InpaintingTransformer : ITransformer, IDisposable
{
    readonly FittedInpainting fitted;
    readonly IInpaintingEngine engine;

    internal InpaintingTransformer(FittedInpainting fitted) => (this.fitted, engine) = (fitted, fitted.Options.OpenEngine());

    /// <summary>Columns, and the model and device (<see cref="PartialConvInpaintingOptions"/>) or the method
    /// (<see cref="ClassicalInpaintingOptions"/>).</summary>
    public InpaintingOptions Options => fitted.Options;

    /// <summary>Where fills run: <c>CPU</c>, <c>CUDA:0</c>, or <c>TensorRT:0</c> with CUDA for the operators it lacks.</summary>
    public string Provider => engine.Provider;

    /// <summary>Why fills run on the CPU and not on the GPU that was asked for; null if they run where they should.</summary>
    public string? FallbackReason => engine.FallbackReason;

    /// <summary>True: a row's output depends on that row alone.</summary>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Mapper.OutputSchema;

    /// <summary>Returns a mapper that fills row by row, for PredictionEngine and similar callers.</summary>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema).Mapper;

    /// <summary>Returns the input with filled images, which are computed on demand in batches with the following rows.</summary>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (columns, mapper) = Bind(input.Schema);
        return new InpaintingDataView(input, columns, mapper, fitted.Options, engine);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        engine.Dispose();
    }

    /// <remarks>Includes the model, if any; see <see cref="SavedChain"/> for the format.</remarks>
    void ICanSaveModel.Save(ModelSaveContext ctx) => SavedChain.Create(fitted with { Options = engine.ToSave() }).Save(ctx);

    (InpaintingColumns Columns, AddedColumnsMapper Mapper) Bind(DataViewSchema schema)
    {
        var columns = InpaintingColumns.Bind(schema, fitted.Options);
        return (columns, columns.ToMapper(schema, engine));
    }
}
