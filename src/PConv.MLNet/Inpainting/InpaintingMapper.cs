using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Input columns pass through under their own numbers; the output column comes last.</summary>
sealed class InpaintingMapper : IRowToRowMapper
{
    readonly PartialConvInpaintingTransformer transformer;
    readonly InpaintingColumns columns;

    public InpaintingMapper(DataViewSchema inputSchema, PartialConvInpaintingTransformer transformer, PartialConvInpaintingOptions options)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        this.transformer = transformer;
        columns = InpaintingColumns.Bind(inputSchema, options);
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumn(options.OutputColumnName, columns.Image.Type);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>Number of the output column.</summary>
    public int Output => InputSchema.Count;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var wanted = dependingColumns.Select(c => c.Index).ToHashSet();
        return InputSchema.Where(c => wanted.Contains(c.Index) || (wanted.Contains(Output) && (c.Index == columns.Image.Index || c.Index == columns.Mask.Index)));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Schema == InputSchema
            ? new InpaintingRow(input, this, activeColumns)
            : throw new ArgumentException("The row has another schema than the mapper was made for.", nameof(input));
    }

    /// <summary>Makes the getter of filled images over a row or cursor of the input.</summary>
    /// <remarks>The input's images belong to their own getters. Each call hands out a new image and disposes the one passed in.</remarks>
    public ValueGetter<MLImage?> Fill(DataViewRow input)
    {
        var image = input.GetGetter<MLImage?>(columns.Image);
        var mask = input.GetGetter<MLImage?>(columns.Mask);
        MLImage? imageValue = null, maskValue = null;
        return (ref MLImage? filled) =>
        {
            image(ref imageValue);
            mask(ref maskValue);
            filled?.Dispose();
            filled = transformer.Fill(imageValue, maskValue, input.Position);
        };
    }
}
