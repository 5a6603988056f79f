namespace PConv.MLNet.Evaluation;

/// <summary>What the Fréchet distance needs of symmetric matrices, double [D][D]: no vectors but values alone, on all cores, the same bits every time.</summary>
static class SymmetricMatrix
{
    const double Unit = 2.220446049250313e-16; // the distance from 1 to the next double

    public static double Trace(double[][] matrix) => matrix.Select((row, i) => row[i]).Sum();

    /// <summary>F of FᵀF = a positive semidefinite matrix, double [rank][D]: Cholesky's factor with pivots (Golub and Van Loan, Matrix Computations, 4.2.8).</summary>
    /// <remarks>Pivots below D · 2⁻⁵² of the largest are rounding, the bound by which numpy's matrix_rank counts.</remarks>
    public static double[][] Factor(double[][] matrix)
    {
        var (rows, left) = (new List<double[]>(), matrix.Select((row, i) => row[i]).ToArray());
        var smallest = matrix.Length * Unit * left.Max();
        while (rows.Count < matrix.Length)
        {
            var pivot = Array.IndexOf(left, left.Max());
            if (!(left[pivot] > smallest))
            {
                break;
            }

            var row = matrix[pivot].ToArray();
            foreach (var earlier in rows)
            {
                Rows.Add(row, -earlier[pivot], earlier);
            }

            var root = Math.Sqrt(left[pivot]);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] /= root;
                left[i] -= row[i] * row[i];
            }

            left[pivot] = 0;
            rows.Add(row);
        }

        return [.. rows];
    }

    /// <summary>F Σ Fᵀ, double [rank][rank].</summary>
    public static double[][] Conjugate(double[][] factor, double[][] matrix)
    {
        var product = new double[factor.Length][];
        Parallel.For(0, factor.Length, i =>
        {
            var row = new double[matrix.Length];
            for (var k = 0; k < matrix.Length; k++)
            {
                Rows.Add(row, factor[i][k], matrix[k]);
            }

            product[i] = [.. factor.Select(other => Rows.Dot(row, other))];
        });
        return product;
    }

    /// <summary>All eigenvalues, in no order. Overwrites the matrix.</summary>
    public static double[] Eigenvalues(double[][] matrix)
    {
        var (diagonal, beside) = Tridiagonal(matrix);
        return Eigenvalues(diagonal, beside);
    }

    /// <summary>A tridiagonal matrix of the same eigenvalues, by Householder's reflections (Golub and Van Loan, 8.3.1).</summary>
    static (double[] Diagonal, double[] Beside) Tridiagonal(double[][] a)
    {
        var n = a.Length;
        var (beside, w) = (new double[Math.Max(0, n - 1)], new double[n]);
        for (var k = 0; k < n - 1; k++)
        {
            var first = k + 1;
            var v = a[k].AsSpan(first).ToArray(); // the row beside the diagonal
            var length = Math.Sqrt(Rows.Dot(v, v));
            beside[k] = v[0] > 0 ? -length : length;
            v[0] -= beside[k];
            var norm = Rows.Dot(v, v);
            if (norm == 0)
            {
                continue;
            }

            ForRows(first, n, i => w[i] = 2 / norm * Rows.Dot(a[i].AsSpan(first), v));
            Rows.Add(w.AsSpan(first), -Rows.Dot(w.AsSpan(first), v) / norm, v);
            ForRows(first, n, i =>
            {
                Rows.Add(a[i].AsSpan(first), -v[i - first], w.AsSpan(first));
                Rows.Add(a[i].AsSpan(first), -w[i], v);
            });
        }

        return ([.. a.Select((row, i) => row[i])], beside);
    }

    /// <summary>Eigenvalues of a tridiagonal matrix by implicit QR steps with Wilkinson's shift (Golub and Van Loan, 8.3.2 and 8.3.3).</summary>
    static double[] Eigenvalues(double[] d, double[] e)
    {
        var smallest = Unit * d.Concat(e).Select(Math.Abs).DefaultIfEmpty().Max();
        for (int high = d.Length - 1, steps = 0; high > 0; steps++)
        {
            if (Math.Abs(e[high - 1]) <= smallest)
            {
                high--;
                continue;
            }

            if (steps > 100 * d.Length) // two or three an eigenvalue are usual
            {
                throw new InvalidOperationException("The eigenvalues of the features' covariance do not converge. Check that all features are finite and of moderate size.");
            }

            var low = high - 1;
            while (low > 0 && Math.Abs(e[low - 1]) > smallest)
            {
                low--;
            }

            Step(d, e, low, high);
        }

        return d;
    }

    static void Step(double[] d, double[] e, int low, int high)
    {
        var (half, last) = ((d[high - 1] - d[high]) / 2, e[high - 1]);
        var shift = d[high] - last * last / (half + Math.CopySign(Math.Sqrt(half * half + last * last), half));
        var (x, z) = (d[low] - shift, e[low]);
        for (var k = low; k < high; k++)
        {
            var r = Math.Sqrt(x * x + z * z);
            var (c, s) = r > 0 ? (x / r, z / r) : (1, 0);
            if (k > low)
            {
                e[k - 1] = r;
            }

            var (a, b, g) = (d[k], e[k], d[k + 1]);
            d[k] = c * c * a + 2 * c * s * b + s * s * g;
            d[k + 1] = s * s * a - 2 * c * s * b + c * c * g;
            e[k] = c * s * (g - a) + (c * c - s * s) * b;
            if (k < high - 1)
            {
                (x, z, e[k + 1]) = (e[k], s * e[k + 1], c * e[k + 1]);
            }
        }
    }

    static void ForRows(int first, int end, Action<int> work)
    {
        if (end - first >= 256)
        {
            Parallel.For(first, end, work);
            return;
        }

        for (var i = first; i < end; i++)
        {
            work(i);
        }
    }
}
