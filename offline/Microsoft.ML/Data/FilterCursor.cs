namespace Microsoft.ML.Data;

/// <summary>Some of a cursor's rows; the positions count from 0 again.</summary>
/// <param name="advance">Moves the cursor to the row after the one at the position given, or says that there is none.</param>
sealed class FilterCursor(DataViewRowCursor input, Func<long, bool> advance) : DataViewRowCursor
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
        if (!_ended && advance(_position))
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
}
