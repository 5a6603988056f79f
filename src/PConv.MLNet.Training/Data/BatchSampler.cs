using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Training;

/// <summary>Draws the crops and masks of every step. A batch depends only on the seed and the step, so training can resume at any
/// step.</summary>
/// <remarks>
/// Each of several ranks draws its part of a common batch, so N ranks use the same crops as one rank with N times the batch size. If an
/// image cannot be read, only the ranks that draw it choose another, and their later crops of that step differ.
/// </remarks>
sealed class BatchSampler(IImageSource images, TrainingOptions options, Action<string> report, TrainingMasks? source = null,
    IProcessGroup? ranks = null)
{
    readonly int first = options.BatchSize * (ranks?.Rank ?? 0);
    readonly int total = options.BatchSize * (ranks?.Count ?? 1);
    readonly TrainingMasks source = source ?? new(options, reading: null, report);
    readonly ConcurrentDictionary<int, Func<int, Mask>> masks = new();
    readonly HashSet<int> unreadable = [];

    /// <summary>
    /// Enumerates the batches from a step on and prefetches <see cref="TrainingOptions.Workers"/> of them on other threads. Ends after the
    /// last step or on cancellation. When the enumeration has ended for any reason, no thread reads images.
    /// </summary>
    public async IAsyncEnumerable<Batch> From(int step, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ahead = new Queue<Task<Batch>>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            for (; step < options.Steps || ahead.Count > 0; step++)
            {
                if (step < options.Steps)
                {
                    var next = step;
                    ahead.Enqueue(Task.Run(() => Draw(next, stop.Token), CancellationToken.None));
                }

                if (ahead.Count >= options.Workers || step >= options.Steps)
                {
                    yield return await ahead.Dequeue().ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // Ignore failures of abandoned prefetches.
            await Task.WhenAll(ahead).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    /// <summary>Draws the batch of one step.</summary>
    public Batch Draw(int step, CancellationToken cancel = default)
    {
        var size = options.SizeAt(step);
        var batch = Batch.Create(options.BatchSize, size, options.Network.Prior == InitialFill.Given);
        var random = new Random(unchecked(options.Seed * 1_000_003 + step * 7919));
        for (var i = 0; i < total; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (i < first || i >= first + batch.Count)
            {
                Pass(random, size);
                continue;
            }

            var example = ReadAny(random);
            example.Put(batch, i - first, Crop.Draw(example.Image.Size, size, random, options.MaxScale),
                () => MasksOf(size)(step * total + i));
        }

        return batch;
    }

    /// <summary>Skips a crop of another rank: draws as many random numbers as for a crop, which do not depend on the image.</summary>
    void Pass(Random random, int size)
    {
        _ = random.Next(images.Count);
        _ = Crop.Draw(new(size, size), size, random);
    }

    /// <summary>Reads a random image. Images that cannot be read are skipped and reported once.</summary>
    /// <exception cref="InvalidDataException">Twenty images in a row could not be read.</exception>
    Example ReadAny(Random random)
    {
        Exception? last = null;
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var index = random.Next(images.Count);
            try
            {
                return images.ReadExample(index, options.Network.Prior);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                last = e;
                lock (unreadable)
                {
                    if (unreadable.Add(index))
                    {
                        report($"Skipped {images.NameOf(index)}: {e.Message}");
                    }
                }
            }
        }

        throw new InvalidDataException("Twenty images in a row could not be read. Check the training folder.", last);
    }

    Func<int, Mask> MasksOf(int size) => masks.GetOrAdd(size, side => source.Of(side, options.Seed));
}
