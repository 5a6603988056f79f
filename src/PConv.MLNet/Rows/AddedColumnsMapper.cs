using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Input columns pass through under their own numbers, those hidden by a later name too; added columns come last.</summary>
/// <remarks>ML.NET compares schemas by reference: rows, cursors and views made with one mapper all have its <see cref="OutputSchema"/>.</remarks>
sealed class AddedColumnsMapper : IRowToRowMapper
{
    readonly IReadOnlyList<AddedColumn> added;
    readonly MakeGetters makeGetters;

    public AddedColumnsMapper(DataViewSchema inputSchema, IReadOnlyList<AddedColumn> added, MakeGetters makeGetters)
    {
        this.added = added;
        this.makeGetters = makeGetters;
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        foreach (var column in added)
        {
            builder.AddColumn(column.Name, column.Type);
        }

        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var wanted = dependingColumns.Select(c => c.Index).ToHashSet();
        var needed = added.Where((_, i) => wanted.Contains(InputSchema.Count + i)).SelectMany(c => c.Needs).Select(c => c.Index).ToHashSet();
        return InputSchema.Where(c => wanted.Contains(c.Index) || needed.Contains(c.Index));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Schema == InputSchema
            ? new AddedColumnsRow(input, this, activeColumns)
            : throw new ArgumentException("The row has another schema than the mapper was made for.", nameof(input));
    }

    /// <summary>The getters of the added columns over a row of the input.</summary>
    public Delegate?[] GettersOver(DataViewRow input, Func<int, bool> active, ICollection<IDisposable> held) =>
        Enumerable.Range(0, added.Count).Any(active) ? makeGetters(input, active, held) : new Delegate?[added.Count];
}
