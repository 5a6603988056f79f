using Microsoft.ML;
using PConv.MLNet.Images;

namespace PConv.MLNet.Training;

/// <summary>Stores the images of a column during one pass of a cursor, so that they can be read again. Of a column of file paths, only the
/// paths are stored.</summary>
/// <param name="row">A cursor in which the column is active.</param>
/// <param name="column">The column.</param>
/// <param name="convert">Converts an image to the type to store.</param>
/// <param name="keep">Stores a value and returns a function that reads it.</param>
sealed class KeptColumn<T>(DataViewRow row, ImageColumn column, Func<RgbImage, T> convert, Func<T, Func<T>> keep)
{
    readonly ValueGetter<ReadOnlyMemory<char>>? path = column.HoldsPaths
        ? row.GetGetter<ReadOnlyMemory<char>>(column.Column) : null;
    readonly Func<RgbImage?>? read = column.HoldsPaths ? null : column.OpenColors(row);

    /// <summary>Path of the file in the current row; null if it is empty or the column does not contain paths.</summary>
    public string? Path
    {
        get
        {
            ReadOnlyMemory<char> text = default;
            path?.Invoke(ref text);
            return text.IsEmpty ? null : text.ToString();
        }
    }

    /// <summary>Stores the image of the current row. Null if the row has none.</summary>
    /// <exception cref="InvalidDataException">The image cannot be decoded.</exception>
    public Func<T>? Keep() => read is null
        ? Path is { } file ? () => convert(ImageFile.ReadRgb(file)) : null
        : read() is { } colors ? keep(convert(colors)) : null;
}
