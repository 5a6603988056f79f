using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A vector; always dense here, but read like one that might be sparse.</summary>
public readonly struct VBuffer<T> : IEnumerable
{
    readonly T[] _values;
    public readonly int Length;

    /// <param name="indices">Room for indices; a vector given all its values needs none.</param>
    public VBuffer(int length, T[] values, int[] indices = null)
    {
        Check.Param(length >= 0, nameof(length));
        Check.Param((values?.Length ?? 0) >= length, nameof(values));
        Length = length;
        _values = values;
    }

    public bool IsDense => true;
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, Length);
    public ReadOnlySpan<int> GetIndices() => default;
    public IEnumerable<T> DenseValues() => (_values ?? []).Take(Length);
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false) => DenseValues().Select((value, index) => KeyValuePair.Create(index, value));
    public IEnumerator GetEnumerator() => DenseValues().ToArray().GetEnumerator();

    public T GetItemOrDefault(int index)
    {
        Check.Param(0 <= index && index < Length, nameof(index));
        return _values[index];
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public void CopyTo(Span<T> destination)
    {
        Check.Param(Length <= destination.Length, nameof(destination), "Not enough space in destination");
        GetValues().CopyTo(destination);
    }

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        GetValues().CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyToDense(ref VBuffer<T> destination) => CopyTo(ref destination);

    /// <summary>The array behind, if it has room, else a new one.</summary>
    internal T[] Room(int length) => _values?.Length >= length ? _values : length == 0 ? [] : new T[length];
}

public static class VBufferEditor
{
    public static VBufferEditor<T> CreateFromBuffer<T>(scoped ref VBuffer<T> destination) => new(destination.Length, destination.Room(destination.Length));

    /// <summary>To write values over those of a vector: its array is used again where it is long enough.</summary>
    public static VBufferEditor<T> Create<T>(scoped ref VBuffer<T> destination, int newLogicalLength)
    {
        Check.Param(newLogicalLength >= 0, nameof(newLogicalLength), "Must be non-negative.");
        return new(newLogicalLength, destination.Room(newLogicalLength));
    }
}

public readonly ref struct VBufferEditor<T>
{
    readonly T[] _values;
    public readonly Span<T> Values;

    internal VBufferEditor(int length, T[] values)
    {
        _values = values;
        Values = values.AsSpan(0, length);
    }

    public VBuffer<T> Commit() => new(Values.Length, _values);
}
