namespace Microsoft.ML.Data;

/// <summary>
/// The rows of a view to which chance gives a number from <paramref name="from"/> up to <paramref name="to"/>, or all others.
/// The seed and the row's place, or its value in a key column, settle the number.
/// </summary>
sealed class RowSplit(IDataView source, int seed, string keyColumn, double from, double to, bool others) : IDataView
{
    readonly DataViewSchema.Column? _key = keyColumn == null ? null
        : source.Schema.GetColumnOrNull(keyColumn) ?? throw Check.MissingColumn("samplingKeyColumn", "SamplingKeyColumn", keyColumn);

    public DataViewSchema Schema => source.Schema;
    public bool CanShuffle => false;
    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var input = source.GetRowCursor(_key is { } key ? columnsNeeded.Append(key) : columnsNeeded);
        var number = _key == null ? new Random(seed).NextDouble : (Func<double>)Generic.Call(this, nameof(OfKey), _key.Value.Type.RawType, input);
        return new FilterCursor(input, _ =>
        {
            while (input.MoveNext())
            {
                if (number() is var drawn && (from <= drawn && drawn < to) != others)
                    return true;
            }
            return false;
        });
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    internal Func<double> OfKey<T>(DataViewRow row)
    {
        var get = row.GetGetter<T>(_key.Value);
        T value = default;
        return () =>
        {
            get(ref value);
            uint hash = 2166136261;
            foreach (char letter in string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seed}|{value}"))
                hash = (hash ^ letter) * 16777619;
            hash = (hash ^ (hash >> 15)) * 0x846ca68b; // spreads keys that differ in their last letter alone
            return (hash ^ (hash >> 16)) / (uint.MaxValue + 1.0);
        };
    }
}
