using System.Diagnostics;
using PConv.MLNet.Core;

namespace PConv.MLNet.Cli;

/// <summary>How a job ended.</summary>
/// <param name="Job">The job.</param>
/// <param name="HoleRatio">Share of hole pixels, [0, 1].</param>
/// <param name="Time">From reading to the written file, waiting included.</param>
/// <param name="Error">What is wrong with the picture or its mask; null if it was filled.</param>
sealed record InpaintOutcome(InpaintJob Job, double HoleRatio, TimeSpan Time, string? Error);

/// <summary>
/// Fills the pictures of many files on all cores: some are decoded or encoded while others are filled. Bounded in pictures and pixels;
/// the files are those that one picture after the other gives.
/// </summary>
/// <param name="jobs">Where pictures, masks and results lie.</param>
/// <param name="inpainter">Called by several threads at once.</param>
/// <param name="polarity">Of the mask files.</param>
/// <param name="plan">How many at once.</param>
/// <param name="grow">Pixels by which holes grow.</param>
sealed class InpaintFlow(IReadOnlyList<InpaintJob> jobs, IInpainter inpainter, MaskPolarity polarity, InpaintPlan plan, int grow = 0)
{
    readonly Lock taking = new(), reporting = new();
    readonly Room room = new(InpaintPlan.MaxPixels), calls = new(plan.Calls);
    readonly Dictionary<int, InpaintOutcome> early = []; // those that ended before one that was taken before them
    readonly bool sharesMask = jobs.Count > 1 && jobs.All(job => job.Mask == jobs[0].Mask);
    readonly Lazy<Mask> sharedMask = new(() => new MaskFileReader(polarity).Read(jobs[0].Mask).Grow(grow));
    readonly ReusedColours colours = new();
    int taken, reported;
    volatile bool stopped;

    /// <summary>Works until all jobs have ended. A picture that cannot be filled does not end the others.</summary>
    /// <param name="report">Called job after job in their order, by one thread at a time.</param>
    /// <param name="cancel">Lets no more job begin. What is under way is finished, unless there is only one.</param>
    public void Run(Action<InpaintOutcome> report, CancellationToken cancel)
    {
        var workers = Enumerable.Range(0, plan.Pictures).Select(_ => Task.Factory.StartNew(
            () => Work(report, cancel), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Task.WhenAll([.. workers]).GetAwaiter().GetResult();
    }

    void Work(Action<InpaintOutcome> report, CancellationToken cancel)
    {
        try
        {
            while (Take(cancel) is var (index, pixels))
            {
                try
                {
                    Report(index, Fill(jobs[index], jobs.Count == 1 ? cancel : default), report);
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

    /// <summary>The next job, when there is room for it: a large picture is not overtaken for ever.</summary>
    (int Index, long Pixels)? Take(CancellationToken cancel)
    {
        lock (taking)
        {
            if (IsOver())
            {
                return null;
            }

            var pixels = jobs[taken].ReadPixels(withMask: !sharesMask);
            room.Enter(pixels);
            if (!IsOver())
            {
                return (taken++, pixels);
            }

            room.Leave(pixels);
            return null;
        }

        bool IsOver() => stopped || taken == jobs.Count || cancel.IsCancellationRequested;
    }

    InpaintOutcome Fill(InpaintJob job, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            using var picture = ImageFile.Read(job.Image);
            var mask = sharesMask ? sharedMask.Value : new MaskFileReader(polarity).Read(job.Mask).Grow(grow);
            mask.EnsureCovers(new(picture.Width, picture.Height));
            var image = colours.Take(picture);
            using var result = picture.WithHoles(Call(image, mask, cancel), mask);
            colours.GiveBack(image);
            ImageFile.Write(result, job.Output);
            return new(job, mask.HoleRatio, clock.Elapsed, null);
        }
        catch (Exception e) when (InpaintJob.IsOfThePicture(e))
        {
            return new(job, 0, clock.Elapsed, e.Message);
        }
    }

    RgbImage Call(RgbImage image, Mask mask, CancellationToken cancel)
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
}
