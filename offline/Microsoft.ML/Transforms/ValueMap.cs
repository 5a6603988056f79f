using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A table from keys to values, one item each or vectors of items.</summary>
abstract class ValueMap(DataViewType keyType, DataViewType valueType)
{
    public DataViewType KeyType => keyType;
    public DataViewType ValueType => valueType;

    public abstract Delegate Getter(DataViewRow row, DataViewSchema.Column input);
    public abstract void Save(BinaryWriter writer);

    /// <summary>Vectors that are all of one length make a type of that length.</summary>
    public static ValueMap Of<TKey, TItem>(IEnumerable<(TKey Key, TItem[] Items)> pairs, bool scalar)
    {
        var table = pairs.ToArray();
        var lengths = table.Select(pair => pair.Items.Length).Distinct().Take(2).ToArray();
        var item = Primitive(typeof(TItem));
        return Create(Primitive(typeof(TKey)), scalar ? item : new VectorDataViewType(item, lengths.Length == 1 ? lengths[0] : 0),
            Stored(Array.ConvertAll(table, pair => pair.Key)), Stored(Array.ConvertAll(table, pair => pair.Items)));
    }

    public static ValueMap Load(BinaryReader reader) => Create(reader.ReadType(), reader.ReadType(), reader);

    static ValueMap Create(DataViewType key, DataViewType value, params object[] content)
        => (ValueMap)Activator.CreateInstance(typeof(ValueMap<,>).MakeGenericType(key.RawType, (value as VectorDataViewType)?.ItemType.RawType ?? value.RawType),
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, null, [key, value, .. content], null);

    static PrimitiveDataViewType Primitive(Type type)
        => PrimitiveDataViewType.OfRawType(type) ?? throw new InvalidOperationException($"Unsupported type {type} used in mapping.");

    static object Stored<T>(T[] values) => values switch
    {
        string[] texts => Array.ConvertAll(texts, Text),
        string[][] vectors => Array.ConvertAll(vectors, texts => Array.ConvertAll(texts, Text)),
        _ => values
    };

    static ReadOnlyMemory<char> Text(string text) => text.ToString().AsMemory();
}

sealed class ValueMap<TKey, TItem> : ValueMap
{
    readonly Dictionary<TKey, TItem[]> _table;

    public ValueMap(DataViewType keyType, DataViewType valueType, TKey[] keys, TItem[][] values) : base(keyType, valueType)
    {
        _table = new Dictionary<TKey, TItem[]>((IEqualityComparer<TKey>)(object)(typeof(TKey) == typeof(ReadOnlyMemory<char>) ? new TextComparer() : null));
        for (int i = 0; i < keys.Length; i++)
            Check.That(_table.TryAdd(keys[i], values[i]), $"Duplicate keys in data '{keys[i]}'");
    }

    public ValueMap(DataViewType keyType, DataViewType valueType, BinaryReader reader)
        : this(keyType, valueType, reader.ReadValues<TKey>(), Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadValues<TItem>()).ToArray())
    {
    }

    public override void Save(BinaryWriter writer)
    {
        writer.WriteType(KeyType);
        writer.WriteType(ValueType);
        writer.WriteValues<TKey>(_table.Keys.ToArray());
        writer.Write(_table.Count);
        foreach (var items in _table.Values)
            writer.WriteValues<TItem>(items);
    }

    /// <summary>A key that is not there gives the default: zero, an empty text, an empty vector.</summary>
    public override Delegate Getter(DataViewRow row, DataViewSchema.Column input)
    {
        var getKey = row.GetGetter<TKey>(input);
        TKey key = default;
        if (ValueType is VectorDataViewType)
        {
            return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) =>
            {
                getKey(ref key);
                var items = _table.GetValueOrDefault(key, []);
                new VBuffer<TItem>(items.Length, items).CopyTo(ref value);
            });
        }
        return (ValueGetter<TItem>)((ref TItem value) =>
        {
            getKey(ref key);
            value = _table.TryGetValue(key, out var items) ? items[0] : default;
        });
    }

    sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);
        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);
    }
}
