using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Gives the finished job of the row that is current.</summary>
interface IRowFill : IDisposable
{
    /// <summary>The job, however often it is asked for the same one; null if the row has no image.</summary>
    InpaintingJob? Current();
}

/// <summary>Fills one row at a time, when it is asked for: for rows without a successor, as in a PredictionEngine.</summary>
sealed class SingleRowFill(DataViewRow row, InpaintingMapper mapper) : IRowFill
{
    readonly InpaintingRowReader reader = new(row, mapper.Columns, mapper.Options);
    long position = -1;
    InpaintingJob? job;

    public InpaintingJob? Current()
    {
        if (position != row.Position)
        {
            job = reader.Read();
            if (job is { Filled: null })
            {
                mapper.Engine.PaddedSize(job, row.Position); // refuses what the model cannot take
                mapper.Engine.Fill([job]);
            }

            position = row.Position;
        }

        return job;
    }

    public void Dispose() => reader.Dispose();
}

/// <summary>Fills the rows of a cursor with those that follow, which a second cursor over the same rows reads ahead.</summary>
sealed class BatchFill(DataViewRowCursor cursor, DataViewRowCursor ahead, InpaintingMapper mapper) : IRowFill
{
    readonly LookAhead lookAhead = new(ahead, new(ahead, mapper.Columns, mapper.Options), mapper.Engine);
    readonly ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
    DataViewRowId id;

    public InpaintingJob? Current()
    {
        getId(ref id);
        return lookAhead.At(cursor.Position, id);
    }

    public void Dispose() => lookAhead.Dispose();
}
