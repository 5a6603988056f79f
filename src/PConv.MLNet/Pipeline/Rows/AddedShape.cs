using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>What an estimator that adds columns promises before it is fitted. A column takes the place of one of its name.</summary>
/// <remarks>Nobody outside ML.NET can make a shape's column: a stock mapping that makes such values does.</remarks>
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
