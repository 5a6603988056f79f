using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>Input columns and added columns of a transformer.</summary>
sealed class InpaintingColumns
{
    readonly InpaintingOptions options;

    InpaintingColumns(ImageColumn image, ImageColumn? mask, InpaintingOptions options) =>
        (Image, Mask, this.options) = (image, mask, options);

    public ImageColumn Image { get; }

    /// <summary>The mask column; null if the mask is the image's alpha channel.</summary>
    public ImageColumn? Mask { get; }

    /// <summary>Input columns needed to compute the added columns.</summary>
    public DataViewSchema.Column[] Needs => Mask is null ? [Image.Column] : [Image.Column, Mask.Column];

    /// <summary>Finds the columns and throws if the schema lacks them.</summary>
    public static InpaintingColumns Bind(DataViewSchema schema, InpaintingOptions options)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new(
            ImageColumn.Bind(schema, options.ImageColumnName, "image", options.VectorMaximum),
            options.MaskColumnName is { } mask ? ImageColumn.Bind(schema, mask, "mask", options.VectorMaximum) : null,
            options);
    }

    /// <summary>Names and types of the added columns, in order.</summary>
    /// <param name="options">The options with the column names.</param>
    /// <param name="imageType">Type of the image column. If it holds MLImages, the added columns have the same type; otherwise their size
    /// is unknown.</param>
    public static IEnumerable<(string Name, DataViewType Type)> Added(InpaintingOptions options, DataViewType imageType)
    {
        var images = imageType as ImageDataViewType ?? new();
        yield return (options.OutputColumnName, images);
        if (options.FilledHolesColumnName is { } holes)
        {
            yield return (holes, images);
        }

        if (options.NetworkColumn is { } network)
        {
            yield return (network, images is { Height: > 0, Width: > 0 }
                ? new VectorDataViewType(NumberDataViewType.Single, RgbImage.Channels, images.Height, images.Width)
                : new VectorDataViewType(NumberDataViewType.Single));
        }
    }

    /// <summary>The mapper that fills one row at a time.</summary>
    public AddedColumnsMapper ToMapper(DataViewSchema schema, IInpaintingEngine engine) => new(
        schema,
        [.. Added(options, Image.Column.Type).Select(c => new AddedColumn(c.Name, c.Type, Needs))],
        (row, active, _) => Getters(new SingleRowFill(row, new(row, this, options), engine), active));

    /// <summary>Creates the getters of the added columns over the given fill.</summary>
    public Delegate?[] Getters(IRowFill fill, Func<int, bool> active) =>
        [.. Added(options, Image.Column.Type).Select((c, i) => active(i) ? Getter(c.Name, c.Type, fill) : null)];

    Delegate Getter(string name, DataViewType type, IRowFill fill) =>
        name == options.NetworkColumn ? PlanesOf(fill, ((VectorDataViewType)type).Size)
        : name == options.FilledHolesColumnName ? ImageOf(fill, job => job.ToFilledHoles())
        : ImageOf(fill, job => job.ToOutput());

    /// <remarks>Each call returns a new image and disposes the one passed in.</remarks>
    static ValueGetter<MLImage?> ImageOf(IRowFill fill, Func<InpaintingJob, MLImage> make) => (ref MLImage? value) =>
    {
        var job = fill.Current();
        value?.Dispose();
        value = job is null ? null : make(job);
    };

    static ValueGetter<VBuffer<float>> PlanesOf(IRowFill fill, int length) => (ref VBuffer<float> value) =>
    {
        ReadOnlySpan<float> planes = fill.Current()?.NetworkOutput ?? new float[length]; // zeros if a row has no image
        var editor = VBufferEditor.Create(ref value, planes.Length);
        planes.CopyTo(editor.Values);
        value = editor.Commit();
    };
}
