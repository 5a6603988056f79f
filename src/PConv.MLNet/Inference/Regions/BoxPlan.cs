using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>Whole holes that go through the model in one call.</summary>
/// <param name="Holes">The box round them: no other hole lies in it.</param>
/// <param name="Window">What the model sees, of one of a few sizes.</param>
readonly record struct HoleBox(PixelBox Holes, PixelBox Window);

/// <summary>What to fill of an image, and how: a pure function of mask, options and size classes.</summary>
/// <param name="Boxes">Holes that are filled at once.</param>
/// <param name="Regions">Boxes round holes that are too deep or too large for that.</param>
sealed record BoxPlan(IReadOnlyList<HoleBox> Boxes, IReadOnlyList<PixelBox> Regions)
{
    const double WithCoarse = 1.25; // what is filled at half the size first, against what is filled at once

    /// <summary>Plans an image. Every hole pixel lies in the holes of one box or in one region.</summary>
    public static BoxPlan Create(Mask mask, LargeImageOptions options, SizeClasses classes)
    {
        var merger = new BoxMerger(mask.Size, classes.Context(options.Margin), classes);
        var cell = Math.Max(1, options.Margin);
        var specks = new Dictionary<(int, int), PixelBox>();
        foreach (var hole in HoleComponents.Boxes(mask))
        {
            if (hole.Width > cell || hole.Height > cell)
            {
                merger.Add(hole, IsDeep(mask, hole, options.MaxDepth));
                continue;
            }

            var key = (hole.Left / cell, hole.Top / cell); // specks of one cell share a box: however many there are, boxes are few
            specks[key] = specks.TryGetValue(key, out var others) ? others.Union(hole) : hole;
        }

        foreach (var hole in specks.OrderBy(s => s.Key).Select(s => s.Value))
        {
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

        // there is one for the whole
        PixelBox WindowOf(PixelBox region) => classes.Window(region.Inflate(classes.Context(options.Margin), mask.Size), mask.Size)!.Value;
    }

    /// <summary>Whether a hole reaches further from what is known than a model fills at once. Without anything known there is no
    /// depth.</summary>
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
