using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>Adds columns to the shapes that estimators promise. A shape's columns cannot be made outside ML.NET: stock estimators make them.</summary>
static class AddedShape
{
    static readonly MLContext Context = new();

    /// <summary>A column like another one.</summary>
    public static SchemaShape CopyOf(SchemaShape shape, string name, string like) => Context.Transforms.CopyColumns(name, like).GetOutputSchema(shape);

    /// <summary>A column of images of any size.</summary>
    public static SchemaShape Images(SchemaShape shape, string name) => Add<ImageMember>(shape, name, new ImageDataViewType());

    /// <summary>A column of float [3, H, W], of the size of an image type if it has one.</summary>
    public static SchemaShape Planes(SchemaShape shape, string name, ImageDataViewType? size) => Add<PlanesMember>(shape, name, InpaintingColumns.PlanesOf(size));

    static SchemaShape Add<T>(SchemaShape shape, string name, DataViewType type)
        where T : class, new()
    {
        var definition = SchemaDefinition.Create(typeof(T));
        (definition[0].ColumnName, definition[0].ColumnType) = (name, type);
        return Context.Transforms.CustomMapping<NoMembers, T>((_, _) => { }, null, null, definition).GetOutputSchema(shape);
    }

    sealed class NoMembers;

    sealed class ImageMember
    {
        public MLImage? Value { get; set; }
    }

    sealed class PlanesMember
    {
        public VBuffer<float> Value { get; set; }
    }
}
