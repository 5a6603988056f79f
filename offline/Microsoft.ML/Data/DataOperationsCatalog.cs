using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class DataOperationsCatalog
{
    internal DataOperationsCatalog(IHostEnvironment env) => Check.Value(env, nameof(env));

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
        => new EnumerableDataView<TRow>(Check.Value(data, nameof(data)), schemaDefinition);

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
        => new EnumerableDataView<TRow>(Check.Value(data, nameof(data)), Definition<TRow>(Check.Value(schema, nameof(schema))));

    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        var filler = new ObjectFiller<TRow>(Check.Value(data, nameof(data)).Schema, ignoreMissingColumns, schemaDefinition);
        return Rows();

        IEnumerable<TRow> Rows()
        {
            using var cursor = data.GetRowCursor(filler.Needed);
            var fill = filler.Bind(cursor);
            TRow row = null;
            while (cursor.MoveNext())
            {
                if (!reuseRowObject || row == null)
                    row = new TRow();
                fill(row);
                yield return row;
            }
        }
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        Check.Param(count > 0, nameof(count), "Must be greater than zero.");
        return new RowRange(Check.Value(input, nameof(input)), count, long.MaxValue);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        Check.Param(count > 0, nameof(count), "Must be greater than zero.");
        return new RowRange(Check.Value(input, nameof(input)), 0, count);
    }

    internal static SchemaDefinition Definition<TRow>(DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (var column in schema)
            (definition[column.Name] ?? throw new InvalidOperationException($"Type should contain a member named {column.Name}")).ColumnType = column.Type;
        return definition;
    }
}
