using System.Collections.Immutable;

namespace Microsoft.ML.Data;

/// <summary>A vector (or tensor) of a primitive; size 0 means that it varies.</summary>
public sealed class VectorDataViewType : StructuredDataViewType
{
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0) : this(itemType, ImmutableArray.Create(size))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, ImmutableArray.Create(dimensions ?? []))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions)
        : base(typeof(VBuffer<>).MakeGenericType(Check.Value(itemType, nameof(itemType)).RawType))
    {
        Check.Param(dimensions.Length > 0 && dimensions.All(d => d >= 0), nameof(dimensions));
        ItemType = itemType;
        Dimensions = dimensions;
        Size = dimensions.Aggregate(1, (size, d) => checked(size * d));
    }

    public PrimitiveDataViewType ItemType { get; }
    public ImmutableArray<int> Dimensions { get; }
    public int Size { get; }
    public bool IsKnownSize => Size > 0;

    public override bool Equals(DataViewType other)
        => other == this || other is VectorDataViewType vector && ItemType.Equals(vector.ItemType) && Dimensions.SequenceEqual(vector.Dimensions);

    public override bool Equals(object other) => other is DataViewType type && Equals(type);
    public override int GetHashCode() => HashCode.Combine(ItemType, Size, Dimensions.Length);

    public override string ToString()
    {
        var sizes = Dimensions.Length == 1 && Size == 0 ? [] : Dimensions.Select(d => d > 0 ? $", {d}" : ", *");
        return $"Vector<{ItemType}{string.Concat(sizes)}>";
    }
}
