using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>The input with the added columns, filled in batches; a cursor that does not ask for them runs no inference.</summary>
sealed class InpaintingDataView(IDataView source, InpaintingColumns columns, AddedColumnsMapper mapper, InpaintingOptions options,
    IInpaintingEngine engine) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        var seed = rand?.Next();
        var cursor = source.GetRowCursor(mapper.GetDependencies(active.Where(c => !mapper.IsAdded(c))), Order());
        return new AddedColumnsCursor(cursor, mapper.GetRow(cursor, active, Getters));

        // A second cursor over the same rows, in the same order, reads ahead of where the caller stands.
        Delegate?[] Getters(DataViewRow row, Func<int, bool> isActive, ICollection<IDisposable> held)
        {
            var ahead = source.GetRowCursor(columns.Needs, Order());
            var lookAhead = new LookAhead(ahead, new(ahead, columns, options), engine);
            held.Add(lookAhead);
            return columns.Getters(new BatchFill(row, lookAhead), isActive);
        }

        Random? Order() => seed is { } number ? new(number) : null;
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)]; // one call of the model already uses all cores
}
