using System.Diagnostics;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Cli;

/// <summary>Outcome of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="HoleRatio">Share of hole pixels, [0, 1].</param>
/// <param name="Time">Time from reading to the written file, including waiting.</param>
/// <param name="Error">Error of the image or its mask; null if the image was filled.</param>
/// <param name="Notes">Remarks about the filled image.</param>
sealed record InpaintOutcome(InpaintJob Job, double HoleRatio, TimeSpan Time, string? Error, IReadOnlyList<string> Notes);

/// <summary>
/// Fills the images of many files on all cores: some are decoded or encoded while others are filled. The number of images and pixels in
/// progress is bounded; the files are identical to sequential processing.
/// </summary>
/// <param name="jobs">The jobs with paths of images, masks and results.</param>
/// <param name="masks">Reads the mask files.</param>
/// <param name="plan">Degree of parallelism.</param>
/// <param name="grow">Pixels by which holes grow.</param>
/// <param name="quality">Quality of JPEG and lossy WebP files; null for that of each image.</param>
sealed class InpaintFlow(IReadOnlyList<InpaintJob> jobs, MaskReading masks, InpaintPlan plan, int grow = 0, int? quality = null)
{
    readonly Lock taking = new(), reporting = new();
    readonly WeightedSemaphore room = new(InpaintPlan.MaxPixels);
    readonly Dictionary<int, InpaintOutcome> early = []; // those that ended before one that was taken before them
    readonly bool sharesMask = jobs.Count > 1 && jobs.All(job => job.Mask == jobs[0].Mask);
    readonly Lazy<(Mask Mask, List<string> Doubts)> sharedMask = new(() => ReadMask(jobs[0].Mask, masks, grow));
    Task<Source>? first;
    int taken, reported;
    volatile bool stopped;

    /// <summary>Starts to read the first image and its mask, so that they are ready when the model is.</summary>
    public void ReadAhead() => first = jobs.Count > 0 ? Task.Run(() => Read(jobs[0], null)) : null;

    /// <summary>Works until all jobs have ended. An image that cannot be filled does not end the others.</summary>
    /// <param name="inpainter">Called by several threads at once.</param>
    /// <param name="report">Called for each job in order, by one thread at a time.</param>
    /// <param name="cancel">Stops starting new jobs. Running jobs are finished, unless there is only one.</param>
    public void Run(IInpainter inpainter, Action<InpaintOutcome> report, CancellationToken cancel)
    {
        var limited = new Limited(inpainter, plan.Calls);
        var workers = Enumerable.Range(0, plan.Images).Select(_ => Task.Factory.StartNew(
            () => Work(limited, report, cancel), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Task.WhenAll([.. workers]).GetAwaiter().GetResult();
    }

    void Work(Limited inpainter, Action<InpaintOutcome> report, CancellationToken cancel)
    {
        try
        {
            while (Take(cancel) is var (index, size, pixels))
            {
                try
                {
                    Report(index, Fill(index, size, inpainter, jobs.Count == 1 ? cancel : default), report);
                }
                finally
                {
                    room.Leave(pixels);
                }
            }
        }
        catch
        {
            stopped = true;
            throw;
        }
    }

    /// <summary>Takes the next job when its memory is available, in order, so that a large image is not delayed indefinitely.</summary>
    (int Index, ImageSize? Size, long Pixels)? Take(CancellationToken cancel)
    {
        lock (taking)
        {
            if (IsOver())
            {
                return null;
            }

            var size = jobs[taken].ReadSize();
            var pixels = (sharesMask ? 1L : 2) * (size?.Area ?? 0); // a mask of another size is not decoded
            room.Enter(pixels);
            if (!IsOver())
            {
                return (taken++, size, pixels);
            }

            room.Leave(pixels);
            return null;
        }

        bool IsOver() => stopped || taken == jobs.Count || cancel.IsCancellationRequested;
    }

    InpaintOutcome Fill(int index, ImageSize? size, Limited inpainter, CancellationToken cancel)
    {
        var (job, clock) = (jobs[index], Stopwatch.StartNew());
        try
        {
            var (image, mask, doubts) = index == 0 && Interlocked.Exchange(ref first, null) is { } ahead
                ? ahead.GetAwaiter().GetResult() : Read(job, size);
            inpainter.Inpaint(image, mask, cancel).Write(job.Output, quality);
            return new(job, mask.HoleRatio, clock.Elapsed, null,
                [.. image.Notes, .. doubts, .. image.LossesIn(ImageFile.FormatOf(job.Output))]);
        }
        catch (Exception e) when (InpaintJob.IsOfTheImage(e))
        {
            return new(job, 0, clock.Elapsed, e is OutOfMemoryException
                ? $"There is not enough memory for '{job.Image}'. Scale or cut it first." : e.Message, []);
        }
    }

    Source Read(InpaintJob job, ImageSize? size)
    {
        Mask.EnsureCovers(ImageFile.ReadSize(job.Mask), size ?? ImageFile.ReadSize(job.Image)); // before anything is decoded
        var image = ImageFile.Read(job.Image);
        var (mask, doubts) = sharesMask ? sharedMask.Value : ReadMask(job.Mask, masks, grow);
        return new(image, mask, doubts);
    }

    static (Mask Mask, List<string> Doubts) ReadMask(string file, MaskReading reading, int grow)
    {
        List<string> doubts = [];
        return (Mask.Read(ImageFile.Read(file), reading, doubts.Add).Grow(grow), doubts);
    }

    void Report(int index, InpaintOutcome outcome, Action<InpaintOutcome> report)
    {
        lock (reporting)
        {
            early[index] = outcome;
            while (early.Remove(reported, out var next))
            {
                reported++;
                report(next);
            }
        }
    }

    /// <summary>What is read for a job.</summary>
    sealed record Source(ImageFile Image, Mask Mask, List<string> Doubts);

    /// <summary>An inpainter that only so many threads call at once.</summary>
    sealed class Limited(IInpainter inpainter, int most) : IInpainter
    {
        readonly WeightedSemaphore calls = new(most);

        public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default)
        {
            calls.Enter(1);
            try
            {
                return inpainter.Inpaint(image, mask, cancel);
            }
            finally
            {
                calls.Leave(1);
            }
        }
    }
}
