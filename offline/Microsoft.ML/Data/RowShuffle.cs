namespace Microsoft.ML.Data;

/// <summary>All rows of a view in an order of chance, the same for every cursor. Columns of types that are not built in are left out.</summary>
sealed class RowShuffle : IDataView
{
    readonly IDataView _source;
    readonly ColumnMap _columns;
    readonly int _seed;

    public RowShuffle(IDataView source, int seed)
    {
        _source = source;
        _seed = seed;
        _columns = ColumnMap.Select(source.Schema, source.Schema
            .Where(column => column.Type is PrimitiveDataViewType or VectorDataViewType).Select(column => column.Index));
    }

    public DataViewSchema Schema => _columns.OutputSchema;
    public bool CanShuffle => true;
    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = Schema.Flags(columnsNeeded);
        var needed = Schema.Where(column => active[column.Index]).ToArray();
        using var input = _source.GetRowCursor(needed.Select(Source));
        var stores = new Store[Schema.Count];
        foreach (var column in needed)
            stores[column.Index] = (Store)Activator.CreateInstance(typeof(Store<>).MakeGenericType(column.Type.RawType), input, Source(column));
        var ids = new Store<DataViewRowId>(input.GetIdGetter());
        while (input.MoveNext())
        {
            ids.Add();
            foreach (var column in needed)
                stores[column.Index].Add();
        }
        var order = Enumerable.Range(0, ids.Values.Count).ToArray();
        (rand ?? new Random(_seed)).Shuffle(order);
        return new Cursor(Schema, stores, ids, order);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    DataViewSchema.Column Source(DataViewSchema.Column column) => _source.Schema[_columns[column.Index]];

    abstract class Store
    {
        public abstract void Add();
    }

    sealed class Store<T>(ValueGetter<T> get) : Store
    {
        public Store(DataViewRow row, DataViewSchema.Column column) : this(row.GetGetter<T>(column))
        {
        }

        public List<T> Values { get; } = [];

        public override void Add()
        {
            T value = default;
            get(ref value);
            Values.Add(value);
        }
    }

    sealed class Cursor(DataViewSchema schema, Store[] stores, Store<DataViewRowId> ids, int[] order) : DataViewRowCursor
    {
        long _position = -1;
        bool _ended;

        public override DataViewSchema Schema => schema;
        public override long Position => _position;
        public override long Batch => 0;
        public override ValueGetter<DataViewRowId> GetIdGetter() => Getter(ids);
        public override bool IsColumnActive(DataViewSchema.Column column) => stores[column.Index] != null;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Check.That(IsColumnActive(column), $"Column '{column.Name}' is not active.");
            return Getter(stores[column.Index] as Store<TValue> ?? throw new InvalidOperationException($"Invalid TValue in GetGetter: '{typeof(TValue)}'"));
        }

        public override bool MoveNext()
        {
            _ended |= _position + 1 == order.Length;
            _position = _ended ? -1 : _position + 1;
            return !_ended;
        }

        ValueGetter<T> Getter<T>(Store<T> store) => (ref T value) => value = store.Values[order[_position]];
    }
}
