namespace Microsoft.ML.Data;

/// <summary>Some consecutive rows of a view.</summary>
sealed class RowRange(IDataView source, long skip, long take) : IDataView
{
    public DataViewSchema Schema => source.Schema;
    public bool CanShuffle => false;
    public long? GetRowCount() => source.GetRowCount() is long count ? Math.Clamp(count - skip, 0, take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var input = source.GetRowCursor(columnsNeeded);
        return new FilterCursor(input, position => position + 1 < take && Advance(input, position < 0 ? skip + 1 : 1));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    static bool Advance(DataViewRowCursor input, long steps)
    {
        while (steps-- > 0)
        {
            if (!input.MoveNext())
                return false;
        }
        return true;
    }
}
