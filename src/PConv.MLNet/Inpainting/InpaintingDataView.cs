using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>The input with the added columns, filled in batches; a cursor that does not ask for them runs no inference.</summary>
sealed class InpaintingDataView(IDataView source, InpaintingMapper mapper) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        if (!active.Any(mapper.IsAdded))
        {
            return new Cursor(source.GetRowCursor(mapper.GetDependencies(active), rand), mapper, active, null);
        }

        // Two cursors over the same rows: this one stands where the caller stands, the other reads ahead.
        var seed = rand?.Next();
        var cursor = source.GetRowCursor(mapper.GetDependencies(active.Where(c => !mapper.IsAdded(c))), Order());
        var ahead = source.GetRowCursor(mapper.Sources, Order());
        return new Cursor(cursor, mapper, active, new BatchFill(cursor, ahead, mapper));

        Random? Order() => seed is { } number ? new(number) : null;
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)]; // one call of the model already uses all cores

    sealed class Cursor(DataViewRowCursor input, InpaintingMapper mapper, DataViewSchema.Column[] active, IRowFill? fill) : DataViewRowCursor
    {
        readonly InpaintingRow row = new(input, mapper, active, fill);

        public override DataViewSchema Schema => row.Schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                row.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
