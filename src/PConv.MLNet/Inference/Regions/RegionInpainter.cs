using System.Collections.Concurrent;
using PConv.MLNet.Classical;
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

    /// <summary>Fills the holes of images of any sizes, in place: when all boxes are filled, so that each sees the others' holes as they
    /// were.</summary>
    public void Fill(IReadOnlyList<InpaintingInput> inputs, CancellationToken cancel)
    {
        var plans = new BoxPlan[inputs.Count];
        Parallel.For(0, inputs.Count, i => plans[i] = BoxPlan.Create(inputs[i].Mask, options, classes));
        var boxes = plans.SelectMany((plan, i) => plan.Boxes.Select(box => new ImageBox(i, box)));
        var filled = new ConcurrentQueue<FilledBox>();
        foreach (var group in boxes.GroupBy(b => classes.Canvas(b.Box.Window)))
        {
            foreach (var call in group.Chunk(Math.Max(1, MaxPixels / group.Key.Area)))
            {
                run(call.Length, group.Key,
                    (i, colors, valid) =>
                    {
                        var (image, (_, window)) = call[i];
                        PlanarLayout.Write(inputs[image].Image, window, colors, group.Key);
                        PlanarLayout.Write(inputs[image].Mask, window, valid, group.Key);
                        return window.Size;
                    },
                    (i, planes, padded) =>
                    {
                        var (image, (holes, window)) = call[i];
                        var part = ImageWindow.Cut(inputs[image].Image, holes);
                        PlanarLayout.ReadHoles(part, ImageWindow.Cut(inputs[image].Mask, holes), PixelBox.Whole(part.Size), planes, padded,
                            window with { Left = window.Left - holes.Left, Top = window.Top - holes.Top });
                        filled.Enqueue(new(image, holes, part));
                    },
                    cancel);
            }
        }

        var given = inputs.Select((input, i) => plans[i].Regions.Count > 0 ? input with { Image = input.Image.Clone() } : input).ToArray();
        foreach (var (image, holes, part) in filled)
        {
            ImageWindow.Paste(part, holes, inputs[image].Image, _ => true);
        }

        for (var i = 0; i < inputs.Count; i++)
        {
            foreach (var region in plans[i].Regions)
            {
                cancel.ThrowIfCancellationRequested();
                CoarseToFine.Fill(given[i], inputs[i].Image, region, options, classes, run, cancel);
            }
        }
    }

    // Records rather than tuples: lists of references need no compilation of their own when a tool starts.
    sealed record ImageBox(int Image, HoleBox Box);

    sealed record FilledBox(int Image, PixelBox Holes, RgbImage Part);
}
