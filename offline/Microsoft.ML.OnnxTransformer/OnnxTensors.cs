using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Columns to tensors. A single value is one of 1 × 1.</summary>
sealed class OnnxInput
{
    public static Func<NamedOnnxValue> Of(DataViewRow row, DataViewSchema.Column column, int[] shape)
        => (Func<NamedOnnxValue>)(column.Type is VectorDataViewType vector
            ? Generic.Call(new OnnxInput(), nameof(Vector), vector.ItemType.RawType, row, column, shape)
            : Generic.Call(new OnnxInput(), nameof(Scalar), column.Type.RawType, row, column));

    /// <summary>The length of a vector of unknown size settles the open dimension.</summary>
    internal Func<NamedOnnxValue> Vector<T>(DataViewRow row, DataViewSchema.Column column, int[] shape)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        List<int> dimensions = [.. shape];
        int open = dimensions.IndexOf(0), known = shape.Where(length => length > 0).Aggregate(1, (x, y) => x * y);
        bool settles = !((VectorDataViewType)column.Type).IsKnownSize;
        return () =>
        {
            get(ref value);
            if (settles)
                dimensions[open] = value.Length / known;
            return Named(column.Name, value.GetValues().ToArray(), [.. dimensions]);
        };
    }

    internal Func<NamedOnnxValue> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            get(ref value);
            return Named<T>(column.Name, [value], [1, 1]);
        };
    }

    static NamedOnnxValue Named<T>(string name, T[] values, int[] dimensions) => values is ReadOnlyMemory<char>[] texts
        ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<string>(Array.ConvertAll(texts, text => text.ToString()), dimensions))
        : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, dimensions));
}

/// <summary>Tensors to columns.</summary>
sealed class OnnxOutput
{
    public static Delegate Getter(OnnxVariable output, Func<DisposableNamedOnnxValue> result) => output.Type switch
    {
        VectorDataViewType { ItemType: TextDataViewType } => Texts(result),
        VectorDataViewType vector => (Delegate)Generic.Call(new OnnxOutput(), nameof(Values), vector.ItemType.RawType, result),
        _ => throw Check.StandIn("A model with a scalar output")
    };

    internal ValueGetter<VBuffer<T>> Values<T>(Func<DisposableNamedOnnxValue> result)
        => (ref VBuffer<T> value) => Fill<T>(ref value, ((DenseTensor<T>)result().AsTensor<T>()).Buffer.Span);

    static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(Func<DisposableNamedOnnxValue> result)
        => (ref VBuffer<ReadOnlyMemory<char>> value) => Fill<ReadOnlyMemory<char>>(ref value, [.. result().AsTensor<string>().Select(text => text.AsMemory())]);

    static void Fill<T>(ref VBuffer<T> value, ReadOnlySpan<T> items)
    {
        var editor = VBufferEditor.Create(ref value, items.Length);
        items.CopyTo(editor.Values);
        value = editor.Commit();
    }
}
