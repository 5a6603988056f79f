using System.Buffers;

namespace PConv.MLNet.Classical;

/// <summary>Improves a field by propagation and random search (Barnes, Shechtman, Finkelstein, Goldman: "PatchMatch", SIGGRAPH 2009,
/// section 3.2).</summary>
/// <remarks>
/// A pass scans bands of rows in parallel. Within a band, new matches propagate to the next pixel, as in the paper; across band borders,
/// the results of the previous pass are used. Bands are fixed and random numbers depend on pixel and pass, so the result does not depend on
/// the number of threads.
/// </remarks>
sealed class PatchSearch(PatchField field, int seed, ParallelOptions threads, PatchGuide? guide = null) : IDisposable
{
    /// <summary>Passes needed to turn a random field into a useful one (Barnes et al., section 3.2: 4–5).</summary>
    const int FirstPasses = 4;

    const int BandRows = 16;

    readonly PatchDistance distance = new(field.Level, field.Size);
    readonly int[] before = ArrayPool<int>.Shared.Rent(field.Count);
    readonly (int First, int End)[] bands = Bands(field);
    int passes;

    /// <summary>Initializes a level from a field of half the size, whose colors are also copied into the holes, or at random if there is
    /// none.</summary>
    public void Start(PatchField? half)
    {
        if (half is null)
        {
            Scatter();
            Run(FirstPasses);
            return;
        }

        field.Level.Enlarge(half.Level);
        Enlarge(half);
        Run(1);
    }

    /// <summary>Assigns a random source to every target.</summary>
    public void Scatter() => Parallel.For(0, bands.Length, threads, band =>
    {
        for (var k = bands[band].First; k < bands[band].End; k++)
        {
            field.Sources[k] = Anywhere(k);
        }
    });

    /// <summary>Upsamples a field of half the size. If a source is no longer entirely known, a nearby or a random one is used.</summary>
    public void Enlarge(PatchField half) => Parallel.For(0, bands.Length, threads, band =>
    {
        var (width, halfWidth) = (field.Level.Width, half.Level.Width);
        for (var k = bands[band].First; k < bands[band].End; k++)
        {
            var (x, y) = (field.Targets[k] % width, field.Targets[k] / width);
            var source = -1;
            if (half.TargetNear(x / 2, y / 2) is { } parent and >= 0)
            {
                // offset from the source equals the target's offset from its parent
                var (from, at) = (half.Sources[parent], half.Targets[parent]);
                var (left, top) = (2 * (from % halfWidth - at % halfWidth) + x, 2 * (from / halfWidth - at / halfWidth) + y);
                source = left >= 0 && left < width && top >= 0 && top < field.Level.Height ? top * width + left : -1;
            }

            field.Sources[k] = source >= 0 && field.EntryAt[source] == PatchField.IsSource ? source : Anywhere(k);
        }
    });

    /// <summary>Runs some passes. Sources and costs are those of the last one.</summary>
    public void Run(int count)
    {
        for (var pass = 0; pass < count; pass++)
        {
            Pass();
        }
    }

    /// <summary>Runs one pass, alternately forward and backward. Recomputes the costs first, because colors may have changed.</summary>
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
        var cost = distance.Between(target, source, int.MaxValue) + (guide?.Penalty(k, target, source) ?? 0);
        Propagate(target, step * field.Step);
        Propagate(target, step * field.Step * field.Level.Width);
        if (cost > 0)
        {
            RandomSearch();
        }

        (field.Sources[k], field.Costs[k]) = (source, cost);

        void Try(int candidate)
        {
            var penalty = guide?.Penalty(k, target, candidate) ?? 0;
            if (penalty >= cost)
            {
                return;
            }

            var found = distance.Between(target, candidate, cost - penalty) + penalty;
            if (found < cost)
            {
                (source, cost) = (candidate, found);
            }
        }

        void Propagate(int pixel, int offset)
        {
            var neighbor = field.EntryAt[pixel - offset];
            if (neighbor < 0)
            {
                return;
            }

            var candidate = (neighbor >= first && neighbor < end ? field.Sources : before)[neighbor] + offset;
            if (candidate != source && candidate >= 0 && candidate < field.Level.Width * field.Level.Height
                && field.EntryAt[candidate] == PatchField.IsSource)
            {
                Try(candidate);
            }
        }

        // windows around the best match, each half as wide as the one before (section 3.2, eq. 1: α = ½)
        void RandomSearch()
        {
            var (width, radius) = (field.Level.Width, field.Radius);
            var (mostX, mostY) = (width - 1 - radius, field.Level.Height - 1 - radius);
            var random = new PatchRandom(seed, passes, target);
            var (y, x) = Math.DivRem(source, width);
            for (var reach = Math.Max(width, field.Level.Height); reach >= 1; reach /= 2)
            {
                var (left, top) = (Math.Max(radius, x - reach), Math.Max(radius, y - reach));
                var (dx, dy) = random.Next(Math.Min(mostX, x + reach) - left + 1, Math.Min(mostY, y + reach) - top + 1);
                var candidate = (top + dy) * width + left + dx;
                if (field.EntryAt[candidate] == PatchField.IsSource)
                {
                    Try(candidate);
                    (x, y) = source == candidate ? (left + dx, top + dy) : (x, y);
                }
            }
        }
    }

    int Anywhere(int k)
    {
        var (x, y) = new PatchRandom(seed, pass: 0, field.Targets[k]).Next(field.Level.Width, field.Level.Height);
        return field.SourceFrom(y * field.Level.Width + x);
    }

    /// <summary>Splits the targets into bands of rows.</summary>
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
