namespace Microsoft.ML.Data;

/// <summary>The fields and properties of a current object as a row.</summary>
sealed class ObjectRow<TRow> : DataViewRow where TRow : class
{
    readonly Delegate[] _getters;
    TRow _current;
    long _position = -1;

    public ObjectRow(DataViewSchema schema, MemberColumn[] columns, bool[] active = null)
    {
        Schema = schema;
        _getters = columns.Select((column, i) => active == null || active[i] ? Getter(column) : null).ToArray();
    }

    public override DataViewSchema Schema { get; }
    public override long Position => _position;
    public override long Batch => 0;
    public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] != null;

    public void MoveTo(TRow row)
    {
        _current = Check.Value(row, nameof(row));
        _position++;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
    {
        _ = Current;
        value = new DataViewRowId((ulong)_position, 0);
    };

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Check.Param(column.Index < _getters.Length && IsColumnActive(column), nameof(column), "requested column not active");
        var getter = _getters[column.Index];
        return getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter for column #{column}: '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");
    }

    /// <summary>After the last row there is no position and no value.</summary>
    protected override void Dispose(bool disposing)
    {
        _position = -1;
        _current = null;
    }

    TRow Current => _position >= 0 ? _current : throw new InvalidOperationException(
        "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, or at any point after that method returned false.");

    Delegate Getter(MemberColumn column)
    {
        var type = column.Member.Type;
        if (type == typeof(string))
            return Text(column.Member);
        if (type == typeof(string[]))
            return Texts(column.Member);
        if (column.Type is not (PrimitiveDataViewType or VectorDataViewType) && !DataViewTypeManager.Knows(column.Type))
            throw new NotSupportedException($"Type '{type.FullName}' is not yet supported.");
        var method = type.IsArray ? nameof(Vector) : column.Member.IsVector ? nameof(Buffer) : nameof(Direct);
        return (Delegate)Generic.Call(this, method, column.Member.ItemType, column.Member);
    }

    ValueGetter<ReadOnlyMemory<char>> Text(MemberAccess member)
    {
        var get = member.Getter<TRow, string>();
        return (ref ReadOnlyMemory<char> value) => value = get(Current).AsMemory();
    }

    ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(MemberAccess member)
    {
        var get = member.Getter<TRow, string[]>();
        return (ref VBuffer<ReadOnlyMemory<char>> value) => Fill(ref value, Array.ConvertAll(get(Current) ?? [], text => text.AsMemory()));
    }

    internal ValueGetter<VBuffer<T>> Vector<T>(MemberAccess member)
    {
        var get = member.Getter<TRow, T[]>();
        return (ref VBuffer<T> value) => Fill(ref value, get(Current));
    }

    internal ValueGetter<VBuffer<T>> Buffer<T>(MemberAccess member)
    {
        var get = member.Getter<TRow, VBuffer<T>>();
        return (ref VBuffer<T> value) => get(Current).CopyTo(ref value);
    }

    static void Fill<T>(ref VBuffer<T> value, ReadOnlySpan<T> items)
    {
        var editor = VBufferEditor.Create(ref value, items.Length);
        items.CopyTo(editor.Values);
        value = editor.Commit();
    }

    internal ValueGetter<T> Direct<T>(MemberAccess member)
    {
        var get = member.Getter<TRow, T>();
        return (ref T value) => value = get(Current);
    }
}
