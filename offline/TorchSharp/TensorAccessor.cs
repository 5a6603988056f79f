using System.Collections;

namespace TorchSharp.Utils;

/// <summary>Reads and writes the elements of a tensor in host memory, also where its strides skip or reorder memory.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    readonly torch.Tensor tensor;
    readonly long[] shape;
    readonly long[] strides;
    readonly bool contiguous;
    readonly T* start;

    internal TensorAccessor(torch.Tensor tensor)
    {
        var meta = tensor.Meta();
        (this.tensor, shape, strides, contiguous, Count) = (tensor, meta.Shape, meta.Strides, meta.Contiguous, meta.Elements);
        start = Count == 0 ? null : (T*)tensor.Pointer();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => *At(indices);
        set => *At(indices) = value;
    }

    public T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result.AsSpan());
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        Live();
        var count = (int)Math.Min(array.Length - arrayIndex, Count - tensorIndex);
        if (contiguous && count > 0)
            new Span<T>(start + tensorIndex, count).CopyTo(array[arrayIndex..]);
        else
            for (var k = 0; k < count; k++)
                array[arrayIndex + k] = start[Offset(tensorIndex + k)];
        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        Live();
        var count = (int)Math.Min(array.Length - arrayIndex, Count - tensorIndex);
        for (var k = 0; k < count; k++)
            start[contiguous ? tensorIndex + k : Offset(tensorIndex + k)] = array[arrayIndex + k];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var k = 0L; k < Count; k++)
            yield return this[k];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Nothing is held beside the tensor, which stays its owner's.</summary>
    public void Dispose()
    {
    }

    void Live() => _ = tensor.Handle;

    // one index counts elements in order, several address the dimensions
    T* At(long[] indices)
    {
        Live();
        if (indices.Length == 1)
        {
            if (indices[0] < 0 || indices[0] >= Count)
                throw new IndexOutOfRangeException();
            return start + Offset(indices[0]);
        }
        if (indices.Length != shape.Length)
            throw new ArgumentException($"{indices.Length} indices for {shape.Length} dimensions.");
        var offset = 0L;
        for (var k = 0; k < indices.Length; k++)
        {
            if (indices[k] < 0 || indices[k] >= shape[k])
                throw new IndexOutOfRangeException();
            offset += indices[k] * strides[k];
        }
        return start + offset;
    }

    long Offset(long index)
    {
        var offset = 0L;
        for (var k = shape.Length - 1; k >= 0; k--)
        {
            (index, var rest) = Math.DivRem(index, shape[k]);
            offset += rest * strides[k];
        }
        return offset;
    }
}
