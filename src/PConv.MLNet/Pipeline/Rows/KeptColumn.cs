using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Copies the values of a column, so that they outlive the row from which they were read.</summary>
abstract class KeptColumn(int index)
{
    /// <summary>Number of the column in the source.</summary>
    public int Index => index;

    public static KeptColumn Open(DataViewRow row, DataViewSchema.Column column)
    {
        var type = column.Type.RawType;
        return type == typeof(MLImage) ? new KeptImage(row, column)
            : (KeptColumn)Activator.CreateInstance(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>)
                ? typeof(KeptVector<>).MakeGenericType(type.GetGenericArguments())
                : typeof(KeptValue<>).MakeGenericType(type), row, column)!;
    }

    /// <summary>Copies the value of the source's current row.</summary>
    public abstract object? Read();

    /// <summary>Releases a copy.</summary>
    public virtual void Drop(object? copy)
    {
    }
}

/// <summary>Hands a copy out.</summary>
delegate void GetKept<T>(object? copy, ref T value);

abstract class KeptColumn<T>(int index) : KeptColumn(index)
{
    public abstract GetKept<T> MakeGetter();
}

/// <summary>Numbers, times, text and the like, which never change, and values of types that ML.NET does not know.</summary>
sealed class KeptValue<T>(DataViewRow row, DataViewSchema.Column column) : KeptColumn<T>(column.Index)
{
    readonly ValueGetter<T> get = row.GetGetter<T>(column);

    public override object? Read()
    {
        T value = default!;
        get(ref value);
        return value;
    }

    public override GetKept<T> MakeGetter() => (object? copy, ref T value) => value = (T)copy!;
}

/// <summary>Vectors, whose buffers are used again for the next row.</summary>
sealed class KeptVector<T>(DataViewRow row, DataViewSchema.Column column) : KeptColumn<VBuffer<T>>(column.Index)
{
    readonly ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(column);

    public override object Read()
    {
        VBuffer<T> value = default;
        get(ref value);
        return value; // into an empty buffer, so that nothing else refers to it
    }

    public override GetKept<VBuffer<T>> MakeGetter() => (object? copy, ref VBuffer<T> value) => ((VBuffer<T>)copy!).CopyTo(ref value);
}

/// <summary>Images. Those that the source makes for each reader are given out as copies, which the reader owns; those that belong to the
/// application, as with LoadFromEnumerable, are given out as they are.</summary>
sealed class KeptImage(DataViewRow row, DataViewSchema.Column column) : KeptColumn<MLImage?>(column.Index)
{
    readonly ImageOwner owner = new(row.GetGetter<MLImage?>(column), column);

    public override object? Read() => owner.Read();

    public override void Drop(object? copy)
    {
        if (owner.IsMade == true)
        {
            (copy as MLImage)?.Dispose();
        }
    }

    public override GetKept<MLImage?> MakeGetter()
    {
        MLImage? given = null;
        return (object? copy, ref MLImage? value) =>
        {
            if (owner.IsMade == true || value is not null && ReferenceEquals(value, given))
            {
                value?.Dispose();
            }

            var image = (MLImage?)copy;
            value = given = image is null || owner.IsMade == false ? image : Clone(image);
            given = owner.IsMade == false ? null : given;
        };
    }

    static MLImage Clone(MLImage image)
    {
        var clone = MLImage.CreateFromPixels(image.Width, image.Height, image.PixelFormat, image.Pixels);
        clone.Tag = image.Tag;
        return clone;
    }
}
