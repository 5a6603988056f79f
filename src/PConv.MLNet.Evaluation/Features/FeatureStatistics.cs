using System.Numerics;

namespace PConv.MLNet.Evaluation;

/// <summary>Mean and covariance of feature vectors, taken up one by one in 4·D² bytes. Not for several threads at once.</summary>
public sealed class FeatureStatistics
{
    const int Block = 32; // vectors taken up at once: the products are read and written once for all of them

    readonly double[] mean;
    readonly double[] products; // upper triangle of Σ (x − mean)(x − mean)ᵀ, by rows
    readonly double[][] block;
    int waiting;

    /// <summary>Statistics of no vector yet.</summary>
    /// <param name="dimensions">Length D of the vectors, at least 1.</param>
    public FeatureStatistics(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        (mean, products) = (new double[dimensions], new double[Start(dimensions, dimensions)]);
        block = [.. Enumerable.Range(0, Block).Select(_ => new double[dimensions])];
    }

    /// <summary>Length D of the vectors.</summary>
    public int Dimensions => mean.Length;

    /// <summary>Number of vectors.</summary>
    public int Count { get; private set; }

    /// <summary>Their mean, double [D].</summary>
    public IReadOnlyList<double> Mean
    {
        get
        {
            TakeUp();
            return mean;
        }
    }

    /// <summary>Covariance of two dimensions, divided by Count − 1.</summary>
    public double Covariance(int row, int column)
    {
        TakeUp();
        var (low, high) = row < column ? (row, column) : (column, row);
        return products[Start(low, Dimensions) + high - low] / (Count - 1);
    }

    /// <summary>Takes up one vector.</summary>
    /// <exception cref="ArgumentException">It has another length, or a value that is not finite.</exception>
    public void Add(ReadOnlySpan<double> vector)
    {
        if (vector.Length != Dimensions)
        {
            throw new ArgumentException($"A vector of {vector.Length} features does not fit statistics of {Dimensions}. Take all from one network.", nameof(vector));
        }

        foreach (var value in vector)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"A feature is {value}, expected a finite number. Take a network that gives finite features for every image.", nameof(vector));
            }
        }

        vector.CopyTo(block[waiting++]);
        Count++;
        if (waiting == Block)
        {
            TakeUp();
        }
    }

    /// <summary>Joins the waiting vectors with those before (Chan, Golub and LeVeque 1979, eqs. (1.5)).</summary>
    void TakeUp()
    {
        if (waiting == 0)
        {
            return;
        }

        var (before, joined) = (Count - waiting, new double[Dimensions]);
        foreach (var vector in block.Take(waiting))
        {
            Rows.Add(joined, 1.0 / waiting, vector);
        }

        foreach (var vector in block.Take(waiting))
        {
            Rows.Add(vector, -1, joined);
        }

        Rows.Add(joined, -1, mean); // their mean − the mean before
        var (scale, count) = ((double)before * waiting / Count, waiting);
        Parallel.For(0, Dimensions, row =>
        {
            var sums = products.AsSpan(Start(row, Dimensions), Dimensions - row);
            for (var i = 0; i < count; i++)
            {
                Rows.Add(sums, block[i][row], block[i].AsSpan(row));
            }

            Rows.Add(sums, scale * joined[row], joined.AsSpan(row));
        });
        Rows.Add(mean, (double)waiting / Count, joined);
        waiting = 0;
    }

    /// <summary>Where a row of the triangle begins.</summary>
    static int Start(int row, int dimensions) => row * dimensions - row * (row - 1) / 2;
}

/// <summary>What the matrices of this room are made of.</summary>
static class Rows
{
    /// <summary>sum += factor · row, over the shorter's length.</summary>
    public static void Add(Span<double> sum, double factor, ReadOnlySpan<double> row)
    {
        var i = 0;
        for (var factors = new Vector<double>(factor); i <= row.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(sum[i..]) + factors * new Vector<double>(row[i..])).CopyTo(sum[i..]);
        }

        for (; i < row.Length; i++)
        {
            sum[i] += factor * row[i];
        }
    }

    /// <summary>Σ aᵢ bᵢ</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (i, sums) = (0, Vector<double>.Zero);
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            sums += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
        }

        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
