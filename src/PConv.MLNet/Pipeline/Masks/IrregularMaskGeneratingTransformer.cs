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

    IrregularMaskGeneratingOptions Options => fitted.Options;

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
        var pictures = fitted.ImageColumnName is { } name ? ImageColumn.Bind(inputSchema, name, "image") : null;
        var added =
            new AddedColumn(fitted.OutputColumnName, TypeOf(pictures?.Column.Type, Options), pictures is null ? [] : [pictures.Column]);
        return new(inputSchema, [added], (row, _, _) =>
        {
            var size = pictures is null ? () => Options.Size : ImageSizeReader.Reader(pictures, row);
            return [Getter(size, row)];
        });
    }

    /// <summary>Type of the mask column. Masks have the fixed size of the image column if it is known; sizes of files and float vectors
    /// are unknown before they are read.</summary>
    internal static ImageDataViewType TypeOf(DataViewType? pictures, IrregularMaskGeneratingOptions options) =>
        pictures is null ? new(options.Size.Height, options.Size.Width) : pictures as ImageDataViewType ?? new();

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
            return Options.For(size).GenerateFor(new(id.High, id.Low)).ToImage(Options.Polarity).ToMLImage();
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"Row {position}: {e.Message}", e);
        }
    }
}
