namespace Microsoft.ML.Data;

/// <summary>A dense vector.</summary>
public readonly struct VBuffer<T>
{
    readonly T[] _values;

    internal VBuffer(T[] values) => _values = values;

    public int Length => _values?.Length ?? 0;
    public ReadOnlySpan<T> GetValues() => _values;
}
