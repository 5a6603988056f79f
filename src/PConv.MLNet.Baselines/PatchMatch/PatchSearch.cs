using System.Buffers;
using PConv.MLNet.Core;

namespace PConv.MLNet.Baselines;

/// <summary>Improves a field by propagation and random search (Barnes, Shechtman, Finkelstein, Goldman: "PatchMatch", SIGGRAPH 2009, section 3.2).</summary>
/// <remarks>
/// A pass scans bands of rows side by side. Within a band what was just found goes on to the next pixel, as in the paper; over its
/// rim goes what the pass before had found. Bands are as they are and random numbers belong to a pixel and a pass,
/// so that the outcome is the same on any number of threads.
/// </remarks>
sealed class PatchSearch(PatchField field, int seed, ParallelOptions threads) : IDisposable
{
    const int BandRows = 16;

    readonly PatchDistance distance = new(field.Level, field.Size);
    readonly int[] before = ArrayPool<int>.Shared.Rent(field.Count);
    readonly (int First, int End)[] bands = Bands(field);
    int passes;

    /// <summary>Gives every target some source, at random.</summary>
    public void Scatter() => Parallel.For(0, bands.Length, threads, band =>
    {
        for (var k = bands[band].First; k < bands[band].End; k++)
        {
            field.Sources[k] = Anywhere(k);
        }
    });

    /// <summary>Takes over a field of half the size; where its source is no longer wholly known, one close by or at random.</summary>
    public void Enlarge(PatchField half) => Parallel.For(0, bands.Length, threads, band =>
    {
        var (width, halfWidth) = (field.Level.Width, half.Level.Width);
        for (var k = bands[band].First; k < bands[band].End; k++)
        {
            var (x, y) = (field.Targets[k] % width, field.Targets[k] / width);
            var parent = half.EntryAt[y / 2 * halfWidth + x / 2];
            var source = -1;
            if (parent >= 0)
            {
                var from = half.Sources[parent];
                source = ((2 * (from / halfWidth)) + y % 2) * width + 2 * (from % halfWidth) + x % 2;
            }

            field.Sources[k] = source >= 0 && source < width * field.Level.Height && field.EntryAt[source] == PatchField.IsSource ? source : Anywhere(k);
        }
    });

    /// <summary>Some passes. Sources and costs are those of the last one.</summary>
    public void Run(int count)
    {
        for (var pass = 0; pass < count; pass++)
        {
            Pass();
        }
    }

    /// <summary>One pass, forward and backward by turns. Costs are measured anew first, for colours may have changed.</summary>
    void Pass()
    {
        field.Sources.AsSpan(0, field.Count).CopyTo(before);
        var forward = passes++ % 2 == 0;
        Parallel.For(0, bands.Length, threads, band =>
        {
            var (first, end) = bands[band];
            var (step, from) = forward ? (1, first) : (-1, end - 1);
            for (var n = first; n < end; n++, from += step)
            {
                Improve(from, step, first, end);
            }
        });
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(before);

    void Improve(int k, int step, int first, int end)
    {
        var target = field.Targets[k];
        var source = field.Sources[k];
        var cost = distance.Between(target, source, int.MaxValue);
        Propagate(target, step);
        Propagate(target, step * field.Level.Width);
        if (cost > 0)
        {
            RandomSearch();
        }

        (field.Sources[k], field.Costs[k]) = (source, cost);

        void Try(int candidate)
        {
            var found = distance.Between(target, candidate, cost);
            if (found < cost)
            {
                (source, cost) = (candidate, found);
            }
        }

        void Propagate(int pixel, int offset)
        {
            var neighbour = field.EntryAt[pixel - offset];
            if (neighbour < 0)
            {
                return;
            }

            var candidate = (neighbour >= first && neighbour < end ? field.Sources : before)[neighbour] + offset;
            if (candidate != source && candidate >= 0 && candidate < field.Level.Width * field.Level.Height && field.EntryAt[candidate] == PatchField.IsSource)
            {
                Try(candidate);
            }
        }

        // windows round the best so far, each half as wide as the one before (section 3.2, eq. 1: α = ½)
        void RandomSearch()
        {
            var (width, height, radius) = (field.Level.Width, field.Level.Height, field.Radius);
            var random = new PatchRandom(seed, passes, target);
            for (var reach = Math.Max(width, height); reach >= 1; reach /= 2)
            {
                var (x, y) = (source % width, source / width);
                var (left, top) = (Math.Max(radius, x - reach), Math.Max(radius, y - reach));
                var (right, bottom) = (Math.Min(width - 1 - radius, x + reach), Math.Min(height - 1 - radius, y + reach));
                var (dx, dy) = random.Next(right - left + 1, bottom - top + 1);
                var candidate = (top + dy) * width + left + dx;
                if (field.EntryAt[candidate] == PatchField.IsSource)
                {
                    Try(candidate);
                }
            }
        }
    }

    int Anywhere(int k)
    {
        var (x, y) = new PatchRandom(seed, pass: 0, field.Targets[k]).Next(field.Level.Width, field.Level.Height);
        return field.SourceFrom(y * field.Level.Width + x);
    }

    /// <summary>Runs of targets whose rows lie in one band.</summary>
    static (int First, int End)[] Bands(PatchField field)
    {
        var bands = new List<(int First, int End)>();
        var pixels = BandRows * field.Level.Width;
        for (int first = 0, end; first < field.Count; first = end)
        {
            var found = field.Targets.AsSpan(first, field.Count - first).BinarySearch((field.Targets[first] / pixels + 1) * pixels);
            end = first + (found < 0 ? ~found : found);
            bands.Add((first, end));
        }

        return [.. bands];
    }
}
