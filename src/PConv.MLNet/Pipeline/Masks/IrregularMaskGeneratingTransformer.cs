using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>Adds a column of irregular masks to a data view, row by row and on demand.</summary>
/// <remarks>A row's mask depends on its <see cref="DataViewRowId"/>, the size of its image and the options only, so that repeated passes,
/// shuffled and filtered views give the same mask. A PredictionEngine numbers its rows by prediction, so that its first mask equals that
/// of a view's first row.</remarks>
sealed class IrregularMaskGeneratingTransformer : ITransformer
{
    readonly FittedMasks fitted;

    internal IrregularMaskGeneratingTransformer(FittedMasks fitted) => this.fitted = fitted;

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

    /// <remarks><c>mlContext.Inpainting().Load</c> restores the same masks. The model loaded by <c>mlContext.Model.Load</c> throws when
    /// masks are requested.</remarks>
    void ICanSaveModel.Save(ModelSaveContext ctx) => SavedChain.Create(fitted).Save(ctx);

    /// <summary>Finds the image column and throws if the schema lacks it.</summary>
    internal AddedColumnsMapper Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var images = fitted.ImageColumnName is { } name ? ImageColumn.Bind(inputSchema, name, "image") : null;
        var added =
            new AddedColumn(fitted.OutputColumnName, TypeOf(images?.Column.Type, fitted.Size), images is null ? [] : [images.Column]);
        return new(inputSchema, [added], (row, _, _) =>
        {
            var size = images is null ? () => fitted.Size : ImageSizeReader.Reader(images, row);
            return [Getter(size, row)];
        });
    }

    /// <summary>Type of the mask column. Masks have the fixed size of the image column if it is known; sizes of files and float vectors
    /// are unknown before they are read.</summary>
    internal static ImageDataViewType TypeOf(DataViewType? imageType, ImageSize size) =>
        imageType is null ? new(size.Height, size.Width) : imageType as ImageDataViewType ?? new();

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
            return fitted.For(size).GenerateFor(new(id.High, id.Low)).ToImage(fitted.Polarity).ToMLImage();
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"Row {position}: {e.Message}", e);
        }
    }
}
