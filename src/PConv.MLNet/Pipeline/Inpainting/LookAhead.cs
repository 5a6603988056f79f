using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>
/// Fills the rows of a cursor in batches: when a row is requested, the following rows are read as well, and those of equal padded size go
/// through the model with it. The number of rows and pixels held is bounded; rows that are not requested are skipped without reading.
/// </summary>
sealed class LookAhead(DataViewRowCursor ahead, InpaintingRowReader reader, IInpaintingEngine engine) : IDisposable
{
    const int MaxPixels = 1 << 22; // read ahead at most: 16 images of 512²

    readonly LinkedList<Row> rows = new();
    readonly ValueGetter<DataViewRowId> getId = ahead.GetIdGetter();
    bool ended;

    /// <summary>The finished job of a row; null if it has no image. Rows must be requested in the cursor's order.</summary>
    /// <param name="position">The row's number in the cursor.</param>
    /// <param name="id">The row's id, to verify that both cursors have the same order.</param>
    public InpaintingJob? At(long position, DataViewRowId id)
    {
        while (rows.First?.Value.Position < position)
        {
            rows.RemoveFirst();
        }

        while (rows.Count == 0 && Read(from: position))
        {
        }

        var row = rows.First?.Value;
        if (row is null || row.Position != position || !row.Id.Equals(id))
        {
            throw new InvalidOperationException(
                $"Row {position} of the input is another one when it is read twice. Give the input a fixed order, or save it first.");
        }

        row.Error?.Throw();
        if (row.Job is { Filled: null })
        {
            engine.Fill(row.Job, BatchWith(row), position);
        }

        return row.Job;
    }

    List<InpaintingJob> BatchWith(Row first)
    {
        var size = first.Padded;
        var batch = rows.Where(r => r.IsOpen && r.Padded == size).Take(engine.BatchSize).Select(r => r.Job!).ToList();
        var pixels = rows.Sum(r => (long)r.Padded.Area);
        while (batch.Count < engine.BatchSize && rows.Count < 2 * engine.BatchSize && pixels + size.Area <= MaxPixels && Read())
        {
            var row = rows.Last!.Value;
            pixels += row.Padded.Area;
            if (row.IsOpen && row.Padded == size)
            {
                batch.Add(row.Job!);
            }
        }

        return batch;
    }

    /// <summary>Reads one more row and skips rows before a position. An error is thrown when its row is requested.</summary>
    bool Read(long from = 0)
    {
        if (ended || !ahead.MoveNext())
        {
            ended = true;
            return false;
        }

        if (ahead.Position < from)
        {
            return true;
        }

        DataViewRowId id = default;
        getId(ref id);
        try
        {
            var job = reader.Read();
            rows.AddLast(new Row(ahead.Position, id, job, job is null ? default : engine.PaddedSize(job, ahead.Position), null));
        }
        catch (InvalidOperationException e)
        {
            rows.AddLast(new Row(ahead.Position, id, null, default, ExceptionDispatchInfo.Capture(e)));
        }

        return true;
    }

    public void Dispose() => ahead.Dispose();

    sealed record Row(long Position, DataViewRowId Id, InpaintingJob? Job, ImageSize Padded, ExceptionDispatchInfo? Error)
    {
        public bool IsOpen => Job is { Filled: null };
    }
}
