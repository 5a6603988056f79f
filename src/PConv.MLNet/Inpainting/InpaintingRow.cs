using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>A row of the input with the added columns beside it; gives only the columns it was asked for.</summary>
sealed class InpaintingRow(DataViewRow input, InpaintingMapper mapper, IEnumerable<DataViewSchema.Column> activeColumns, IRowFill? fill) : DataViewRow
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

        if (!mapper.IsAdded(column))
        {
            return input.GetGetter<TValue>(mapper.InputSchema[column.Index]);
        }

        return Getter(column) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type.RawType.Name}, not {typeof(TValue).Name}.");
    }

    Delegate Getter(DataViewSchema.Column column) =>
        column.Name == mapper.Options.NetworkOutputColumnName ? NetworkOutput(((VectorDataViewType)column.Type).Size)
        : column.Name == mapper.Options.FilledHolesColumnName ? Image(job => job.ToFilledHoles())
        : Image(job => job.ToOutput());

    /// <remarks>Each call hands out a new image and disposes the one passed in.</remarks>
    ValueGetter<MLImage?> Image(Func<InpaintingJob, MLImage> make) => (ref MLImage? value) =>
    {
        var job = fill!.Current();
        value?.Dispose();
        value = job is null ? null : make(job);
    };

    ValueGetter<VBuffer<float>> NetworkOutput(int length) => (ref VBuffer<float> value) =>
    {
        ReadOnlySpan<float> planes = fill!.Current()?.NetworkOutput ?? new float[length]; // zeros where a row has no image
        var editor = VBufferEditor.Create(ref value, planes.Length);
        planes.CopyTo(editor.Values);
        value = editor.Commit();
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            fill?.Dispose();
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
