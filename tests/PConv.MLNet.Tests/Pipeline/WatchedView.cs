using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet.Tests;

/// <summary>A view that remembers what its last cursor was asked for and whether it has been disposed.</summary>
sealed class WatchedView(IDataView inner) : IDataView
{
    public string[] Asked { get; private set; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Number of cursors handed out.</summary>
    public int Cursors { get; private set; }

    /// <summary>Names of the columns whose getters were made, once for each.</summary>
    public List<string> Bound { get; } = [];

    public bool CanShuffle => inner.CanShuffle;

    public DataViewSchema Schema => inner.Schema;

    public long? GetRowCount() => inner.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Cursors++;
        Asked = [.. columnsNeeded.Select(c => c.Name)];
        return new Cursor(inner.GetRowCursor(columnsNeeded, rand), this);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    sealed class Cursor(DataViewRowCursor inner, WatchedView view) : DataViewRowCursor
    {
        public override DataViewSchema Schema => inner.Schema;

        public override long Position => inner.Position;

        public override long Batch => inner.Batch;

        public override bool MoveNext() => inner.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => inner.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => inner.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            view.Bound.Add(column.Name);
            return inner.GetGetter<TValue>(column);
        }

        protected override void Dispose(bool disposing)
        {
            view.IsDisposed = true;
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
