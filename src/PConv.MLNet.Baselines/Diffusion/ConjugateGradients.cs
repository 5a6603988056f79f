using System.Numerics;

namespace PConv.MLNet.Baselines.Diffusion;

/// <summary>Solves A u = b on the finest grid: conjugate gradients in double, preconditioned by a multigrid cycle in float.</summary>
static class ConjugateGradients
{
    /// <summary>The preconditioned residual is an estimate of the error: the largest that may remain, in levels of 255.</summary>
    const float Tolerance = .01f;

    /// <summary>Some fifteen are needed at most; beyond, rounding keeps the residual from getting smaller.</summary>
    const int MaxIterations = 100;

    /// <param name="grid">A.</param>
    /// <param name="grids">The finest grid and those made of it.</param>
    /// <param name="b">A vector of the grid. It is used up.</param>
    /// <param name="cancel">Ends the work early, between two iterations.</param>
    /// <returns>u, a vector of the grid.</returns>
    public static double[] Solve(HoleGrid grid, Grid[] grids, double[] b, CancellationToken cancel)
    {
        var preconditioner = new Multigrid(grids);
        var (u, residual, direction, product) = (new double[b.Length], b, new double[b.Length], new double[b.Length]);
        var scratch = new double[grid.ScratchLength];
        var last = 0.0;
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            for (var i = 0; i < residual.Length; i++)
            {
                preconditioner.RightSide[i] = (float)residual[i];
            }

            var error = preconditioner.Cycle();
            var (energy, largest) = (0.0, 0f);
            for (var i = 0; i < error.Length; i++)
            {
                energy += residual[i] * error[i];
                largest = Math.Max(largest, Math.Abs(error[i]));
            }

            var keep = iteration == 0 ? 0 : energy / last;
            last = energy;
            for (var i = 0; i < error.Length; i++)
            {
                direction[i] = error[i] + keep * direction[i];
            }

            if (largest < Tolerance)
            {
                for (var i = 0; i < error.Length; i++)
                {
                    u[i] += error[i];
                }
                break;
            }

            grid.Multiply(direction, product, scratch);
            var step = energy / Dot(direction, product);
            for (var i = 0; i < u.Length; i++)
            {
                u[i] += step * direction[i];
                residual[i] -= step * product[i];
            }
        }

        return u;
    }

    static double Dot(double[] a, double[] b)
    {
        var sum = Vector<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            sum += new Vector<double>(a, i) * new Vector<double>(b, i);
        }

        var rest = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            rest += a[i] * b[i];
        }

        return rest;
    }
}
