using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace PConv.MLNet;

/// <summary>The image and mask columns of a schema.</summary>
readonly record struct InpaintingColumns(DataViewSchema.Column Image, DataViewSchema.Column Mask)
{
    /// <summary>Finds both columns and refuses a schema without them.</summary>
    public static InpaintingColumns Bind(DataViewSchema schema, PartialConvInpaintingOptions options)
    {
        return new(Find(options.ImageColumnName), Find(options.MaskColumnName));

        DataViewSchema.Column Find(string name)
        {
            var column = schema.GetColumnOrNull(name) ?? throw Missing(name, schema.Where(c => !c.IsHidden).Select(c => c.Name));
            return column.Type is ImageDataViewType ? column : throw NoImages(name, column.Type);
        }
    }

    public static ArgumentException Missing(string name, IEnumerable<string> columns) =>
        new($"There is no column '{name}' among {string.Join(", ", columns)}. Name an image column, as LoadImages makes it.");

    public static ArgumentException NoImages(string name, DataViewType type) =>
        new($"Column '{name}' is of type {type}, expected images. Load them with mlContext.Transforms.LoadImages.");
}
