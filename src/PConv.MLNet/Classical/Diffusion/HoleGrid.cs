using System.Numerics;
using System.Runtime.CompilerServices;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>The finest level: the hole pixels of an image in a box with a margin of one pixel. A = L for harmonic fills, L² for biharmonic
/// ones.</summary>
/// <remarks>
/// L is −Δ (five-point stencil). L² applies L twice, the first time also on the rim, the known pixels next to the hole. Vectors hold hole
/// and rim, with a zero before and after every run.
/// </remarks>
sealed class HoleGrid : Grid
{
    readonly Mask mask;
    readonly LaplaceOperator onHole;
    readonly LaplaceOperator? onRim;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    HoleGrid(Mask mask, int left, int top, int width, int height, bool isBiharmonic)
        : base(width, height)
    {
        (this.mask, Left, Top) = (mask, left, top);
        var (holes, withRim) = (new List<Run>(), new List<Run>());
        Length = 1;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (!IsNearHole(x, y))
                {
                    continue;
                }

                var start = x;
                for (var holeStart = -1; ; x++)
                {
                    var isHole = x < width && IsHole(x, y);
                    if (isHole && holeStart < 0)
                    {
                        holeStart = x;
                    }
                    else if (!isHole && holeStart >= 0)
                    {
                        holes.Add(new(holeStart, y, Length + holeStart - start, x - holeStart));
                        holeStart = -1;
                    }

                    if (x == width || !IsNearHole(x, y))
                    {
                        break;
                    }
                }

                withRim.Add(new(start, y, Length, x - start));
                Length += x - start + 1;
            }
        }

        Length = (Length + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        (Holes, HolesAndRim) = ([.. holes], [.. withRim]);
        onHole = new(Holes, HolesAndRim, width, height);
        onRim = isBiharmonic ? new(HolesAndRim, HolesAndRim, width, height) : null;
        ScratchLength = isBiharmonic ? Length : 0;
        var diagonal = isBiharmonic ? 20f : 4f; // smaller at image borders
        EigenvalueBound = (isBiharmonic ? 64f : 8f) / diagonal;
        InverseDiagonal = new float[Length];
        foreach (var run in Holes)
        {
            InverseDiagonal.AsSpan(run.Start, run.Length).Fill(1 / diagonal);
        }
    }

    /// <summary>Image column of the grid's first column.</summary>
    public int Left { get; }

    /// <summary>Image row of the grid's first row.</summary>
    public int Top { get; }

    /// <summary>Runs of hole and rim pixels, row by row.</summary>
    public Run[] HolesAndRim { get; }

    /// <summary>Creates the grid of all holes of a mask that has at least one.</summary>
    public static HoleGrid Create(Mask mask, bool isBiharmonic)
    {
        var (w, h) = (mask.Width, mask.Height);
        var (left, top, right, bottom) = (w, h, 0, 0);
        for (var y = 0; y < h; y++)
        {
            var row = mask.Valid.Slice(y * w, w);
            if (row.IndexOf((byte)0) is var first and >= 0)
            {
                (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOf((byte)0) + 1));
                (top, bottom) = (Math.Min(top, y), y + 1);
            }
        }

        // The margin contains the rim. A hole touches the grid's edge only where the image ends, and there the edge reflects.
        (left, top, right, bottom) = (Math.Max(left - 1, 0), Math.Max(top - 1, 0), Math.Min(right + 1, w), Math.Min(bottom + 1, h));
        return new(mask, left, top, right - left, bottom - top, isBiharmonic);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool IsHole(int x, int y) => !mask[Left + x, Top + y];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void CopyStencil(int x, int y, Span<float> stencil)
    {
        if (x >= Reach && x < Width - Reach && y >= Reach && y < Height - Reach)
        {
            (onRim is null ? Harmonic : Biharmonic).CopyTo(stencil);
            return;
        }

        stencil.Clear();
        var center = Side * Reach + Reach;
        if (onRim is null)
        {
            AddLaplacian(x, y, 1, stencil, center);
            return;
        }

        AddLaplacian(x, y, Degree(x, y), stencil, center);
        foreach (var (dx, dy) in Neighbors)
        {
            if (IsInside(x + dx, y + dy))
            {
                AddLaplacian(x + dx, y + dy, -1, stencil, center + dy * Side + dx);
            }
        }
    }

    public override void Multiply(float[] v, float[] result, float[] scratch) => Multiply<float>(v, result, scratch);

    /// <summary>Computes result = L v, where v may also have values on the rim.</summary>
    public void Apply<T>(T[] v, T[] result)
        where T : struct, INumber<T> => onHole.Apply(v, result);

    /// <summary>Computes result = A v in the precision T.</summary>
    public void Multiply<T>(T[] v, T[] result, T[] scratch)
        where T : struct, INumber<T>
    {
        onRim?.Apply(v, scratch);
        onHole.Apply(onRim is null ? v : scratch, result);
    }

    static ReadOnlySpan<float> Harmonic =>
    [
        0, 0, 0, 0, 0,
        0, 0, -1, 0, 0,
        0, -1, 4, -1, 0,
        0, 0, -1, 0, 0,
        0, 0, 0, 0, 0,
    ];

    static ReadOnlySpan<float> Biharmonic =>
    [
        0, 0, 1, 0, 0,
        0, 2, -8, 2, 0,
        1, -8, 20, -8, 1,
        0, 2, -8, 2, 0,
        0, 0, 1, 0, 0,
    ];

    static readonly (int X, int Y)[] Neighbors = [(-1, 0), (1, 0), (0, -1), (0, 1)];

    void AddLaplacian(int x, int y, float factor, Span<float> stencil, int at)
    {
        stencil[at] += factor * Degree(x, y);
        foreach (var (dx, dy) in Neighbors)
        {
            if (IsInside(x + dx, y + dy))
            {
                stencil[at + dy * Side + dx] -= factor;
            }
        }
    }

    int Degree(int x, int y) => 4 - (x == 0 ? 1 : 0) - (x == Width - 1 ? 1 : 0) - (y == 0 ? 1 : 0) - (y == Height - 1 ? 1 : 0);

    bool IsInside(int x, int y) => x >= 0 && x < Width && y >= 0 && y < Height;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    bool IsNearHole(int x, int y) => IsHole(x, y)
        || (x > 0 && IsHole(x - 1, y)) || (x < Width - 1 && IsHole(x + 1, y))
        || (y > 0 && IsHole(x, y - 1)) || (y < Height - 1 && IsHole(x, y + 1));
}
