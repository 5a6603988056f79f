namespace PConv.MLNet.Classical;

/// <summary>One level of the multigrid: a grid, the unknowns on it (its hole) and the symmetric positive definite matrix A between
/// them.</summary>
/// <remarks>
/// Vectors hold the unknowns, run after run; whatever else lies in them is zero and stays so.
/// Grids never change after they are made: threads share them.
/// </remarks>
abstract class Grid(int width, int height)
{
    /// <summary>A's rows reach this many columns and rows far, on every level.</summary>
    public const int Reach = 2;

    /// <summary>Columns and rows of a stencil.</summary>
    public const int Side = 2 * Reach + 1;

    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>The unknowns, row by row.</summary>
    public Run[] Holes { get; protected init; } = [];

    /// <summary>Number of values in a vector, a multiple of what a SIMD vector of floats holds.</summary>
    public int Length { get; protected init; }

    /// <summary>Number of values <see cref="Multiply"/> works in; they are zero at first.</summary>
    public int ScratchLength { get; protected init; }

    /// <summary>D⁻¹: one over the diagonal of A, a vector.</summary>
    public float[] InverseDiagonal { get; protected init; } = [];

    /// <summary>No eigenvalue of D⁻¹A is larger (Gershgorin).</summary>
    public float EigenvalueBound { get; protected init; }

    /// <summary>Whether there is an unknown at (x, y), a place on the grid.</summary>
    public abstract bool IsHole(int x, int y);

    /// <summary>The row of A that belongs to the unknown at (x, y), [5, 5] around it. Values at places that are no unknowns mean
    /// nothing.</summary>
    public abstract void CopyStencil(int x, int y, Span<float> stencil);

    /// <summary>result = A v.</summary>
    public abstract void Multiply(float[] v, float[] result, float[] scratch);
}
