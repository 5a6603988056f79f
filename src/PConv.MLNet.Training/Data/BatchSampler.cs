using System.Threading.Channels;
using PConv.MLNet.Core;

namespace PConv.MLNet.Training;

/// <summary>Draws the crops and masks of every step. A step's batch depends on the seed and the step alone, so that training can resume anywhere.</summary>
sealed class BatchSampler(IImageSource images, TrainingOptions options, Action<string> report)
{
    readonly Dictionary<int, IrregularMaskGenerator> masks = [];

    /// <summary>Batches from a step on, prepared ahead on another thread. Ends with the last step or on cancellation.</summary>
    public IAsyncEnumerable<Batch> From(int step, CancellationToken cancel)
    {
        var ahead = Channel.CreateBounded<Batch>(new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });
        _ = Task.Run(async () =>
        {
            try
            {
                for (var next = step; next < options.Steps; next++)
                {
                    await ahead.Writer.WriteAsync(Draw(next), cancel).ConfigureAwait(false);
                }

                ahead.Writer.Complete();
            }
            catch (Exception e)
            {
                ahead.Writer.Complete(e);
            }
        }, cancel);
        return ahead.Reader.ReadAllAsync(cancel);
    }

    /// <summary>The batch of one step.</summary>
    public Batch Draw(int step)
    {
        var size = options.SizeAt(step);
        var padded = new ImageSize(size, size);
        var batch = new Batch(size, new float[options.BatchSize * 3 * padded.Area], new float[options.BatchSize * padded.Area], new string[options.BatchSize]);
        var random = new Random(unchecked(options.Seed * 1_000_003 + step * 7919));
        for (var i = 0; i < options.BatchSize; i++)
        {
            var (name, image) = ReadAny(random);
            batch.Names[i] = name;
            PlanarLayout.Write(Crop.Random(image, size, random), batch.Images.AsSpan(i * 3 * padded.Area, 3 * padded.Area), padded);
            PlanarLayout.Write(MasksOf(size).Generate(step * options.BatchSize + i), batch.Masks.AsSpan(i * padded.Area, padded.Area), padded);
        }

        return batch;
    }

    /// <summary>A random picture that can be read; those that cannot are reported and passed over.</summary>
    (string Name, RgbImage Image) ReadAny(Random random)
    {
        Exception? last = null;
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var index = random.Next(images.Count);
            try
            {
                return (images.NameOf(index), images.Read(index));
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
