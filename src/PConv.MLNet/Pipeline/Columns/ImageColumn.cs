using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>A column of images, whichever way it holds them.</summary>
public sealed class ImageColumn
{
    const string Kinds = "images (LoadImages), file paths (text), encoded files (a vector of bytes) or a vector of floats";

    readonly float maximum;

    ImageColumn(DataViewSchema.Column column, ImageForm form, float maximum) => (Column, Form, this.maximum) = (column, form, maximum);

    /// <summary>The column.</summary>
    public DataViewSchema.Column Column { get; }

    /// <summary>Whether it holds paths of files.</summary>
    public bool HoldsPaths => Form.Kind == ImageKind.Path;

    internal ImageForm Form { get; }

    /// <summary>Finds a column and throws if it does not hold images.</summary>
    /// <param name="schema">The schema to search.</param>
    /// <param name="name">Name of the column.</param>
    /// <param name="role">Role of its images in messages, such as "mask".</param>
    /// <param name="maximum">Value of full intensity in a vector of floats.</param>
    /// <exception cref="ArgumentException">It is missing, or holds something else.</exception>
    public static ImageColumn Bind(DataViewSchema schema, string name, string role, float maximum = 1)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var column = schema.GetColumnOrNull(name) ?? throw Missing(name, role, schema.Where(c => !c.IsHidden).Select(c => c.Name));
        var vector = column.Type as VectorDataViewType;
        var kind = KindOf(vector?.ItemType ?? column.Type, vector is not null) ?? throw Unfit(name, role, column.Type.ToString()!);
        if (kind == ImageKind.Bytes && vector!.Dimensions.Length > 1)
        {
            throw new ArgumentException(
                $"Column '{name}' holds bytes of [{string.Join(", ", vector.Dimensions)}], which looks like pixels; a vector of bytes is " +
                "an encoded file. Convert it to floats (ConvertType) of [3, height, width], and set VectorMaximum to 255.");
        }

        var form = kind == ImageKind.Vector ? ImageForm.OfVectors(vector!) : new(kind);
        return form is not null
            ? new(column, form, maximum)
            : throw new ArgumentException(
                $"Column '{name}' holds vectors of [{string.Join(", ", vector!.Dimensions)}], expected {role}s of known size: [3, " +
                $"height, width]. Declare the dimensions with [VectorType(3, height, width)].");
    }

    /// <summary>The same check on what an estimator is promised.</summary>
    /// <exception cref="ArgumentException">The column is missing, or holds something else.</exception>
    public static void Check(SchemaShape shape, string name, string role)
    {
        ArgumentNullException.ThrowIfNull(shape);
        KindIn(shape, name, role);
    }

    /// <summary>The same check on what an estimator is promised, where sizes are not known yet.</summary>
    internal static ImageKind KindIn(SchemaShape shape, string name, string role)
    {
        var column = shape.FirstOrDefault(c => c.Name == name);
        if (column.Name is null)
        {
            throw Missing(name, role, shape.Select(c => c.Name));
        }

        var isVector = column.Kind != SchemaShape.Column.VectorKind.Scalar;
        return KindOf(column.ItemType, isVector)
            ?? throw Unfit(name, role, isVector ? $"a vector of {column.ItemType}" : column.ItemType.ToString()!);
    }

    /// <summary>Makes a reader of colors over a row or cursor in which the column is active; it gives null for a row without an
    /// image.</summary>
    public Func<RgbImage?> OpenColors(DataViewRow row)
    {
        var reader = Open(row);
        return () => reader.Read()?.Colors;
    }

    /// <summary>Makes the reader over a row or cursor; the column must be active there.</summary>
    internal ImageReader Open(DataViewRow row) => ImageReader.Open(row, Column, Form, maximum);

    static ImageKind? KindOf(DataViewType item, bool isVector) => (item, isVector) switch
    {
        (ImageDataViewType, false) => ImageKind.Image,
        (TextDataViewType, false) => ImageKind.Path,
        (NumberDataViewType { RawType: var type }, true) when type == typeof(byte) => ImageKind.Bytes,
        (NumberDataViewType { RawType: var type }, true) when type == typeof(float) => ImageKind.Vector,
        _ => null,
    };

    static ArgumentException Missing(string name, string role, IEnumerable<string> columns) =>
        new($"There is no column '{name}' among {string.Join(", ", columns)}. Name the column of {role}s: {Kinds}.");

    static ArgumentException Unfit(string name, string role, string type) =>
        new($"Column '{name}' is of type {type}, expected {role}s: {Kinds}.");
}
