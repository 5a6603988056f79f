using System.Numerics;
using System.Runtime.CompilerServices;

namespace PConv.MLNet.Classical;

/// <summary>Solves A u = b on the finest grid with conjugate gradients in double precision, preconditioned by a multigrid cycle in single
/// precision.</summary>
static class ConjugateGradients
{
    /// <summary>Stopping criterion: largest allowed value of the preconditioned residual, an estimate of the error, in levels of
    /// 255.</summary>
    const float Tolerance = .01f;

    /// <summary>Maximum number of iterations. About fifteen are needed; after that, rounding keeps the residual from shrinking.</summary>
    const int MaxIterations = 100;

    /// <summary>Returns the solution u, a vector of the grid.</summary>
    /// <param name="grid">The grid that defines A.</param>
    /// <param name="grids">The same grid and its coarser levels.</param>
    /// <param name="b">Right-hand side, a vector of the grid. It is overwritten.</param>
    /// <param name="scratch">Work memory for <see cref="Grid.Multiply"/>.</param>
    /// <param name="cancel">Cancels between two iterations.</param>
    public static double[] Solve(HoleGrid grid, Grid[] grids, double[] b, double[] scratch, CancellationToken cancel)
    {
        var preconditioner = new Multigrid(grids);
        var (u, residual, direction, product) = (new double[b.Length], b, new double[b.Length], new double[b.Length]);
        var last = double.PositiveInfinity;
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            Narrow(residual, preconditioner.RightSide);
            var error = preconditioner.Cycle();
            var energy = Dot(residual, error);
            if (Largest(error) < Tolerance)
            {
                AddWide(error, 1, u);
                break;
            }

            AddWide(error, energy / last, direction);
            grid.Multiply(direction, product, scratch);
            Advance(energy / Dot(direction, product), direction, product, u, residual);
            last = energy;
        }

        return u;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Narrow(double[] from, float[] to)
    {
        for (var i = 0; i < to.Length; i += Vector<float>.Count)
        {
            Vector.Narrow(new Vector<double>(from, i), new Vector<double>(from, i + Vector<double>.Count)).CopyTo(to, i);
        }
    }

    /// <summary>to = from + keep · to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddWide(float[] from, double keep, double[] to)
    {
        for (var i = 0; i < from.Length; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(from, i), out var low, out var high);
            (low + keep * new Vector<double>(to, i)).CopyTo(to, i);
            (high + keep * new Vector<double>(to, i + Vector<double>.Count)).CopyTo(to, i + Vector<double>.Count);
        }
    }

    /// <summary>u += step · direction; residual -= step · product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Advance(double step, double[] direction, double[] product, double[] u, double[] residual)
    {
        for (var i = 0; i < u.Length; i += Vector<double>.Count)
        {
            (new Vector<double>(u, i) + step * new Vector<double>(direction, i)).CopyTo(u, i);
            (new Vector<double>(residual, i) - step * new Vector<double>(product, i)).CopyTo(residual, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Dot(double[] a, float[] b)
    {
        var sum = Vector<double>.Zero;
        for (var i = 0; i < b.Length; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(b, i), out var low, out var high);
            sum += new Vector<double>(a, i) * low + new Vector<double>(a, i + Vector<double>.Count) * high;
        }

        return Vector.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Dot(double[] a, double[] b)
    {
        var sum = Vector<double>.Zero;
        for (var i = 0; i < a.Length; i += Vector<double>.Count)
        {
            sum += new Vector<double>(a, i) * new Vector<double>(b, i);
        }

        return Vector.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Largest(float[] values)
    {
        var largest = Vector<float>.Zero;
        for (var i = 0; i < values.Length; i += Vector<float>.Count)
        {
            largest = Vector.Max(largest, Vector.Abs(new Vector<float>(values, i)));
        }

        var result = 0f;
        for (var i = 0; i < Vector<float>.Count; i++)
        {
            result = Math.Max(result, largest[i]);
        }

        return result;
    }
}
