using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Core;

namespace PConv.MLNet;

/// <summary>Adds a column of irregular masks to a data view, row by row and on demand.</summary>
/// <remarks>A row's mask depends on its <see cref="DataViewRowId"/>, the size of its picture and the options alone: another pass, a shuffled or a filtered
/// view gives it again. A PredictionEngine numbers its rows by prediction, so that its first mask is that of a view's first row.</remarks>
public sealed class IrregularMaskGeneratingTransformer : ITransformer
{
    readonly string outputColumnName;
    readonly string? imageColumnName;
    readonly IrregularMaskGeneratingOptions options;

    internal IrregularMaskGeneratingTransformer(string outputColumnName, string? imageColumnName, IrregularMaskGeneratingOptions options) =>
        (this.outputColumnName, this.imageColumnName, this.options) = (outputColumnName, imageColumnName, options);

    /// <summary>True: a row's mask depends on that row alone.</summary>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new AddedColumnsView(input, Bind(input.Schema));
    }

    // ML.NET saves compositions of its own transforms only, and none that others can make sees a row's id.
    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException(
        "GenerateIrregularMasks cannot be saved by mlContext.Model.Save. Transform the data with it first, fit the rest of the pipeline on the result, and save that: "
        + "drawn masks belong to training and evaluation data, not to a deployed model.");

    /// <summary>Finds the image column and refuses a schema without it.</summary>
    internal AddedColumnsMapper Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var pictures = imageColumnName is null ? null : PictureColumn.Bind(inputSchema, imageColumnName, "image");
        var added = new AddedColumn(outputColumnName, TypeOf(pictures?.Column.Type, options), pictures is null ? [] : [pictures.Column]);
        return new(inputSchema, [added], (row, _, held) =>
        {
            var size = pictures is null ? () => options.FixedSize : PictureSize.Reader(pictures, row, held);
            return [Getter(size, row)];
        });
    }

    /// <summary>Masks of images of a known size have that size; files and vectors of floats do not say theirs before they are read.</summary>
    internal static ImageDataViewType TypeOf(DataViewType? pictures, IrregularMaskGeneratingOptions options) =>
        pictures as ImageDataViewType ?? (options.FixedSize is { } size ? new(size.Height, size.Width) : new());

    ValueGetter<MLImage?> Getter(Func<ImageSize?> size, DataViewRow row)
    {
        var getId = row.GetIdGetter();
        DataViewRowId id = default;
        return (ref MLImage? mask) =>
        {
            mask?.Dispose();
            mask = null;
            getId(ref id);
            mask = size() is { } known ? Draw(known, id, row.Position) : null;
        };
    }

    MLImage Draw(ImageSize size, DataViewRowId id, long position)
    {
        try
        {
            return options.For(size).GenerateFor(new(id.High, id.Low)).ToImage(options.Polarity).ToMLImage();
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"Row {position}: {e.Message}", e);
        }
    }
}
