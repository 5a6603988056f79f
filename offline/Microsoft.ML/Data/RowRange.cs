namespace Microsoft.ML.Data;

/// <summary>Some consecutive rows of a view. A cursor's positions count from 0 again.</summary>
sealed class RowRange(IDataView source, long skip, long take) : IDataView
{
    public DataViewSchema Schema => source.Schema;
    public bool CanShuffle => false;
    public long? GetRowCount() => source.GetRowCount() is long count ? Math.Clamp(count - skip, 0, take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(source.GetRowCursor(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    sealed class Cursor(DataViewRowCursor input, long skip, long take) : DataViewRowCursor
    {
        long _position = -1;
        bool _ended;

        public override DataViewSchema Schema => input.Schema;
        public override long Position => _position;
        public override long Batch => 0;
        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();
        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

        public override bool MoveNext()
        {
            if (!_ended && _position + 1 < take && Advance(_position < 0 ? skip + 1 : 1))
            {
                _position++;
                return true;
            }
            Dispose();
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (_ended)
                return;
            _ended = true;
            _position = -1;
            input.Dispose();
        }

        bool Advance(long steps)
        {
            while (steps-- > 0)
            {
                if (!input.MoveNext())
                    return false;
            }
            return true;
        }
    }
}
