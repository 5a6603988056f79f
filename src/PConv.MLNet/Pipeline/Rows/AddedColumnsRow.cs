using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>A row of the input with the added columns beside it. Provides only the active columns, and owns its input.</summary>
sealed class AddedColumnsRow(DataViewRow input, AddedColumnsMapper mapper, HashSet<int> active, Delegate?[] added, List<IDisposable> held)
    : DataViewRow
{
    bool isDisposed;

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        IsColumnActive(column) && !mapper.IsAdded(column)
            ? input.GetGetter<TValue>(mapper.InputSchema[column.Index])
            : ColumnGetter.As<TValue>(IsColumnActive(column) ? added[column.Index - mapper.InputSchema.Count] : null, column);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !isDisposed)
        {
            isDisposed = true;
            held.ForEach(item => item.Dispose());
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
