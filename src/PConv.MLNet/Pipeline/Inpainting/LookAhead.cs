using System.Runtime.ExceptionServices;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>
/// Fills the rows of a cursor in batches: when a row is requested, the following rows are read as well, and those of equal padded size go
/// through the model with it. The number of rows and pixels held is bounded; rows that are not requested are skipped without reading.
/// </summary>
sealed class LookAhead(ReadAheadCursor<LookAhead.Work> cursor, InpaintingRowReader reader, IInpaintingEngine engine) : IRowFill
{
    const int MaxPixels = 1 << 22; // read ahead at most: 16 images of 512²

    /// <summary>The finished job of the cursor's row; null if it has no image.</summary>
    public InpaintingJob? Current()
    {
        var row = cursor.Current;
        var work = row.Result ??= Read(row.Position);
        work.Error?.Throw();
        if (work.IsOpen)
        {
            engine.Fill(work.Job!, BatchWith(work), row.Position);
        }

        return work.Job;
    }

    List<InpaintingJob> BatchWith(Work first)
    {
        var size = first.Padded;
        List<Work> rows = [first, .. cursor.Ahead.Select(row => row.Result!)];
        var batch = rows.Where(work => work.IsOpen && work.Padded == size).Take(engine.BatchSize).Select(work => work.Job!).ToList();
        var pixels = rows.Sum(work => (long)work.Padded.Area);
        for (var count = rows.Count; batch.Count < engine.BatchSize && count < 2 * engine.BatchSize && pixels + size.Area <= MaxPixels
            && cursor.ReadAhead() is { } next; count++)
        {
            var work = next.Result = Read(next.Position);
            pixels += work.Padded.Area;
            if (work.IsOpen && work.Padded == size)
            {
                batch.Add(work.Job!);
            }
        }

        return batch;
    }

    /// <summary>Reads the row on which the source stands. An error is thrown when the row is requested.</summary>
    Work Read(long position)
    {
        try
        {
            var job = reader.Read();
            return new(job, job is null ? default : engine.PaddedSize(job, position), null);
        }
        catch (InvalidOperationException e)
        {
            return new(null, default, ExceptionDispatchInfo.Capture(e));
        }
    }

    /// <summary>What is known of a row that was read.</summary>
    public sealed record Work(InpaintingJob? Job, ImageSize Padded, ExceptionDispatchInfo? Error)
    {
        public bool IsOpen => Job is { Filled: null };
    }
}
