using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>Fills in the natural style with any network: remains of an object beside a hole are hidden from the network, patches replace
/// the network's fill, and a second network refines them.</summary>
sealed class NaturalStyle : IDisposable
{
    readonly NaturalFill patches;
    readonly int threads;
    readonly Lazy<Task<OnnxInpainter>> refiner;

    /// <param name="options">Seed, device and threads.</param>
    public NaturalStyle(OnnxInpainterOptions options)
    {
        patches = new(new() { Seed = options.Seed }, options.Threads);
        threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        refiner = new(() => Task.Run(() => OnnxInpainter.Open(InpaintingModel.Refiner, options with
        {
            Style = InpaintingStyle.Faithful,
            Description = null,
            Resize = false,
            LargeImages = new() { MaxDepth = ushort.MaxValue }, // the refiner starts from a fill, so the depth of a hole does not matter
        })));
    }

    /// <summary>Starts to open the refining network in the background; otherwise the first fill opens it.</summary>
    public void Prepare() => _ = refiner.Value;

    /// <summary>Fills holes in place; known pixels stay, bit by bit, after an error too.</summary>
    /// <param name="batch">Images and masks.</param>
    /// <param name="network">Fills the holes faithfully, in place.</param>
    /// <param name="cancel">Ends the work early.</param>
    public void Fill(IReadOnlyList<InpaintingInput> batch, Action<IReadOnlyList<InpaintingInput>> network, CancellationToken cancel)
    {
        var parallel = new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = threads };
        batch = [.. batch.Where(input => input.Mask.HoleCount > 0)];
        InpaintingInput[] hidden = [.. batch.Select(input => input with { Mask = RimGuard.Hide(input.Image, input.Mask, parallel) })];
        PixelBox[] holes = [.. hidden.Select(input => input.Mask.HoleBounds())];
        var given = batch.Select((input, i) => input.Mask == hidden[i].Mask ? null : ImageWindow.Cut(input.Image, holes[i])).ToArray();
        try
        {
            network(hidden);
            Array.ForEach(hidden, input => patches.Apply(input.Image, input.Mask, cancel));
            var patched = hidden.Select((input, i) => ImageWindow.Cut(input.Image, holes[i])).ToArray();
            refiner.Value.GetAwaiter().GetResult().FillInPlace(hidden, cancel: cancel);
            for (var i = 0; i < hidden.Length; i++)
            {
                patches.FadeIntoPatches(hidden[i].Image, patched[i], holes[i], hidden[i].Mask);
            }
        }
        finally
        {
            for (var i = 0; i < hidden.Length; i++)
            {
                RestoreKnown(batch[i], given[i], holes[i]);
            }
        }
    }

    public void Dispose()
    {
        if (refiner.IsValueCreated)
        {
            const TaskContinuationOptions AtOnce =
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously;
            refiner.Value.ContinueWith(opened => opened.Result.Dispose(), CancellationToken.None, AtOnce, TaskScheduler.Default);
        }
    }

    /// <summary>Puts back the pixels that were hidden.</summary>
    static void RestoreKnown(InpaintingInput result, RgbImage? given, PixelBox window)
    {
        if (given is not null)
        {
            ImageWindow.Paste(given, window, result.Image, i => result.Mask.Valid[i] == 1);
        }
    }
}
