namespace Microsoft.ML.Data;

/// <summary>A row-wise transform on one input schema: gives rows for prediction and, over a source, a view.</summary>
sealed class RowMapping(ColumnMap columns, IRowMapper mapper = null) : IRowToRowMapper
{
    public DataViewSchema InputSchema => columns.InputSchema;
    public DataViewSchema OutputSchema => columns.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var flags = InputSchema.Flags(dependingColumns.Select(column => columns[column.Index])
            .SelectMany(origin => origin >= 0 ? [InputSchema[origin]] : mapper.Dependencies(~origin)));
        return InputSchema.Where(column => flags[column.Index]);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Check.That(Check.Value(input, nameof(input)).Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        var active = OutputSchema.Flags(activeColumns);
        var added = Enumerable.Range(0, active.Length).Where(i => active[i] && columns[i] < 0).Select(i => ~columns[i]).ToHashSet();
        Action disposer = null;
        var getters = added.Count == 0 ? null : mapper.Getters(input, added.Contains, out disposer);
        return new MappedRow(input, columns, active, getters, disposer);
    }

    public IDataView Over(IDataView source) => new MappedView(source, this);

    sealed class MappedRow(DataViewRow input, ColumnMap columns, bool[] active, Delegate[] getters, Action disposer) : DataViewRow
    {
        bool _disposed;

        public override DataViewSchema Schema => columns.OutputSchema;
        public override long Position => input.Position;
        public override long Batch => input.Batch;
        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();
        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Check.That(IsColumnActive(column), $"Column '{column.Name}' is not active.");
            int origin = columns[column.Index];
            if (origin >= 0)
                return input.GetGetter<TValue>(columns.InputSchema[origin]);
            return getters[~origin] as ValueGetter<TValue> ?? throw new InvalidOperationException(
                $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{getters[~origin].GetType().GetGenericArguments()[0]}'.");
        }

        protected override void Dispose(bool disposing)
        {
            if (_disposed)
                return;
            _disposed = true;
            disposer?.Invoke();
            input.Dispose();
        }
    }

    sealed class MappedView(IDataView source, RowMapping mapping) : IDataView
    {
        public DataViewSchema Schema => mapping.OutputSchema;
        public bool CanShuffle => source.CanShuffle;
        public long? GetRowCount() => source.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        {
            var needed = columnsNeeded.ToArray();
            return Cursor(source.GetRowCursor(mapping.GetDependencies(needed), rand), needed);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        {
            var needed = columnsNeeded.ToArray();
            return Array.ConvertAll(source.GetRowCursorSet(mapping.GetDependencies(needed), n, rand), input => Cursor(input, needed));
        }

        DataViewRowCursor Cursor(DataViewRowCursor input, DataViewSchema.Column[] needed) => new MappedCursor(input, mapping.GetRow(input, needed));
    }

    sealed class MappedCursor(DataViewRowCursor input, DataViewRow row) : RowCursor(row)
    {
        public override bool MoveNext() => input.MoveNext();
    }
}
