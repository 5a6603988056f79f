using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Gives the finished job of the row that is current.</summary>
interface IRowFill
{
    /// <summary>The job, the same one however often it is asked for; null if the row has no image.</summary>
    InpaintingJob? Current();
}

/// <summary>Fills one row at a time, when it is asked for: for rows without a successor, as in a PredictionEngine.</summary>
sealed class SingleRowFill(DataViewRow row, InpaintingRowReader reader, IInpaintingEngine engine) : IRowFill
{
    long position = -1;
    InpaintingJob? job;

    public InpaintingJob? Current()
    {
        if (position != row.Position)
        {
            job = reader.Read();
            if (job is { Filled: null })
            {
                engine.PaddedSize(job, row.Position); // refuses what the model cannot take
                engine.Fill(job, [job], row.Position);
            }

            position = row.Position;
        }

        return job;
    }
}

/// <summary>Fills the rows of a cursor together with those that follow.</summary>
sealed class BatchFill(DataViewRow row, LookAhead lookAhead) : IRowFill
{
    readonly ValueGetter<DataViewRowId> getId = row.GetIdGetter();
    DataViewRowId id;

    public InpaintingJob? Current()
    {
        getId(ref id);
        return lookAhead.At(row.Position, id);
    }
}
