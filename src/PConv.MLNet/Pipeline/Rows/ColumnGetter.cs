using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

static class ColumnGetter
{
    /// <summary>Casts a column's getter to the requested type.</summary>
    /// <param name="getter">The getter, or null if the column is not active.</param>
    /// <param name="column">The column, for messages.</param>
    /// <exception cref="InvalidOperationException">The column is not active or holds another type.</exception>
    public static ValueGetter<TValue> As<TValue>(Delegate? getter, DataViewSchema.Column column) => getter switch
    {
        null => throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was made."),
        ValueGetter<TValue> typed => typed,
        _ => throw new InvalidOperationException($"Column '{column.Name}' holds {NameOf(column.Type)}, not {typeof(TValue).Name}."),
    };

    static string NameOf(DataViewType type) => type is ImageDataViewType ? nameof(MLImage) : type.ToString()!;
}
