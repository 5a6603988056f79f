using System.Buffers;

namespace PConv.MLNet.Classical;

/// <summary>The nearest-neighbor field of one level: for every patch that touches a hole (a target) a wholly known one (its
/// source).</summary>
/// <remarks>
/// Patches are named by the row-major index of the pixel in their middle and lie wholly inside the image. Each is either a target or a
/// source, so that one plane of numbers holds both. Targets, Sources, Costs: int [Count], in the order of the targets' pixels.
/// </remarks>
sealed class PatchField : IDisposable
{
    /// <summary>What <see cref="EntryAt"/> holds for a patch that is wholly known.</summary>
    public const int IsSource = -1;

    /// <summary>What it holds for one that would reach over the image's border.</summary>
    public const int IsOutside = -2;

    /// <summary>What it holds for one that touches a hole but lies off the grid.</summary>
    public const int IsSkipped = -3;

    /// <param name="level">Where the patches lie.</param>
    /// <param name="size">Side of a patch in pixels, odd.</param>
    /// <param name="step">Pixels between targets, both ways; at most half of <paramref name="size"/>, so that every hole pixel lies in
    /// some.</param>
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

    /// <summary>Pixels from a patch's middle to its side.</summary>
    public int Radius { get; }

    /// <summary>Pixels between targets.</summary>
    public int Step { get; }

    /// <summary>Depths of the level's pixels (<see cref="HoleDepth"/>).</summary>
    public byte[] Depths { get; }

    /// <summary>Number of targets.</summary>
    public int Count { get; }

    /// <summary>Number of wholly known patches.</summary>
    public int SourceCount { get; }

    /// <summary>int [Height, Width]: number of the target, or <see cref="IsSource"/>, or <see cref="IsOutside"/>.</summary>
    public int[] EntryAt { get; }

    public int[] Targets { get; }

    public int[] Sources { get; }

    /// <summary>Sums of squared differences of bytes between target and source, as of the last pass of the search.</summary>
    public int[] Costs { get; }

    /// <summary>The first row or column of targets at or after one; the last of the image, where it lies beyond.</summary>
    /// <param name="from">Row or column, of any number.</param>
    /// <param name="last">The last one of targets, which is always on the grid.</param>
    public int FirstOnGrid(int from, int last) => Math.Min(Radius + (Math.Max(from - Radius, 0) + Step - 1) / Step * Step, last);

    /// <summary>The row or column of targets after one; beyond all after the last.</summary>
    public int NextOnGrid(int at, int last) => at >= last ? int.MaxValue : Math.Min(at + Step, last);

    /// <summary>The target at a pixel, or the next one of the grid up or left; -1 where there is none.</summary>
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

    /// <summary>The first wholly known patch at or after a pixel, in reading order, round the end.</summary>
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

    /// <summary>Numbers the targets by running sums of hole pixels, columns first.</summary>
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

    /// <summary>Whether a patch's first row or column is on the grid; the last one always is, so that it reaches the image's
    /// border.</summary>
    bool IsOnGrid(int first, int length) => first % Step == 0 || first == length - Size;
}
