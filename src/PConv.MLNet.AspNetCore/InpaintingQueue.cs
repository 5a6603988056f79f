using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;

namespace PConv.MLNet.AspNetCore;

/// <summary>Runs a bounded number of calls at once, lets a bounded number wait in order, and refuses the rest.</summary>
sealed class InpaintingQueue : IDisposable
{
    readonly ConcurrencyLimiter limiter; // no native resources; not disposed, because gauges may still be read
    readonly CancellationTokenSource closing = new();
    readonly CountdownEvent calls = new(1); // running, waiting, and the queue itself
    readonly ServiceMetrics metrics;
    readonly int maxConcurrency;
    long latest; // ticks of the latest call

    public InpaintingQueue(int maxConcurrency, int maxQueue, IMeterFactory meters)
    {
        this.maxConcurrency = maxConcurrency;
        limiter = new(new()
        {
            PermitLimit = maxConcurrency,
            QueueLimit = maxQueue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        metrics = new(meters, this);
    }

    public int Running => maxConcurrency - (int)limiter.GetStatistics()!.CurrentAvailablePermits;

    public int Queued => (int)limiter.GetStatistics()!.CurrentQueuedCount;

    /// <summary>Waits for a slot and runs the work on the thread pool. The slot is released when the work ends, also after an
    /// error.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancel">Cancels waiting and work.</param>
    /// <param name="isCounted">Whether metrics count it; false for probes.</param>
    /// <exception cref="InpaintingBusyException">The queue is full.</exception>
    /// <exception cref="OperationCanceledException">The caller canceled, or the queue closes.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancel, bool isCounted = true)
    {
        ObjectDisposedException.ThrowIf(!calls.TryAddCount(), typeof(IInpaintingService));
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, closing.Token);
            using var place = await limiter.AcquireAsync(1, either.Token).ConfigureAwait(false);
            return place.IsAcquired
                ? await Task.Run(() => isCounted ? Measured(work, either.Token) : work(either.Token), CancellationToken.None)
                    .ConfigureAwait(false)
                : throw Busy(isCounted);
        }
        finally
        {
            calls.Signal();
        }
    }

    /// <summary>Cancels all calls and returns when the last one has ended: the model may only be disposed afterwards.</summary>
    public void Dispose()
    {
        lock (closing)
        {
            if (!closing.IsCancellationRequested)
            {
                closing.Cancel();
                calls.Signal();
            }
        }

        calls.Wait();
    }

    InpaintingBusyException Busy(bool isCounted)
    {
        if (isCounted)
        {
            metrics.Refused();
        }

        var seconds = Math.Max(1, Math.Ceiling(TimeSpan.FromTicks(Interlocked.Read(ref latest)).TotalSeconds));
        return new(
            $"{Running} inpainting calls run and {Queued} wait, as many as MaxConcurrency and MaxQueue allow. Try again in {seconds} s.",
            TimeSpan.FromSeconds(seconds));
    }

    T Measured<T>(Func<CancellationToken, T> work, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        Exception? error = null;
        try
        {
            return work(cancel);
        }
        catch (Exception e)
        {
            error = e;
            throw;
        }
        finally
        {
            var duration = Stopwatch.GetElapsedTime(start);
            Interlocked.Exchange(ref latest, duration.Ticks);
            metrics.Ran(duration, error);
        }
    }
}
