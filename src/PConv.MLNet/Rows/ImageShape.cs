using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>What an estimator that adds images promises before it is fitted.</summary>
static class ImageShape
{
    /// <summary>The input's columns and one of images, which takes the place of an input column of its name.</summary>
    public static SchemaShape Add(SchemaShape input, string name, ImageDataViewType type)
    {
        // Nobody outside ML.NET can make a shape's column: a mapping that makes images does.
        var definition = SchemaDefinition.Create(typeof(Made));
        (definition[nameof(Made.Image)].ColumnName, definition[nameof(Made.Image)].ColumnType) = (name, type);
        var made = new MLContext().Transforms.CustomMapping<Nothing, Made>((_, _) => { }, null, null, definition).GetOutputSchema(new SchemaShape([]));
        return new(input.Where(c => c.Name != name).Concat(made));
    }

    sealed class Nothing;

    sealed class Made
    {
        public MLImage? Image { get; set; }
    }
}
