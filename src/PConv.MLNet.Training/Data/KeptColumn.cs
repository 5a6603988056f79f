using Microsoft.ML;
using PConv.MLNet.Images;

namespace PConv.MLNet.Training;

/// <summary>Goes through a column once and keeps what each row takes to be read again: a path, or the image itself.</summary>
/// <param name="row">A cursor in which the column is active.</param>
/// <param name="column">The column.</param>
/// <param name="convert">Makes what is wanted of an image's colors.</param>
/// <param name="keep">Keeps that and tells how to get it back.</param>
sealed class KeptColumn<T>(DataViewRow row, ImageColumn column, Func<RgbImage, T> convert, Func<T, Func<T>> keep)
{
    readonly ValueGetter<ReadOnlyMemory<char>>? path = column.HoldsPaths
        ? row.GetGetter<ReadOnlyMemory<char>>(column.Column) : null;
    readonly Func<RgbImage?>? read = column.HoldsPaths ? null : column.OpenColors(row);

    /// <summary>Path of the file in the row the cursor stands on; null in other columns.</summary>
    public string? Path
    {
        get
        {
            ReadOnlyMemory<char> text = default;
            path?.Invoke(ref text);
            return text.IsEmpty ? null : text.ToString();
        }
    }

    /// <summary>Keeps the image of the row the cursor stands on; null if the row has none.</summary>
    /// <exception cref="InvalidDataException">The image cannot be decoded.</exception>
    public Func<T>? Keep() => read is null
        ? Path is { } file ? () => convert(ImageFile.ReadRgb(file)) : null
        : read() is { } colors ? keep(convert(colors)) : null;
}
