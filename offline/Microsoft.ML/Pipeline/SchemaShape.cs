using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What is known of a schema before any data is: names, kinds and item types of the visible columns.</summary>
public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        _columns = Check.Value(columns, nameof(columns)).ToArray();
        Check.Param(_columns.All(column => column.IsValid), nameof(columns), "Some items are not initialized properly.");
    }

    public int Count => _columns.Length;
    public Column this[int index] => _columns[index];
    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Create(DataViewSchema schema)
        => new(Check.Value(schema, nameof(schema)).Where(column => !column.IsHidden)
            .Select(column => new Column(column.Name, column.Type)));

    internal bool TryFindColumn(string name, out Column column)
    {
        column = _columns.FirstOrDefault(item => item.Name == name);
        return column.IsValid;
    }

    /// <summary>This shape with columns added, or replaced where the name is taken.</summary>
    internal SchemaShape With(IEnumerable<Column> added)
    {
        var result = this.ToDictionary(column => column.Name);
        foreach (var column in added)
            result[column.Name] = column;
        return new SchemaShape(result.Values);
    }

    public struct Column
    {
        public enum VectorKind
        {
            Scalar,
            Vector,
            VariableVector
        }

        public readonly string Name;
        public readonly VectorKind Kind;
        public readonly DataViewType ItemType;

        internal Column(string name, VectorKind vecKind, DataViewType itemType)
        {
            Check.NonEmpty(name, nameof(name));
            Name = name;
            Kind = vecKind;
            ItemType = itemType;
        }

        internal Column(string name, DataViewType type)
        {
            var vector = type as VectorDataViewType;
            Name = name;
            Kind = vector == null ? VectorKind.Scalar : vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector;
            ItemType = vector?.ItemType ?? type;
        }

        internal readonly bool IsValid => Name != null;

        internal readonly string GetTypeString() => Kind switch
        {
            VectorKind.Vector => $"Vector<{ItemType}>",
            VectorKind.VariableVector => $"VarVector<{ItemType}>",
            _ => ItemType.ToString()
        };
    }
}
