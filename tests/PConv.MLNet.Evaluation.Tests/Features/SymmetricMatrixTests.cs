namespace PConv.MLNet.Evaluation.Tests;

public sealed class SymmetricMatrixTests
{
    /// <summary>GᵀG of a random G: positive semidefinite, of the rank of G.</summary>
    static double[][] Made(int rank, int size)
    {
        var random = new Random(size);
        var g = Enumerable.Range(0, rank).Select(_ => Enumerable.Range(0, size).Select(_ => random.NextDouble() - .5).ToArray()).ToArray();
        return Square(size, (i, j) => g.Sum(row => row[i] * row[j]));
    }

    static double[][] Square(int size, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => value(i, j)).ToArray())];

    /// <summary>Eigenvalues by turning one pair of rows after another until nothing is left beside the diagonal (Jacobi 1846).</summary>
    static IEnumerable<double> Naive(double[][] a)
    {
        var n = a.Length;
        for (var sweep = 0; sweep < 30; sweep++)
        {
            foreach (var (p, q) in from p in Enumerable.Range(0, n) from q in Enumerable.Range(p + 1, n - p - 1) where a[p][q] != 0 select (p, q))
            {
                var angle = Math.Atan2(2 * a[p][q], a[q][q] - a[p][p]) / 2;
                var (s, c) = Math.SinCos(angle);
                for (var i = 0; i < n; i++)
                {
                    (a[i][p], a[i][q]) = (c * a[i][p] - s * a[i][q], s * a[i][p] + c * a[i][q]);
                }

                for (var i = 0; i < n; i++)
                {
                    (a[p][i], a[q][i]) = (c * a[p][i] - s * a[q][i], s * a[p][i] + c * a[q][i]);
                }
            }
        }

        return a.Select((row, i) => row[i]).Order();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(7, 7)]
    [InlineData(40, 40)]
    [InlineData(5, 30)]
    public void Eigenvalues_AreJacobis(int rank, int size)
    {
        var matrix = Made(rank, size);
        var expected = Naive([.. matrix.Select(r => r.ToArray())]);

        Assert.All(expected.Zip(SymmetricMatrix.Eigenvalues(matrix).Order()), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }

    [Fact]
    public void Eigenvalues_OfALargeMatrix_AreThoseOfItsFormula()
    {
        const int n = 300; // above the size from which rows are shared by threads
        var values = SymmetricMatrix.Eigenvalues(Square(n, (i, j) => Math.Min(i, j) + 1));

        // of the matrix min(i, j): 1 / (4 sin²((2k − 1) π / (4n + 2)))
        Assert.All(Enumerable.Range(1, n).Select(k => 1 / (4 * Math.Pow(Math.Sin((2 * k - 1) * Math.PI / (4 * n + 2)), 2))).Order().Zip(values.Order()), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public void Eigenvalues_OfNothingAndOfDiagonals_AreTheDiagonal(int size) =>
        Assert.Equal(Enumerable.Range(0, size).Select(i => (double)i), SymmetricMatrix.Eigenvalues(Square(size, (i, j) => i == j ? i : 0)).Order());

    [Fact]
    public void Eigenvalues_OfNoNumbers_SaysSo() => Assert.StartsWith("The eigenvalues of the features' covariance do not converge.",
        Assert.Throws<InvalidOperationException>(() => SymmetricMatrix.Eigenvalues(Square(3, (_, _) => double.NaN))).Message);

    [Theory]
    [InlineData(12, 12)]
    [InlineData(4, 25)]
    [InlineData(0, 3)]
    public void Factor_TimesItself_IsTheMatrix(int rank, int size)
    {
        var matrix = Made(rank, size);
        var factor = SymmetricMatrix.Factor(matrix);

        Assert.Equal(rank, factor.Length);
        Assert.All(from i in Enumerable.Range(0, size) from j in Enumerable.Range(0, size) select (i, j),
            at => Assert.Equal(matrix[at.i][at.j], factor.Sum(row => row[at.i] * row[at.j]), 1e-12));
    }
}
