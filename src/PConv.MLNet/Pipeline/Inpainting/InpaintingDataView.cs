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
        var cursor = source.GetRowCursor(mapper.GetDependencies(active), rand);
        if (!active.Any(mapper.IsAdded))
        {
            return new AddedColumnsCursor(cursor, mapper.GetRow(cursor, active));
        }

        var reader = new InpaintingRowReader(cursor, columns, options);
        var ahead = new ReadAheadCursor<LookAhead.Work>(cursor,
            active.Where(column => !mapper.IsAdded(column)).Select(column => source.Schema[column.Index]));
        return new AddedColumnsCursor(ahead, mapper.GetRow(ahead, active,
            (_, isActive, _) => columns.Getters(new LookAhead(ahead, reader, engine), isActive)));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)]; // one call of the model already uses all cores
}
