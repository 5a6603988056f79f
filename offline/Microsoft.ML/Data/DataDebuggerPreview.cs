using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML.Data
{
    /// <summary>The first rows of a view, read at once.</summary>
    public sealed class DataDebuggerPreview
    {
        internal static class Defaults
        {
            public const int MaxRows = 100;
        }

        internal DataDebuggerPreview(IDataView data, int maxRows = Defaults.MaxRows)
        {
            Check.Param(maxRows >= 0, nameof(maxRows));
            Schema = Check.Value(data, nameof(data)).Schema;
            var rows = new List<RowInfo>();
            using (var cursor = data.GetRowCursor(Schema))
            {
                var readers = Schema.Select(column => (Func<object>)Generic.Call(this, nameof(Reader), column.Type.RawType, cursor, column)).ToArray();
                while (rows.Count < maxRows && cursor.MoveNext())
                    rows.Add(new RowInfo(Schema.Select(column => KeyValuePair.Create(column.Name, readers[column.Index]())).ToArray()));
            }
            RowView = [.. rows];
            ColumnView = [.. Schema.Select(column => new ColumnInfo(column, rows.Select(row => row.Values[column.Index].Value).ToArray()))];
        }

        public DataViewSchema Schema { get; }
        public ImmutableArray<ColumnInfo> ColumnView { get; }
        public ImmutableArray<RowInfo> RowView { get; }
        public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

        internal Func<object> Reader<T>(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<T>(column);
            return () =>
            {
                T value = default;
                getter(ref value);
                return value;
            };
        }

        public sealed class RowInfo
        {
            internal RowInfo(KeyValuePair<string, object>[] values) => Values = values;

            public KeyValuePair<string, object>[] Values { get; }
            public override string ToString() => $"{Values.Length} columns";
        }

        public sealed class ColumnInfo
        {
            internal ColumnInfo(DataViewSchema.Column column, object[] values)
            {
                Column = column;
                Values = values;
            }

            public DataViewSchema.Column Column { get; }
            public object[] Values { get; }
            public override string ToString() => $"{Column.Name}: {Column.Type}";
        }
    }
}

namespace Microsoft.ML
{
    public static class DebuggerExtensions
    {
        public static DataDebuggerPreview Preview(this IDataView data, int maxRows = DataDebuggerPreview.Defaults.MaxRows) => new(data, maxRows);

        public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = DataDebuggerPreview.Defaults.MaxRows)
            => new(transformer.Transform(data), maxRows);
    }
}
