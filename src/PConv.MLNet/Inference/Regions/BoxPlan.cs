using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>Complete holes that go through the model in one call.</summary>
/// <param name="Holes">Bounding box of the holes; it contains no other hole.</param>
/// <param name="Window">The window that the model sees, of one of a few sizes.</param>
sealed record HoleBox(PixelBox Holes, PixelBox Window);

/// <summary>The boxes and regions to fill in an image; a pure function of mask, options and size classes.</summary>
/// <param name="Boxes">Holes that are filled in one pass.</param>
/// <param name="Regions">Bounding boxes of holes that are too deep or too large for one pass.</param>
sealed record BoxPlan(IReadOnlyList<HoleBox> Boxes, IReadOnlyList<PixelBox> Regions)
{
    const double WithCoarse = 1.25; // relative cost of filling coarse to fine instead of in one pass

    /// <summary>Plans an image. Every hole pixel lies in the holes of one box or in one region.</summary>
    public static BoxPlan Create(Mask mask, LargeImageOptions options, SizeClasses classes)
    {
        var merger = new BoxMerger(mask.Size, classes.Context(options.Margin), classes);
        var cell = Math.Max(1, options.Margin);
        var specks = new Dictionary<int, PixelBox>();
        foreach (var hole in HoleComponents.Boxes(mask))
        {
            if (hole.Width > cell || hole.Height > cell)
            {
                merger.Add(hole, IsDeep(mask, hole, options.MaxDepth));
                continue;
            }

            // small holes of one cell share a box, which bounds the number of boxes
            var key = hole.Left / cell * (mask.Height / cell + 1) + hole.Top / cell;
            specks[key] = specks.TryGetValue(key, out var others) ? others.Union(hole) : hole;
        }

        foreach (var key in specks.Keys.Order())
        {
            var hole = specks[key];
            merger.Add(hole, IsDeep(mask, hole, options.MaxDepth));
        }

        var (boxes, regions) = merger.Merge();
        var whole = PixelBox.Whole(mask.Size);
        if (classes.Window(whole, mask.Size) is not { } window)
        {
            return new(boxes, regions);
        }

        var apart = boxes.Sum(b => (double)classes.Cost(b.Window)) + regions.Sum(r => WithCoarse * classes.Cost(WindowOf(r)));
        var together = (regions.Count > 0 ? WithCoarse : 1) * classes.Cost(window);
        return apart < together ? new(boxes, regions)
            : regions.Count > 0 ? new([], [whole])
            : new([new(whole, window)], []);

        // not null: there is a window for the whole image
        PixelBox WindowOf(PixelBox region) => classes.Window(region.Inflate(classes.Context(options.Margin), mask.Size), mask.Size)!;
    }

    /// <summary>Whether a hole is deeper than a model fills in one pass. False if the image has no known pixel.</summary>
    static bool IsDeep(Mask mask, PixelBox hole, int most)
    {
        if (Math.Max(hole.Width, hole.Height) <= most)
        {
            return false;
        }

        using var depth = HoleDistances.Measure(mask, hole);
        return depth.Deepest > most && depth.IsKnown;
    }
}
