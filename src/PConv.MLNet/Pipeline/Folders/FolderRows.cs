using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Images as rows of text. Supports shuffling and parallel cursors; rows keep their ids.</summary>
sealed class FolderRows : IDataView
{
    const int BatchRows = 16; // rows per turn of a parallel cursor; decoding takes far longer than switching

    readonly IReadOnlyList<FolderImage> images;
    readonly (string Name, Func<FolderImage, string?> Text)[] columns;

    public FolderRows(IReadOnlyList<FolderImage> images, params (string Name, Func<FolderImage, string?> Text)[] columns)
    {
        (this.images, this.columns) = (images, columns);
        var builder = new DataViewSchema.Builder();
        foreach (var (name, _) in columns)
        {
            builder.AddColumn(name, TextDataViewType.Instance);
        }

        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public long? GetRowCount() => images.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var order = Enumerable.Range(0, images.Count).ToArray();
        rand?.Shuffle(order);
        var active = columnsNeeded.Select(c => c.Index).ToHashSet();
        var cursors = Math.Clamp((order.Length + BatchRows - 1) / BatchRows, 1, Math.Max(1, n));
        return [.. Enumerable.Range(0, cursors).Select(part => new Cursor(this, active, order, part, cursors))];
    }

    /// <summary>Reads every <paramref name="parts"/>th batch of the order, from the one numbered <paramref name="part"/> on.</summary>
    sealed class Cursor(FolderRows view, HashSet<int> active, int[] order, int part, int parts) : DataViewRowCursor
    {
        readonly Delegate?[] getters = new Delegate?[view.columns.Length];
        int next = part * BatchRows; // place in the order
        FolderImage? current;
        long position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => position;

        public override long Batch => Math.Max(0, next - 1) / BatchRows;

        public override bool MoveNext()
        {
            if (position >= 0 && next % BatchRows == 0)
            {
                next += (parts - 1) * BatchRows;
            }

            if (next >= order.Length)
            {
                (current, position) = (null, -1);
                next = order.Length;
                return false;
            }

            current = view.images[order[next++]];
            position++;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)Current.Index, 0);

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            ColumnGetter.As<TValue>(IsColumnActive(column) ? getters[column.Index] ??= Text(view.columns[column.Index].Text)
                : null, column);

        FolderImage Current => current
            ?? throw new InvalidOperationException("There is no current row: call MoveNext first, and stop when it returns false.");

        ValueGetter<ReadOnlyMemory<char>> Text(Func<FolderImage, string?> text) =>
            (ref ReadOnlyMemory<char> value) => value = text(Current).AsMemory();
    }
}
