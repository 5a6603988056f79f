using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Adds a column of filled images to a data view, on demand and in batches. Safe for use by several threads at once.</summary>
/// <remarks>
/// The images it hands out belong to whoever asked; a getter disposes the image it is given before it makes the next, as ML.NET's own do.
/// </remarks>
public abstract class InpaintingTransformer : ITransformer, IDisposable
{
    readonly FittedInpainting fitted;
    readonly IInpaintingEngine engine;

    private protected InpaintingTransformer(FittedInpainting fitted) => (this.fitted, engine) = (fitted, fitted.Options.OpenEngine());

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
        return new InpaintingDataView(input, columns, mapper, fitted.Options, engine);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        engine.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <remarks>With its model inside, where there is one; how, <see cref="SavedChain"/> tells.</remarks>
    void ICanSaveModel.Save(ModelSaveContext ctx) => SavedChain.Create(fitted with { Options = engine.ToSave() }).Save(ctx);

    (InpaintingColumns Columns, AddedColumnsMapper Mapper) Bind(DataViewSchema schema)
    {
        var columns = InpaintingColumns.Bind(schema, fitted.Options);
        return (columns, columns.ToMapper(schema, engine));
    }
}
