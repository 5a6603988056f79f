namespace Microsoft.ML.Data;

/// <summary>Where each column of an output schema comes from: i, the input's column i, or ~i, the i-th column a transform adds.</summary>
sealed class ColumnMap
{
    readonly int[] _origins;

    ColumnMap(DataViewSchema input, IReadOnlyList<DataViewSchema.DetachedColumn> added, IEnumerable<int> origins)
    {
        InputSchema = input;
        _origins = [.. origins];
        OutputSchema = DataViewSchema.Of(_origins.Select(i => i >= 0 ? new DataViewSchema.DetachedColumn(input[i].Name, input[i].Type) : added[~i]));
    }

    public DataViewSchema InputSchema { get; }
    public DataViewSchema OutputSchema { get; }
    public int this[int outputIndex] => _origins[outputIndex];

    public static ColumnMap Select(DataViewSchema input, IEnumerable<int> indices) => new(input, [], indices);

    /// <summary>A new name goes to the end, a taken one right after the last column of that name, which it hides.</summary>
    public static ColumnMap Append(DataViewSchema input, IReadOnlyList<DataViewSchema.DetachedColumn> added)
    {
        var origins = Enumerable.Range(0, input.Count).ToList();
        for (int i = 0; i < added.Count; i++)
        {
            int last = origins.FindLastIndex(origin => (origin >= 0 ? input[origin].Name : added[~origin].Name) == added[i].Name);
            origins.Insert(last < 0 ? origins.Count : last + 1, ~i);
        }
        return new(input, added, origins);
    }
}

/// <summary>What a row-wise transform computes, bound to an input schema.</summary>
interface IRowMapper
{
    IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

    /// <summary>The input columns behind an added one.</summary>
    IEnumerable<DataViewSchema.Column> Dependencies(int added);

    /// <summary>One getter an added column, null where it is not active.</summary>
    Delegate[] Getters(DataViewRow input, Func<int, bool> active, out Action disposer);
}
