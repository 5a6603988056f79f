using System.Numerics;
using System.Runtime.CompilerServices;

namespace PConv.MLNet.Classical;

/// <summary>A coarse level. A cell covers 2 × 2 cells of the next finer level and is an unknown if all four are. A = Pᵀ A P (Galerkin),
/// stored as 5 × 5 stencils.</summary>
/// <remarks>In vectors, every run is padded to whole blocks; one block is one SIMD vector. Products read v from a plane that covers the
/// whole grid.</remarks>
sealed class CoarseGrid : Grid
{
    const int StencilSize = Side * Side;
    static int Block => Vector<float>.Count;

    readonly int stride;
    readonly int[] places; // per cell: index of its values in a vector, or -1
    readonly int[] blockPlaces; // per block: index on the plane
    readonly float[] stencils; // [blocks, 25, Block]

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    CoarseGrid(Grid fine, CancellationToken cancel)
        : base((fine.Width + 1) / 2, (fine.Height + 1) / 2)
    {
        stride = Width + 2 * Reach;
        PlaneLength = ScratchLength = stride * (Height + 2 * Reach) + Block;
        places = new int[Width * Height];
        Array.Fill(places, -1);
        var holes = new List<Run>();
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var start = x;
                for (; x < Width && IsAllHole(fine, x, y); x++)
                {
                    places[y * Width + x] = Length + x - start;
                }

                if (x > start)
                {
                    holes.Add(new(start, y, Length, x - start));
                    Length += (x - start + Block - 1) / Block * Block;
                }
            }
        }

        Holes = [.. holes];
        blockPlaces = new int[Length / Block];
        stencils = new float[(long)Length * StencilSize];
        InverseDiagonal = new float[Length];
        var bounds = new float[Holes.Length];
        Multigrid.For(Holes.Length, fine.Length, i => bounds[i] = Fill(Holes[i], fine), cancel);
        EigenvalueBound = bounds.DefaultIfEmpty().Max();
    }

    /// <summary>Number of values in a plane of the whole grid, including a margin that interpolation and products may read.</summary>
    public int PlaneLength { get; }

    /// <summary>Creates the next coarser grid, or returns null if the holes are too narrow for one.</summary>
    public static CoarseGrid? Create(Grid fine, CancellationToken cancel) =>
        fine.Holes.Length > 0 && fine.Width * (long)fine.Height > 4 && new CoarseGrid(fine, cancel) is { Holes.Length: > 0 } grid ? grid
        : null;

    /// <summary>Index of a row's first cell on a plane.</summary>
    public int PlaneRow(int y) => (y + Reach) * stride + Reach;

    /// <summary>Copies a vector out of a plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather(float[] plane, float[] v)
    {
        foreach (var run in Holes)
        {
            plane.AsSpan(PlaneRow(run.Y) + run.X, run.Length).CopyTo(v.AsSpan(run.Start));
        }
    }

    /// <summary>Copies a vector into a plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scatter(float[] v, float[] plane)
    {
        foreach (var run in Holes)
        {
            v.AsSpan(run.Start, run.Length).CopyTo(plane.AsSpan(PlaneRow(run.Y) + run.X));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool IsHole(int x, int y) => places[y * Width + x] >= 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void CopyStencil(int x, int y, Span<float> stencil)
    {
        var place = places[y * Width + x];
        var from = stencils.AsSpan(place / Block * Block * StencilSize + place % Block);
        for (var k = 0; k < StencilSize; k++)
        {
            stencil[k] = from[k * Block];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(float[] v, float[] result, float[] scratch)
    {
        Scatter(v, scratch);
        ref var plane = ref scratch[0];
        ref var weights = ref stencils[0];
        for (var b = 0; b < blockPlaces.Length; b++)
        {
            var sum = Vector<float>.Zero;
            var weight = (nuint)b * (nuint)(StencilSize * Block);
            for (var dy = -Reach; dy <= Reach; dy++)
            {
                var place = (nuint)(blockPlaces[b] + dy * stride - Reach);
                for (nuint dx = 0; dx < Side; dx++, weight += (nuint)Block)
                {
                    sum += Vector.LoadUnsafe(ref weights, weight) * Vector.LoadUnsafe(ref plane, place + dx);
                }
            }

            sum.StoreUnsafe(ref result[b * Block]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static bool IsAllHole(Grid fine, int x, int y)
    {
        var (right, bottom) = (Math.Min(2 * x + 1, fine.Width - 1), Math.Min(2 * y + 1, fine.Height - 1));
        return fine.IsHole(2 * x, 2 * y) && fine.IsHole(right, 2 * y) && fine.IsHole(2 * x, bottom) && fine.IsHole(right, bottom);
    }

    /// <summary>Whether all cells within the stencil's reach are unknowns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    bool IsAmongHoles(int x, int y)
    {
        if (x < Reach || x >= Width - Reach || y < Reach || y >= Height - Reach)
        {
            return false;
        }

        for (var row = y - Reach; row <= y + Reach; row++)
        {
            if (places.AsSpan(row * Width + x - Reach, Side).Contains(-1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Computes the stencils of a run and returns the largest row sum of D⁻¹A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    float Fill(Run run, Grid fine)
    {
        var (product, stencil, bound) = (new GalerkinProduct(fine, this), new float[StencilSize], 0f);
        var isInside = false;
        for (var i = 0; i < run.Length; i++)
        {
            // Deep inside a hole of the image all rows are equal: reuse the previous one.
            var wasInside = isInside;
            isInside = fine is HoleGrid && IsAmongHoles(run.X + i, run.Y);
            if (!wasInside || !isInside)
            {
                product.CopyTo(run.X + i, run.Y, stencil);
            }

            var (block, lane) = ((run.Start + i) / Block, (run.Start + i) % Block);
            if (lane == 0)
            {
                blockPlaces[block] = PlaneRow(run.Y) + run.X + i;
            }

            var sum = 0f;
            for (var k = 0; k < StencilSize; k++)
            {
                stencils[(block * StencilSize + k) * Block + lane] = stencil[k];
                sum += Math.Abs(stencil[k]);
            }

            InverseDiagonal[run.Start + i] = 1 / stencil[StencilSize / 2];
            bound = Math.Max(bound, sum / stencil[StencilSize / 2]);
        }

        return bound;
    }
}
