using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>The input with added columns. Order, count, shuffling, row ids and parallel cursors are the input's; nothing is computed before a getter is called.</summary>
sealed class AddedColumnsView(IDataView source, AddedColumnsMapper mapper) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        return new Cursor(source.GetRowCursor(mapper.GetDependencies(active), rand), mapper, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        return Array.ConvertAll(source.GetRowCursorSet(mapper.GetDependencies(active), n, rand), input => new Cursor(input, mapper, active));
    }

    sealed class Cursor(DataViewRowCursor input, AddedColumnsMapper mapper, DataViewSchema.Column[] active) : DataViewRowCursor
    {
        readonly DataViewRow row = mapper.GetRow(input, active);

        public override DataViewSchema Schema => row.Schema;

        public override long Position => row.Position;

        public override long Batch => row.Batch;

        public override bool MoveNext()
        {
            if (input.MoveNext())
            {
                return true;
            }

            Dispose(); // as ML.NET's own cursors do at the end
            return false;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

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
