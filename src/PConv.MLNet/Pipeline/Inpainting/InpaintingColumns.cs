using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>The columns that are read, and the columns that are added.</summary>
sealed class InpaintingColumns
{
    readonly InpaintingOptions options;

    InpaintingColumns(ImageColumn image, ImageColumn? mask, InpaintingOptions options) =>
        (Image, Mask, this.options) = (image, mask, options);

    public ImageColumn Image { get; }

    /// <summary>Null where the mask is the image's alpha.</summary>
    public ImageColumn? Mask { get; }

    /// <summary>The columns the added ones are made of.</summary>
    public DataViewSchema.Column[] Needs => Mask is null ? [Image.Column] : [Image.Column, Mask.Column];

    /// <summary>Finds the columns and refuses a schema without them.</summary>
    public static InpaintingColumns Bind(DataViewSchema schema, InpaintingOptions options)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new(
            ImageColumn.Bind(schema, options.ImageColumnName, "image", options.VectorMaximum),
            options.MaskColumnName is { } mask ? ImageColumn.Bind(schema, mask, "mask", options.VectorMaximum) : null,
            options);
    }

    /// <summary>The added columns' names and types, in their order.</summary>
    /// <param name="options">Names them.</param>
    /// <param name="pictures">Type of the image column: of images the added ones have it too, of anything else their size is open.</param>
    public static IEnumerable<(string Name, DataViewType Type)> Added(InpaintingOptions options, DataViewType pictures)
    {
        var images = pictures as ImageDataViewType ?? new();
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

    /// <summary>The getters of the added columns over rows that are filled in some way.</summary>
    public Delegate?[] Getters(IRowFill fill, Func<int, bool> active) =>
        [.. Added(options, Image.Column.Type).Select((c, i) => active(i) ? Getter(c.Name, c.Type, fill) : null)];

    Delegate Getter(string name, DataViewType type, IRowFill fill) =>
        name == options.NetworkColumn ? PlanesOf(fill, ((VectorDataViewType)type).Size)
        : name == options.FilledHolesColumnName ? ImageOf(fill, job => job.ToFilledHoles())
        : ImageOf(fill, job => job.ToOutput());

    /// <remarks>Each call hands out a new image and disposes the one passed in.</remarks>
    static ValueGetter<MLImage?> ImageOf(IRowFill fill, Func<InpaintingJob, MLImage> make) => (ref MLImage? value) =>
    {
        var job = fill.Current();
        value?.Dispose();
        value = job is null ? null : make(job);
    };

    static ValueGetter<VBuffer<float>> PlanesOf(IRowFill fill, int length) => (ref VBuffer<float> value) =>
    {
        ReadOnlySpan<float> planes = fill.Current()?.NetworkOutput ?? new float[length]; // zeros where a row has no image
        var editor = VBufferEditor.Create(ref value, planes.Length);
        planes.CopyTo(editor.Values);
        value = editor.Commit();
    };
}
