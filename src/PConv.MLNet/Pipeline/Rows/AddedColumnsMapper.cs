using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Maps input columns to the same indexes, hidden ones included, and appends the added columns.</summary>
/// <remarks>ML.NET compares schemas by reference: rows, cursors and views made with one mapper all have its
/// <see cref="OutputSchema"/>.</remarks>
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
        ImageType.Register(OutputSchema);
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public bool IsAdded(DataViewSchema.Column column) => column.Index >= InputSchema.Count;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var wanted = dependingColumns.ToArray();
        var needed = wanted.SelectMany(c => IsAdded(c) ? added[c.Index - InputSchema.Count].Needs : [c]).Select(c => c.Index).ToHashSet();
        return InputSchema.Where(c => needed.Contains(c.Index));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        GetRow(input, activeColumns, makeGetters);

    /// <summary>Creates a row with other getters for the added columns, such as those of a view that reads ahead.</summary>
    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns, MakeGetters make)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != InputSchema)
        {
            throw new ArgumentException("The row has another schema than the mapper was made for.", nameof(input));
        }

        HashSet<int> active = [.. activeColumns.Select(c => c.Index)];
        var held = new List<IDisposable>();
        var isAsked = (int column) => active.Contains(InputSchema.Count + column);
        var getters = Enumerable.Range(0, added.Count).Any(isAsked) ? make(input, isAsked, held) : new Delegate?[added.Count];
        return new AddedColumnsRow(input, this, active, getters, held);
    }
}
