using System.Buffers;

namespace PConv.MLNet.Classical;

/// <summary>The nearest-neighbor field of one level: maps every patch that touches a hole (target) to an entirely known one
/// (source).</summary>
/// <remarks>
/// A patch is identified by the row-major index of its center pixel and lies entirely inside the image. It is either a target or a source,
/// so one plane of integers stores both. Targets, Sources, Costs: int [Count], in the order of the targets' pixels.
/// </remarks>
sealed class PatchField : IDisposable
{
    /// <summary>Value of <see cref="EntryAt"/> for an entirely known patch.</summary>
    public const int IsSource = -1;

    /// <summary>Value for a patch that would extend beyond the image's border.</summary>
    public const int IsOutside = -2;

    /// <summary>Value for a patch that touches a hole but is not on the grid.</summary>
    public const int IsSkipped = -3;

    /// <param name="level">The level.</param>
    /// <param name="size">Side of a patch in pixels, odd.</param>
    /// <param name="step">Distance of targets in pixels, in both directions; at most half of <paramref name="size"/>, so that a target
    /// covers every hole pixel.</param>
    public PatchField(PatchLevel level, int size, int step = 1)
    {
        (Level, Size, Radius, Step) = (level, size, size / 2, step);
        Depths = HoleDepth.Measure(level);
        EntryAt = ArrayPool<int>.Shared.Rent(level.Width * level.Height);
        Count = Number(out var sources);
        SourceCount = sources;
        Targets = ArrayPool<int>.Shared.Rent(Count);
        Sources = ArrayPool<int>.Shared.Rent(Count);
        Costs = ArrayPool<int>.Shared.Rent(Count);
        for (var i = 0; i < level.Width * level.Height; i++)
        {
            if (EntryAt[i] >= 0)
            {
                Targets[EntryAt[i]] = i;
            }
        }
    }

    public PatchLevel Level { get; }

    /// <summary>Side of a patch in pixels, odd.</summary>
    public int Size { get; }

    /// <summary>Pixels from a patch's center to its side.</summary>
    public int Radius { get; }

    /// <summary>Distance of targets in pixels.</summary>
    public int Step { get; }

    /// <summary>Depths of the level's pixels (<see cref="HoleDepth"/>).</summary>
    public byte[] Depths { get; }

    /// <summary>Number of targets.</summary>
    public int Count { get; }

    /// <summary>Number of entirely known patches.</summary>
    public int SourceCount { get; }

    /// <summary>int [Height, Width]: index of the target, or <see cref="IsSource"/>, or <see cref="IsOutside"/>.</summary>
    public int[] EntryAt { get; }

    public int[] Targets { get; }

    public int[] Sources { get; }

    /// <summary>Sums of squared byte differences between target and source, as of the last search pass.</summary>
    public int[] Costs { get; }

    /// <summary>The first target row or column at or after a given one, or the last of the image.</summary>
    /// <param name="from">Row or column, any integer.</param>
    /// <param name="last">The last row or column of targets, which is always on the grid.</param>
    public int FirstOnGrid(int from, int last) => Math.Min(Radius + (Math.Max(from - Radius, 0) + Step - 1) / Step * Step, last);

    /// <summary>The target row or column after a given one; beyond all of them after the last.</summary>
    public int NextOnGrid(int at, int last) => at >= last ? int.MaxValue : Math.Min(at + Step, last);

    /// <summary>The target at a pixel, or the next grid point up or left; -1 if there is none.</summary>
    public int TargetNear(int x, int y)
    {
        for (var up = 0; up < Step && y - up >= 0; up++)
        {
            for (var left = 0; left < Step && x - left >= 0; left++)
            {
                if (EntryAt[(y - up) * Level.Width + x - left] is var k and >= 0)
                {
                    return k;
                }
            }
        }

        return -1;
    }

    /// <summary>The first entirely known patch at or after a pixel, in reading order with wraparound.</summary>
    public int SourceFrom(int pixel)
    {
        var plane = EntryAt.AsSpan(0, Level.Width * Level.Height);
        var found = plane[pixel..].IndexOf(IsSource);
        return found >= 0 ? pixel + found : plane.IndexOf(IsSource);
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(EntryAt);
        ArrayPool<int>.Shared.Return(Targets);
        ArrayPool<int>.Shared.Return(Sources);
        ArrayPool<int>.Shared.Return(Costs);
    }

    /// <summary>Numbers the targets, using running sums of hole pixels, columns first.</summary>
    int Number(out int sources)
    {
        var (width, height, count) = (Level.Width, Level.Height, 0);
        sources = 0;
        Array.Fill(EntryAt, IsOutside, 0, width * height);
        if (width < Size)
        {
            return 0;
        }

        var columns = new int[width];
        for (var y = 0; y < height; y++)
        {
            var enter = Level.Known.AsSpan(y * width, width);
            var leave = y >= Size ? Level.Known.AsSpan((y - Size) * width, width) : default;
            for (var x = 0; x < width; x++)
            {
                columns[x] += 1 - enter[x] - (leave.IsEmpty ? 0 : 1 - leave[x]);
            }

            if (y < Size - 1)
            {
                continue;
            }

            var holes = 0;
            var isRow = IsOnGrid(y - Size + 1, height);
            for (var x = 0; x < width; x++)
            {
                holes += columns[x] - (x >= Size ? columns[x - Size] : 0);
                if (x >= Size - 1)
                {
                    var isTarget = holes > 0;
                    EntryAt[(y - Radius) * width + x - Radius] = !isTarget ? IsSource : isRow && IsOnGrid(x - Size + 1, width) ? count++
                        : IsSkipped;
                    sources += isTarget ? 0 : 1;
                }
            }
        }

        return count;
    }

    /// <summary>Whether a patch's row or column is on the grid. The last one always is, so that targets reach the image's border.</summary>
    bool IsOnGrid(int first, int length) => first % Step == 0 || first == length - Size;
}
