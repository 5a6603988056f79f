using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PConv.MLNet.Core;

namespace PConv.MLNet.Training;

/// <summary>Draws the crops and masks of every step. A step's batch depends on the seed and the step alone, so that training can resume anywhere.</summary>
/// <remarks>
/// Of several ranks each draws its slice of one batch of them all: N ranks see together what one rank with N times the batch size sees.
/// (Where a picture cannot be read, only the ranks that meet it draw another; their later crops of that step differ then.)
/// </remarks>
sealed class BatchSampler(IImageSource images, TrainingOptions options, Action<string> report, IRanks? ranks = null)
{
    readonly int first = options.BatchSize * (ranks?.Rank ?? 0);
    readonly int total = options.BatchSize * (ranks?.Count ?? 1);
    readonly Dictionary<int, IrregularMaskGenerator> masks = [];

    /// <summary>
    /// Batches from a step on, prepared ahead on another thread. Ends with the last step or on cancellation;
    /// once the enumeration is over, however it ended, the pictures are not read any more.
    /// </summary>
    public async IAsyncEnumerable<Batch> From(int step, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ahead = Channel.CreateBounded<Batch>(new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var drawing = Task.Run(() => DrawAhead(step, ahead.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in ahead.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
            {
                yield return batch;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await drawing.ConfigureAwait(false);
        }
    }

    async Task DrawAhead(int step, ChannelWriter<Batch> ahead, CancellationToken stop)
    {
        try
        {
            for (var next = step; next < options.Steps; next++)
            {
                await ahead.WriteAsync(Draw(next), stop).ConfigureAwait(false);
            }

            ahead.Complete();
        }
        catch (Exception e)
        {
            ahead.Complete(e);
        }
    }

    /// <summary>The batch of one step.</summary>
    public Batch Draw(int step)
    {
        var size = options.SizeAt(step);
        var batch = Batch.Of(options.BatchSize, size);
        var random = new Random(unchecked(options.Seed * 1_000_003 + step * 7919));
        for (var i = 0; i < total; i++)
        {
            if (i < first || i >= first + batch.Count)
            {
                Pass(random, size);
                continue;
            }

            var (name, image, own) = ReadAny(random);
            var crop = Crop.Draw(image.Size, size, random);
            var mask = own is null ? MasksOf(size).Generate(step * total + i) : crop.Of(own);
            batch.Put(i - first, name, crop.Of(image), mask);
        }

        return batch;
    }

    /// <summary>Draws as many random numbers as a crop takes, whatever its picture.</summary>
    void Pass(Random random, int size)
    {
        _ = random.Next(images.Count);
        _ = Crop.Draw(new(size, size), size, random);
    }

    /// <summary>A random picture that can be read, with its mask if it has one; those that cannot are reported and passed over.</summary>
    (string Name, RgbImage Image, Mask? Mask) ReadAny(Random random)
    {
        Exception? last = null;
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var index = random.Next(images.Count);
            try
            {
                var (image, mask) = images.ReadWithMask(index);
                return (images.NameOf(index), image, mask);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                last = e;
                report($"Skipped {images.NameOf(index)}: {e.Message}");
            }
        }

        throw new InvalidDataException("Twenty pictures in a row could not be read. Check the training folder.", last);
    }

    IrregularMaskGenerator MasksOf(int size)
    {
        if (!masks.TryGetValue(size, out var generator))
        {
            generator = new(options.Masks with { Width = size, Height = size }, options.Seed);
            masks[size] = generator;
        }

        return generator;
    }
}
