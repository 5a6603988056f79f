using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Input columns pass through under their own numbers; the added columns come last.</summary>
sealed class InpaintingMapper : IRowToRowMapper
{
    public InpaintingMapper(DataViewSchema inputSchema, PartialConvInpaintingOptions options, InpaintingEngine engine)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        (Options, Engine) = (options, engine);
        Columns = InpaintingColumns.Bind(inputSchema, options);
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        foreach (var (name, type) in Columns.Added)
        {
            builder.AddColumn(name, type);
        }

        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public PartialConvInpaintingOptions Options { get; }

    public InpaintingColumns Columns { get; }

    public InpaintingEngine Engine { get; }

    /// <summary>The columns the added ones are made of.</summary>
    public IEnumerable<DataViewSchema.Column> Sources => Columns.Mask is { } mask ? [Columns.Image.Column, mask.Column] : [Columns.Image.Column];

    public bool IsAdded(DataViewSchema.Column column) => column.Index >= InputSchema.Count;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var wanted = dependingColumns.ToArray();
        var passed = wanted.Where(c => !IsAdded(c)).Select(c => InputSchema[c.Index]);
        return (wanted.Any(IsAdded) ? passed.Concat(Sources) : passed).DistinctBy(c => c.Index).OrderBy(c => c.Index);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != InputSchema)
        {
            throw new ArgumentException("The row has another schema than the mapper was made for.", nameof(input));
        }

        var active = activeColumns.ToArray();
        return new InpaintingRow(input, this, active, active.Any(IsAdded) ? new SingleRowFill(input, this) : null);
    }
}
