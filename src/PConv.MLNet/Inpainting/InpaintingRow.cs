using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>A row of the input with the filled image beside it.</summary>
sealed class InpaintingRow(DataViewRow input, InpaintingMapper mapper, bool outputIsActive) : DataViewRow
{
    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        column.Index == mapper.Output ? outputIsActive : input.IsColumnActive(mapper.InputSchema[column.Index]);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index != mapper.Output)
        {
            return input.GetGetter<TValue>(mapper.InputSchema[column.Index]);
        }

        if (!outputIsActive)
        {
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was made.");
        }

        return mapper.Fill(input) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {nameof(MLImage)}, not {typeof(TValue).Name}.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
