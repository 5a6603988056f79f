using System.Buffers;

namespace PConv.MLNet.Baselines;

/// <summary>The nearest-neighbour field of one level: for every patch that touches a hole (a target) a wholly known one (its source).</summary>
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

    public PatchField(PatchLevel level, int size)
    {
        (Level, Size, Radius) = (level, size, size / 2);
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
            for (var x = 0; x < width; x++)
            {
                holes += columns[x] - (x >= Size ? columns[x - Size] : 0);
                if (x >= Size - 1)
                {
                    var isTarget = holes > 0;
                    EntryAt[(y - Radius) * width + x - Radius] = isTarget ? count++ : IsSource;
                    sources += isTarget ? 0 : 1;
                }
            }
        }

        return count;
    }
}
