using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>The columns that are read, and the columns that are added, in their order.</summary>
sealed class InpaintingColumns
{
    InpaintingColumns(PictureColumn image, PictureColumn? mask, PartialConvInpaintingOptions options)
    {
        (Image, Mask) = (image, mask);
        Added.Add((options.OutputColumnName, OutputType));
        if (options.FilledHolesColumnName is { } holes)
        {
            Added.Add((holes, OutputType));
        }

        if (options.NetworkOutputColumnName is { } network)
        {
            Added.Add((network, PlanesOf(OutputType)));
        }
    }

    public PictureColumn Image { get; }

    /// <summary>Null where the mask is the image's alpha.</summary>
    public PictureColumn? Mask { get; }

    public List<(string Name, DataViewType Type)> Added { get; } = [];

    /// <summary>Of images the type they have; of anything else images whose size is not known beforehand.</summary>
    ImageDataViewType OutputType => Image.Column.Type as ImageDataViewType ?? new();

    /// <summary>float [3, H, W], of open size where the images' is.</summary>
    public static VectorDataViewType PlanesOf(ImageDataViewType? images) => images is { Height: > 0, Width: > 0 }
        ? new(NumberDataViewType.Single, RgbImage.Channels, images.Height, images.Width)
        : new(NumberDataViewType.Single, 0);

    /// <summary>Finds the columns and refuses a schema without them.</summary>
    public static InpaintingColumns Bind(DataViewSchema schema, PartialConvInpaintingOptions options) => new(
        PictureColumn.Bind(schema, options.ImageColumnName, "image", options.VectorMaximum),
        options.MaskColumnName is { } mask ? PictureColumn.Bind(schema, mask, "mask", options.VectorMaximum) : null,
        options);
}
