using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>Fills images hole by hole: plans each image, sends boxes of equal size through the model together, and fills deep holes coarse
/// to fine.</summary>
/// <param name="options">Options for planning images.</param>
/// <param name="classes">Sizes of the model's windows.</param>
/// <param name="run">The model.</param>
sealed class RegionInpainter(LargeImageOptions options, SizeClasses classes, WindowRunner run)
{
    const int MaxPixels = 1 << 20; // per call, bounds memory to that of one large box; larger batches are not faster on a CPU

    /// <summary>Fills the holes of images of any sizes.</summary>
    public RgbImage[] Fill(IReadOnlyList<InpaintingInput> inputs, CancellationToken cancel)
    {
        var results = new RgbImage[inputs.Count];
        var plans = new BoxPlan[inputs.Count];
        Parallel.For(0, inputs.Count,
            i => (results[i], plans[i]) = (inputs[i].Image.Clone(), BoxPlan.Create(inputs[i].Mask, options, classes)));
        var boxes = plans.SelectMany((plan, i) => plan.Boxes.Select(box => (Image: i, box.Holes, box.Window)));
        foreach (var group in boxes.GroupBy(b => classes.Canvas(b.Window)))
        {
            foreach (var call in group.Chunk(Math.Max(1, MaxPixels / group.Key.Area)))
            {
                run(call.Length, group.Key,
                    (i, colors, valid) =>
                    {
                        PlanarLayout.Write(inputs[call[i].Image].Image, call[i].Window, colors, group.Key);
                        PlanarLayout.Write(inputs[call[i].Image].Mask, call[i].Window, valid, group.Key);
                        return call[i].Window.Size;
                    },
                    (i, planes, padded) =>
                    PlanarLayout.ReadHoles(results[call[i].Image], inputs[call[i].Image].Mask, call[i].Holes, planes, padded,
                        call[i].Window),
                    cancel);
            }
        }

        for (var i = 0; i < inputs.Count; i++)
        {
            foreach (var region in plans[i].Regions)
            {
                cancel.ThrowIfCancellationRequested();
                CoarseToFine.Fill(inputs[i], results[i], region, options, classes, run, cancel);
            }
        }

        return results;
    }
}
