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

    /// <summary>Returns new images: known pixels are unchanged, holes are filled.</summary>
    /// <param name="batch">Images and masks.</param>
    /// <param name="network">Fills the holes in the faithful style.</param>
    /// <param name="cancel">Cancels the work.</param>
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

    /// <summary>Restores the hidden pixels.</summary>
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
