using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>Fills in the natural style with any network: what is left of an object beside a hole is hidden from it, patches take the place
/// of its fill, and a second network refines them.</summary>
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
            LargeImages = new() { MaxDepth = ushort.MaxValue }, // it is given a fill, however deep the hole
        })));
    }

    /// <summary>Begins to open its network; otherwise the first fill does.</summary>
    public void Prepare() => _ = refiner.Value;

    /// <summary>New images: known pixels bit by bit, holes filled.</summary>
    /// <param name="batch">Images and masks.</param>
    /// <param name="network">Fills the holes faithfully.</param>
    /// <param name="cancel">Ends the work early.</param>
    public RgbImage[] Fill(IReadOnlyList<InpaintingInput> batch, Func<IReadOnlyList<InpaintingInput>, RgbImage[]> network,
        CancellationToken cancel)
    {
        var parallel = new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = threads };
        InpaintingInput[] hidden = [.. batch.Select(input => input with { Mask = RimGuard.Hide(input.Image, input.Mask, parallel) })];
        var filled = network(hidden);
        for (var i = 0; i < filled.Length; i++)
        {
            patches.Apply(filled[i], hidden[i].Mask, cancel);
        }

        var second = refiner.Value.GetAwaiter().GetResult();
        var refined = second.Inpaint([.. filled.Zip(hidden, (image, input) => input with { Image = image })], cancel);
        for (var i = 0; i < filled.Length; i++)
        {
            patches.FadeIntoPatches(refined[i], filled[i], hidden[i].Mask);
            RestoreKnown(refined[i], batch[i], hidden[i].Mask);
        }

        return [.. refined];
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
    static void RestoreKnown(RgbImage result, InpaintingInput given, Mask hidden)
    {
        for (var i = 0; i < result.Size.Area && !ReferenceEquals(given.Mask, hidden); i++)
        {
            if (given.Mask.Valid[i] == 1 && hidden.Valid[i] == 0)
            {
                given.Image.Pixels.AsSpan(RgbImage.Channels * i, RgbImage.Channels).CopyTo(result.Pixels.AsSpan(RgbImage.Channels * i));
            }
        }
    }
}
