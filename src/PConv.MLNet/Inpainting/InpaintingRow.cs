using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>A row of the input with the filled image beside it; gives only the columns it was asked for.</summary>
sealed class InpaintingRow(DataViewRow input, InpaintingMapper mapper, IEnumerable<DataViewSchema.Column> activeColumns) : DataViewRow
{
    readonly HashSet<int> active = [.. activeColumns.Select(c => c.Index)];

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
        {
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was made.");
        }

        if (column.Index != mapper.Output)
        {
            return input.GetGetter<TValue>(mapper.InputSchema[column.Index]);
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
