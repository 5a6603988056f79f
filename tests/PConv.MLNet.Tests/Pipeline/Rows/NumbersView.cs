using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet.Tests;

/// <summary>A source that shuffles and parts: one column, Number, whose value is the row's id.</summary>
sealed class NumbersView : IDataView
{
    readonly int count;

    public NumbersView(int count)
    {
        this.count = count;
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Number", NumberDataViewType.Int32);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public int OpenCursors { get; private set; }

    public long? GetRowCount() => count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        rand?.Shuffle(numbers);
        var active = columnsNeeded.Any();
        OpenCursors += n;
        return [.. Enumerable.Range(0, n).Select(part => new Cursor(this, active, [.. numbers.Where((_, i) => i % n == part)], part))];
    }

    sealed class Cursor(NumbersView view, bool active, int[] numbers, int batch) : DataViewRowCursor
    {
        int position = -1;
        bool isDisposed;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => position;

        public override long Batch => batch;

        public override bool MoveNext() => !isDisposed && ++position < numbers.Length;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)numbers[position], 0);

        public override bool IsColumnActive(DataViewSchema.Column column) => active;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.True(active, "A column was read that had not been asked for.");
            return (ValueGetter<TValue>)(Delegate)(ValueGetter<int>)((ref int value) => value = numbers[position]);
        }

        protected override void Dispose(bool disposing)
        {
            view.OpenCursors -= isDisposed ? 0 : 1;
            isDisposed = true;
            base.Dispose(disposing);
        }
    }
}
