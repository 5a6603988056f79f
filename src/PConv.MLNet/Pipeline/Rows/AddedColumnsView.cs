using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>The input with added columns. Order, count, shuffling, row ids and parallel cursors are the input's; nothing is computed before
/// a getter is called.</summary>
sealed class AddedColumnsView(IDataView source, AddedColumnsMapper mapper) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        return Over(source.GetRowCursor(mapper.GetDependencies(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        return Array.ConvertAll<DataViewRowCursor, DataViewRowCursor>(source.GetRowCursorSet(mapper.GetDependencies(active), n, rand),
            input => Over(input, active));
    }

    AddedColumnsCursor Over(DataViewRowCursor input, DataViewSchema.Column[] active) => new(input, mapper.GetRow(input, active));
}
