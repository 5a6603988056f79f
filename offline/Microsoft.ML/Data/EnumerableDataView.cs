namespace Microsoft.ML.Data;

/// <summary>Objects as a view; every cursor enumerates them anew.</summary>
sealed class EnumerableDataView<TRow> : IDataView where TRow : class
{
    readonly IEnumerable<TRow> _rows;
    readonly MemberColumn[] _columns;

    public EnumerableDataView(IEnumerable<TRow> rows, SchemaDefinition definition)
    {
        _rows = rows;
        _columns = MemberColumn.Of(typeof(TRow), definition, SchemaDefinition.Direction.Read);
        Schema = DataViewSchema.Of(_columns.Select(column => column.Detached));
    }

    public DataViewSchema Schema { get; }
    public bool CanShuffle => false;
    public long? GetRowCount() => (_rows as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(new ObjectRow<TRow>(Schema, _columns, Schema.Flags(columnsNeeded)), _rows.GetEnumerator());

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    sealed class Cursor(ObjectRow<TRow> row, IEnumerator<TRow> rows) : RowCursor(row)
    {
        bool _ended;

        public override bool MoveNext()
        {
            if (!_ended && rows.MoveNext())
            {
                row.MoveTo(rows.Current ?? throw new InvalidOperationException("Encountered null when iterating over data, this is not supported."));
                return true;
            }
            Dispose();
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (_ended)
                return;
            _ended = true; // the enumerator is left alone, as in the packages
            base.Dispose(disposing);
        }
    }
}

/// <summary>A cursor whose columns are those of a row it moves.</summary>
abstract class RowCursor(DataViewRow row) : DataViewRowCursor
{
    public sealed override DataViewSchema Schema => row.Schema;
    public sealed override long Position => row.Position;
    public sealed override long Batch => row.Batch;
    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();
    public sealed override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);
    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            row.Dispose();
    }
}
