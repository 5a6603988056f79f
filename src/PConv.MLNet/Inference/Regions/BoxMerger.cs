using PConv.MLNet.Images;

namespace PConv.MLNet.Inference;

/// <summary>Merges holes whose boxes overlap, and holes that cost less in one box than in two.</summary>
sealed class BoxMerger(ImageSize image, int margin, SizeClasses classes)
{
    readonly List<Item> items = [];

    /// <summary>Adds a hole.</summary>
    /// <param name="holes">The hole's bounding box.</param>
    /// <param name="isDeep">Whether the hole is too deep to be filled in one pass.</param>
    public void Add(PixelBox holes, bool isDeep) => items.Add(Of(holes, isDeep));

    /// <summary>Merges until no boxes overlap and no merge reduces the cost.</summary>
    public (List<HoleBox> Boxes, List<PixelBox> Regions) Merge()
    {
        items.Sort((a, b) => (a.Holes.Top, a.Holes.Left, a.Holes.Bottom).CompareTo((b.Holes.Top, b.Holes.Left, b.Holes.Bottom)));
        for (var isChanged = true; isChanged;)
        {
            isChanged = false;
            for (var i = 0; i < items.Count; i++)
            {
                while (Partner(i) is var (partner, merged))
                {
                    items[i] = merged;
                    items.RemoveAt(partner);
                    i -= partner < i ? 1 : 0;
                    isChanged = true;
                }
            }
        }

        return ([.. items.Where(i => i.Window is not null).Select(i => new HoleBox(i.Holes, i.Window!))],
            [.. items.Where(i => i.Window is null).Select(i => i.Holes)]);
    }

    /// <summary>The item that overlaps with item i, or else the one whose merge reduces the cost most.</summary>
    (int Partner, Item Merged)? Partner(int i)
    {
        var (best, most) = (default((int, Item)?), -1L);
        var item = items[i];
        for (var j = 0; j < items.Count; j++)
        {
            var other = items[j];
            if (j == i)
            {
                continue;
            }

            if (item.Holes.Overlaps(other.Holes))
            {
                return (j, Of(item.Holes.Union(other.Holes), item.IsDeep || other.IsDeep));
            }

            if (item.Window is { } window && other.Window is { } beside && window.Inflate(margin, image).Overlaps(beside))
            {
                var merged = Of(item.Holes.Union(other.Holes), isDeep: false);
                var gain = merged.Window is null ? -1 : item.Cost + other.Cost - merged.Cost;
                (best, most) = gain > most ? ((j, merged), gain) : (best, most);
            }
        }

        return best;
    }

    Item Of(PixelBox holes, bool isDeep)
    {
        var window = isDeep ? null : classes.Window(holes.Inflate(margin, image), image);
        return new(holes, isDeep, window, window is { } w ? classes.Cost(w) : 0);
    }

    sealed record Item(PixelBox Holes, bool IsDeep, PixelBox? Window, long Cost);
}
