using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>Lᵏ u = 0 in the hole, u = I around it, written down as a dense matrix of the whole image and solved by elimination, in
/// double.</summary>
static class NaiveDiffusion
{
    /// <summary>The fill before rounding, double [Height, Width, 3]. k = 1: harmonic, 2: biharmonic, clamped to the channel's known
    /// values.</summary>
    public static double[] Fill(RgbImage image, Mask mask, int order)
    {
        var result = image.Pixels.Select(p => (double)p).ToArray();
        var laplacian = Laplacian(image.Width, image.Height);
        var a = order == 1 ? laplacian : Product(laplacian, laplacian);
        int[] all = [.. Enumerable.Range(0, image.Size.Area)];
        int[] holes = [.. all.Where(i => mask.Valid[i] == 0)], known = [.. all.Where(i => mask.Valid[i] == 1)];
        for (var c = 0; c < 3; c++)
        {
            var rows = holes.Select(i => (double[])[.. holes.Select(j => a[i, j]), -known.Sum(j => a[i, j] * result[3 * j + c])]).ToArray();
            var u = Eliminate(rows);
            var (least, largest) = (known.Min(i => result[3 * i + c]), known.Max(i => result[3 * i + c]));
            for (var i = 0; i < holes.Length; i++)
            {
                result[3 * holes[i] + c] = Math.Clamp(u[i], least, largest);
            }
        }

        return result;
    }

    /// <summary>−Δ: what a pixel has more than each of its neighbors, of which those outside are the pixel itself.</summary>
    static double[,] Laplacian(int width, int height)
    {
        var a = new double[width * height, width * height];
        for (var i = 0; i < width * height; i++)
        {
            foreach (var (dx, dy) in new[] { (-1, 0), (1, 0), (0, -1), (0, 1) })
            {
                var neighbor = Math.Clamp(i / width + dy, 0, height - 1) * width + Math.Clamp(i % width + dx, 0, width - 1);
                a[i, i]++;
                a[i, neighbor]--;
            }
        }

        return a;
    }

    static double[,] Product(double[,] a, double[,] b)
    {
        var n = a.GetLength(0);
        var product = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                for (var j = 0; j < n && a[i, k] != 0; j++)
                {
                    product[i, j] += a[i, k] * b[k, j];
                }
            }
        }

        return product;
    }

    /// <summary>Gauss–Jordan; every row holds its right side last. The matrices are positive definite: no pivot is needed.</summary>
    static double[] Eliminate(double[][] rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var row in rows.Where(r => r != rows[i] && r[i] != 0))
            {
                var factor = row[i] / rows[i][i];
                for (var j = i; j <= rows.Length; j++)
                {
                    row[j] -= factor * rows[i][j];
                }
            }
        }

        return [.. rows.Select((row, i) => row[^1] / row[i])];
    }
}
