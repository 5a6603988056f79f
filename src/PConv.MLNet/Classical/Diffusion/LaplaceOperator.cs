using System.Numerics;
using System.Runtime.CompilerServices;

namespace PConv.MLNet.Classical;

/// <summary>L = −Δ (five-point stencil) from values on source runs to values on target runs. Image borders reflect: a neighbor outside the
/// image is the pixel itself.</summary>
/// <remarks>Left and right neighbors are adjacent in the vector (runs are separated by a zero); neighbors above and below are found through
/// links.</remarks>
sealed class LaplaceOperator
{
    readonly record struct Link(int To, int From, int Length);

    readonly Run[] targets;
    readonly int[] firstLink;
    readonly Link[] links;

    /// <param name="targets">Runs to compute values on, row by row.</param>
    /// <param name="sources">Runs with given values, row by row; they include the targets. All other values are zero.</param>
    /// <param name="width">Number of columns of the grid.</param>
    /// <param name="height">Number of rows of the grid.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public LaplaceOperator(Run[] targets, Run[] sources, int width, int height)
    {
        this.targets = targets;
        firstLink = new int[targets.Length + 1];
        var found = new List<Link>(3 * targets.Length);
        var (above, below) = (0, 0); // first runs of those rows that may still touch a target
        for (var i = 0; i < targets.Length; i++)
        {
            var run = targets[i];
            above = Connect(run, run.Y - 1, above);
            below = Connect(run, run.Y + 1, below);
            if (run.X == 0)
            {
                found.Add(new(run.Start, run.Start, 1));
            }

            if (run.Right == width)
            {
                found.Add(new(run.Start + run.Length - 1, run.Start + run.Length - 1, 1));
            }

            firstLink[i + 1] = found.Count;
        }

        links = [.. found];

        int Connect(Run run, int y, int from)
        {
            if (y < 0 || y == height)
            {
                found.Add(new(run.Start, run.Start, run.Length));
                return from;
            }

            for (; from < sources.Length && (sources[from].Y < y || (sources[from].Y == y && sources[from].Right <= run.X)); from++)
            {
            }

            for (var i = from; i < sources.Length && sources[i].Y == y && sources[i].X < run.Right; i++)
            {
                var (left, right) = (Math.Max(run.X, sources[i].X), Math.Min(run.Right, sources[i].Right));
                found.Add(new(run.Start + left - run.X, sources[i].Start + left - sources[i].X, right - left));
            }

            return from;
        }
    }

    /// <summary>Computes result = L values on the targets; other entries of the result are unchanged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply<T>(T[] values, T[] result)
        where T : struct, INumber<T>
    {
        var four = T.CreateChecked(4);
        ref var u = ref values[0];
        for (var k = 0; k < targets.Length; k++)
        {
            var (i, end) = (targets[k].Start, targets[k].Start + targets[k].Length);
            for (; i <= end - Vector<T>.Count; i += Vector<T>.Count)
            {
                var sum = four * Vector.LoadUnsafe(ref u, (nuint)i) - Vector.LoadUnsafe(ref u, (nuint)(i - 1))
                    - Vector.LoadUnsafe(ref u, (nuint)(i + 1));
                sum.StoreUnsafe(ref result[i]);
            }

            for (; i < end; i++)
            {
                result[i] = four * values[i] - values[i - 1] - values[i + 1];
            }

            for (var l = firstLink[k]; l < firstLink[k + 1]; l++)
            {
                Subtract(values.AsSpan(links[l].From, links[l].Length), result.AsSpan(links[l].To, links[l].Length));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Subtract<T>(ReadOnlySpan<T> from, Span<T> to)
        where T : struct, INumber<T>
    {
        var i = 0;
        for (; i <= to.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            (new Vector<T>(to[i..]) - new Vector<T>(from[i..])).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
        {
            to[i] -= from[i];
        }
    }
}
