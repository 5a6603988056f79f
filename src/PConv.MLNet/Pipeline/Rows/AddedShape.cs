using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>Output schema shape of estimators that add columns. An added column replaces one of the same name.</summary>
/// <remarks>The constructor of a shape's column is internal to ML.NET, so the column is obtained from a custom mapping with such
/// values.</remarks>
static class AddedShape
{
    static readonly MLContext Context = new();

    /// <summary>The shape with a column of images.</summary>
    public static SchemaShape Images(SchemaShape shape, string name, ImageDataViewType type) => Add<MadeImage>(shape, name, type);

    /// <summary>The shape with a column of vectors of floats.</summary>
    public static SchemaShape Vectors(SchemaShape shape, string name, VectorDataViewType type) => Add<MadeVector>(shape, name, type);

    static SchemaShape Add<T>(SchemaShape shape, string name, DataViewType type)
        where T : class, new()
    {
        var definition = SchemaDefinition.Create(typeof(T));
        (definition[0].ColumnName, definition[0].ColumnType) = (name, type);
        var made = Context.Transforms.CustomMapping<Nothing, T>((_, _) => { }, null, null, definition).GetOutputSchema(new SchemaShape([]));
        return new(shape.Where(c => c.Name != name).Concat(made));
    }

    sealed class Nothing;

    sealed class MadeImage
    {
        public MLImage? Value { get; set; }
    }

    sealed class MadeVector
    {
        public VBuffer<float> Value { get; set; }
    }
}
