namespace PConv.MLNet.Classical;

/// <summary>One multigrid level: a grid, its unknowns (the hole) and their symmetric positive definite matrix A.</summary>
/// <remarks>
/// Vectors hold the unknowns, run after run; all other entries are zero and stay zero. Grids are immutable and shared by threads.
/// </remarks>
abstract class Grid(int width, int height)
{
    /// <summary>Reach of A's rows in columns and rows, on every level.</summary>
    public const int Reach = 2;

    /// <summary>Columns and rows of a stencil.</summary>
    public const int Side = 2 * Reach + 1;

    /// <summary>Number of columns.</summary>
    public int Width => width;

    /// <summary>Number of rows.</summary>
    public int Height => height;

    /// <summary>Runs of unknowns, row by row.</summary>
    public Run[] Holes { get; protected init; } = [];

    /// <summary>Number of values in a vector, a multiple of the SIMD vector length in floats.</summary>
    public int Length { get; protected init; }

    /// <summary>Number of values in the work memory of <see cref="Multiply"/>, which must be zero at first.</summary>
    public int ScratchLength { get; protected init; }

    /// <summary>D⁻¹: inverse of the diagonal of A, a vector.</summary>
    public float[] InverseDiagonal { get; protected init; } = [];

    /// <summary>Upper bound of the eigenvalues of D⁻¹A (Gershgorin).</summary>
    public float EigenvalueBound { get; protected init; }

    /// <summary>Whether the grid cell (x, y) is an unknown.</summary>
    public abstract bool IsHole(int x, int y);

    /// <summary>The row of A for the unknown at (x, y), a [5, 5] window around it. Values at cells that are not unknowns are
    /// undefined.</summary>
    public abstract void CopyStencil(int x, int y, Span<float> stencil);

    /// <summary>Computes result = A v.</summary>
    public abstract void Multiply(float[] v, float[] result, float[] scratch);
}
