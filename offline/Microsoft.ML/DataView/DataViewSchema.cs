using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The ordered columns of a view. Several may share a name: the last one is seen by name, the others are hidden.</summary>
public sealed class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    readonly Column[] _columns;
    readonly Dictionary<string, int> _lastOfName;

    DataViewSchema(Column[] columns, Dictionary<string, int> lastOfName)
    {
        _columns = columns;
        _lastOfName = lastOfName;
    }

    public int Count => _columns.Length;

    public Column this[string name]
        => GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' not found");

    public Column this[int columnIndex]
        => (uint)columnIndex < (uint)_columns.Length ? _columns[columnIndex] : throw new ArgumentOutOfRangeException(nameof(columnIndex));

    public Column? GetColumnOrNull(string name)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentNullException(nameof(name));
        return _lastOfName.TryGetValue(name, out int index) ? _columns[index] : null;
    }

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    public override string ToString() => $"{Count} columns";

    internal static DataViewSchema Of(IEnumerable<DetachedColumn> columns)
    {
        var builder = new Builder();
        foreach (var column in columns)
            builder.AddColumn(column.Name, column.Type);
        return builder.ToSchema();
    }

    /// <summary>One flag a column of this schema, set for those in <paramref name="needed"/>.</summary>
    internal bool[] Flags(IEnumerable<Column> needed)
    {
        var flags = new bool[Count];
        foreach (var column in Check.Value(needed, nameof(needed)))
        {
            Check.That(column.Index < flags.Length, $"The requested column: {column} is not part of the sourceSchema");
            flags[column.Index] = true;
        }
        return flags;
    }

    public struct Column
    {
        public string Name { get; }
        public int Index { get; }
        public bool IsHidden { get; }
        public DataViewType Type { get; }
        public Annotations Annotations => Annotations.None;

        internal Column(string name, int index, bool isHidden, DataViewType type)
        {
            Name = name;
            Index = index;
            IsHidden = isHidden;
            Type = type;
        }

        public override string ToString() => $"{Name}: {Type}";
    }

    /// <summary>A column before it has its place in a schema.</summary>
    internal readonly record struct DetachedColumn(string Name, DataViewType Type);

    /// <summary>What describes a column's values; nothing does here.</summary>
    public sealed class Annotations
    {
        internal static readonly Annotations None = new();

        Annotations()
        {
        }
    }

    public sealed class Builder
    {
        readonly List<DetachedColumn> _items = [];

        public Builder()
        {
        }

        public void AddColumn(string name, DataViewType type, Annotations annotations = null)
        {
            if (string.IsNullOrEmpty(name))
                throw new ArgumentNullException(nameof(name));
            _items.Add(new DetachedColumn(name, Check.Value(type, nameof(type))));
        }

        public void AddColumns(IEnumerable<Column> source)
        {
            foreach (var column in source)
                AddColumn(column.Name, column.Type);
        }

        public DataViewSchema ToSchema()
        {
            var last = new Dictionary<string, int>();
            for (int i = 0; i < _items.Count; i++)
                last[_items[i].Name] = i;
            return new DataViewSchema([.. _items.Select((item, i) => new Column(item.Name, i, last[item.Name] != i, item.Type))], last);
        }
    }
}
