using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>A group of holes that are close enough to influence each other's fill and far enough from all others to be filled
/// separately.</summary>
/// <remarks>The image is divided into tiles wider than <c>reach</c>. Tiles with holes that touch by a side or a corner form one
/// region.</remarks>
sealed class HoleRegion
{
    const int SmallestTile = 16; // pixels; smaller tiles cost more to find than they save

    readonly int[] regionOf; // per tile: its region, -1 without a hole
    readonly int tile;
    readonly int across;
    readonly int index;
    (int X, int Y) first; // tiles, inclusive
    (int X, int Y) last;

    HoleRegion(int[] regionOf, int tile, int across, int index, (int X, int Y) start)
    {
        (this.regionOf, this.tile, this.across, this.index) = (regionOf, tile, across, index);
        (first, last) = (start, start);
    }

    /// <summary>Column of the first pixel of the leftmost tile.</summary>
    public int Left => first.X * tile;

    /// <summary>Row of the first pixel of the topmost tile.</summary>
    public int Top => first.Y * tile;

    /// <summary>First column after the rightmost tile; may lie beyond the image.</summary>
    public int Right => (last.X + 1) * tile;

    /// <summary>First row below the lowest tile; may lie beyond the image.</summary>
    public int Bottom => (last.Y + 1) * tile;

    /// <summary>Whether a hole pixel of the image belongs to this region.</summary>
    public bool Owns(int x, int y) => regionOf[y / tile * across + x / tile] == index;

    /// <summary>Finds the regions of a mask, starting at the top left.</summary>
    /// <param name="mask">The mask; it may have no holes.</param>
    /// <param name="reach">Pixels of different regions are farther apart than this.</param>
    public static List<HoleRegion> Find(Mask mask, int reach)
    {
        var tile = Math.Max(SmallestTile, reach);
        var (across, down) = ((mask.Width + tile - 1) / tile, (mask.Height + tile - 1) / tile);
        var regionOf = new int[across * down];
        Array.Fill(regionOf, -1);
        var holes = TilesWithHoles(mask, tile, across, down);
        var regions = new List<HoleRegion>();
        var open = new Stack<int>();
        for (var start = 0; start < holes.Length; start++)
        {
            if (!holes[start] || regionOf[start] >= 0)
            {
                continue;
            }

            var region = new HoleRegion(regionOf, tile, across, regions.Count, (start % across, start / across));
            regions.Add(region);
            region.Take(start, open);
            while (open.TryPop(out var at))
            {
                var (x, y) = (at % across, at / across);
                for (var row = Math.Max(0, y - 1); row <= Math.Min(down - 1, y + 1); row++)
                {
                    for (var column = Math.Max(0, x - 1); column <= Math.Min(across - 1, x + 1); column++)
                    {
                        if (holes[row * across + column] && regionOf[row * across + column] < 0)
                        {
                            region.Take(row * across + column, open);
                        }
                    }
                }
            }
        }

        return regions;
    }

    void Take(int at, Stack<int> open)
    {
        var (x, y) = (at % across, at / across);
        regionOf[at] = index;
        first = (Math.Min(first.X, x), Math.Min(first.Y, y));
        last = (Math.Max(last.X, x), Math.Max(last.Y, y));
        open.Push(at);
    }

    static bool[] TilesWithHoles(Mask mask, int tile, int across, int down)
    {
        var holes = new bool[across * down];
        for (var y = 0; y < mask.Height; y++)
        {
            for (var x = 0; x < across; x++)
            {
                var length = Math.Min(tile, mask.Width - x * tile);
                holes[y / tile * across + x] |= mask.Valid.Slice(y * mask.Width + x * tile, length).Contains((byte)0);
            }
        }

        return holes;
    }
}
