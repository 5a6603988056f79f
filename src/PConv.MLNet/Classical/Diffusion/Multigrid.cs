using System.Numerics;
using System.Runtime.CompilerServices;

namespace PConv.MLNet.Classical;

/// <summary>One V-cycle, v ≈ A⁻¹ b from a zero start: a symmetric preconditioner. Grids are shared between threads; vectors belong to one
/// thread.</summary>
/// <remarks>
/// The smoother is the Chebyshev iteration on D⁻¹A, which damps the upper part of the spectrum evenly (Adams, Brezina, Hu, Tuminaro,
/// Parallel multigrid smoothing: polynomial versus Gauss–Seidel, 2003).
/// </remarks>
sealed class Multigrid
{
    const int Steps = 2;
    const float Ratio = 6; // largest to smallest damped eigenvalue; 4 to 8 need the fewest products in total
    const int LastSteps = 6; // holes on the last grid are a few cells wide, so this nearly solves the system
    const float LastRatio = 12;

    readonly Grid[] grids;
    readonly Vectors[] vectors;

    public Multigrid(Grid[] grids)
    {
        this.grids = grids;
        vectors = [.. grids.Select(g => new Vectors(g))];
    }

    /// <summary>b, a vector of the finest grid; set it before each cycle.</summary>
    public float[] RightSide => vectors[0].RightSide;

    /// <summary>Runs independent parts of a solution side by side if they have much to do; waking other threads costs more than small holes
    /// do.</summary>
    /// <param name="parts">Number of parts.</param>
    /// <param name="size">Number of unknowns in all of them.</param>
    /// <param name="part">Called once for each part.</param>
    /// <param name="cancel">Cancels between parts.</param>
    public static void For(int parts, int size, Action<int> part, CancellationToken cancel)
    {
        const int Small = 1 << 14; // unknowns that one thread solves in a few milliseconds
        if (size >= Small)
        {
            Parallel.For(0, parts, new ParallelOptions { CancellationToken = cancel }, part);
            return;
        }

        for (var i = 0; i < parts; i++)
        {
            cancel.ThrowIfCancellationRequested();
            part(i);
        }
    }

    /// <summary>The levels, finest first, each half the size of the one before, until no hole is left.</summary>
    public static Grid[] GridsOf(HoleGrid finest, CancellationToken cancel)
    {
        var grids = new List<Grid> { finest };
        while (CoarseGrid.Create(grids[^1], cancel) is { } next)
        {
            grids.Add(next);
        }

        return [.. grids];
    }

    /// <summary>Runs a cycle and returns v, a vector that the next cycle overwrites.</summary>
    public float[] Cycle() => Cycle(0);

    float[] Cycle(int level)
    {
        var (grid, own) = (grids[level], vectors[level]);
        own.Solution.AsSpan().Clear();
        own.RightSide.CopyTo(own.Residual, 0);
        if (level == grids.Length - 1)
        {
            Smooth(grid, own, LastSteps, LastRatio);
            return own.Solution;
        }

        Smooth(grid, own, Steps, Ratio);
        own.FindResidual(grid);
        var (coarse, below) = ((CoarseGrid)grids[level + 1], vectors[level + 1]);
        below.Plane.AsSpan().Clear();
        Transfer.Restrict(grid, own.Residual, coarse, below.Plane);
        coarse.Gather(below.Plane, below.RightSide);

        var correction = Cycle(level + 1);
        below.Plane.AsSpan().Clear();
        coarse.Scatter(correction, below.Plane);
        Transfer.Prolong(coarse, below.Plane, grid, own.Solution);
        own.FindResidual(grid);
        Smooth(grid, own, Steps, Ratio);
        return own.Solution;
    }

    /// <summary>Adds a polynomial of D⁻¹A times the residual to the solution. The residual is out of date afterwards.</summary>
    static void Smooth(Grid grid, Vectors own, int steps, float ratio)
    {
        var (largest, smallest) = (grid.EigenvalueBound, grid.EigenvalueBound / ratio);
        var (center, radius) = ((largest + smallest) / 2, (largest - smallest) / 2);
        var last = radius / center;
        own.Step(0, 1 / center, grid.InverseDiagonal);
        for (var i = 1; i < steps; i++)
        {
            grid.Multiply(own.Move, own.Product, own.Scratch);
            own.SubtractProduct(own.Residual);
            var next = 1 / (2 * center / radius - last);
            own.Step(next * last, 2 * next / radius, grid.InverseDiagonal);
            last = next;
        }
    }

    sealed class Vectors(Grid grid)
    {
        public float[] Solution { get; } = new float[grid.Length];

        public float[] RightSide { get; } = new float[grid.Length];

        public float[] Residual { get; } = new float[grid.Length];

        public float[] Move { get; } = new float[grid.Length];

        public float[] Product { get; } = new float[grid.Length];

        public float[] Scratch { get; } = new float[grid.ScratchLength];

        public float[] Plane { get; } = new float[grid is CoarseGrid coarse ? coarse.PlaneLength : 0];

        /// <summary>Residual = b - A v.</summary>
        public void FindResidual(Grid grid)
        {
            grid.Multiply(Solution, Product, Scratch);
            SubtractProduct(RightSide);
        }

        /// <summary>Residual = from - Product.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void SubtractProduct(float[] from)
        {
            for (var i = 0; i < Residual.Length; i += Vector<float>.Count)
            {
                (new Vector<float>(from, i) - new Vector<float>(Product, i)).CopyTo(Residual, i);
            }
        }

        /// <summary>Move = keep · Move + take · D⁻¹ Residual; Solution += Move.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Step(float keep, float take, float[] inverseDiagonal)
        {
            for (var i = 0; i < Move.Length; i += Vector<float>.Count)
            {
                var move = keep * new Vector<float>(Move, i)
                    + take * new Vector<float>(inverseDiagonal, i) * new Vector<float>(Residual, i);
                move.CopyTo(Move, i);
                (new Vector<float>(Solution, i) + move).CopyTo(Solution, i);
            }
        }
    }
}
