using Microsoft.ML;
using Microsoft.ML.Data;

namespace PConv.MLNet;

/// <summary>Provides the finished job of the current row.</summary>
interface IRowFill
{
    /// <summary>The job; repeated calls return the same instance. Null if the row has no image.</summary>
    InpaintingJob? Current();
}

/// <summary>Fills one row at a time on demand, for rows outside of a cursor, as in a PredictionEngine.</summary>
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
                engine.PaddedSize(job, row.Position); // throws if the model cannot process the size
                engine.Fill(job, [job], row.Position);
            }

            position = row.Position;
        }

        return job;
    }
}
