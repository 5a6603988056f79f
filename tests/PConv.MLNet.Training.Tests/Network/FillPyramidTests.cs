using PConv.MLNet.Networks;
using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class FillPyramidTests : TorchTest
{
    static MaskedTensor Known(long n, long c, long height, long width, double holes = .6)
    {
        var mask = RandomMask(n, height, width, 2, holes);
        return new(Uniform([n, c, height, width], 1) * mask, mask);
    }

    [Theory]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    public void Fill_GivesTheSameShapeAndKeepsWhatIsKnown(InitialFill kind)
    {
        var known = Known(2, 3, 8, 16);

        var filled = FillPyramid.Fill(known, 2, kind);

        Assert.Equal([2, 3, 8, 16], filled.shape);
        Assert.Equal(Doubles(known.Features), Doubles(filled * known.Mask));
    }

    [Theory]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    public void Fill_OfAConstant_IsThatConstant(InitialFill kind)
    {
        var mask = RandomMask(1, 16, 16, 2, .9);

        Assert.All(Doubles(FillPyramid.Fill(new(.7 * mask, mask), 3, kind)), v => Assert.Equal(.7, v, 1e-9));
    }

    [Theory]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    public void Fill_WithoutAKnownPixel_IsZero(InitialFill kind) =>
        Assert.All(Doubles(FillPyramid.Fill(new(zeros([1, 3, 8, 8]), zeros([1, 1, 8, 8])), 3, kind)), v => Assert.Equal(0, v));

    [Theory]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    public void Fill_FromOneKnownPixel_SpreadsItBeyondTheLastLevel(InitialFill kind)
    {
        // Two levels leave 4 × 4 cells, of which one is known: the others take its mean.
        var mask = zeros([1, 1, 16, 16], ScalarType.Float64);
        mask[0, 0, 3, 5].fill_(1);

        Assert.All(Doubles(FillPyramid.Fill(new(.4 * mask, mask), 2, kind)), v => Assert.Equal(.4, v, 1e-9));
    }

    [Fact]
    public void Fill_ByPullPush_StaysBetweenTheKnownValues()
    {
        var known = Known(1, 1, 32, 32, .8);
        var (values, filled) = (Doubles(known.Features), Doubles(FillPyramid.Fill(known, 4, InitialFill.PullPush)));

        Assert.All(filled, v => Assert.InRange(v, values.Min() - 1e-9, values.Max() + 1e-9));
    }

    [Theory]
    [InlineData(InitialFill.PullPush)]
    [InlineData(InitialFill.EdgeEnhancing)]
    public void Fill_HasNoGradient(InitialFill kind)
    {
        var known = Known(1, 3, 8, 8);

        Assert.False(FillPyramid.Fill(new(known.Features.detach().requires_grad_(), known.Mask), 2, kind).requires_grad);
    }

    [Theory]
    [InlineData(8, 8, 3, .6, InitialFill.PullPush)]
    [InlineData(16, 24, 2, .9, InitialFill.PullPush)]
    [InlineData(16, 8, 3, .98, InitialFill.PullPush)]
    [InlineData(8, 8, 3, .6, InitialFill.EdgeEnhancing)]
    [InlineData(16, 24, 2, .9, InitialFill.EdgeEnhancing)]
    [InlineData(16, 8, 3, .98, InitialFill.EdgeEnhancing)]
    public void Fill_EqualsTheNaivePyramid(int height, int width, int levels, double holes, InitialFill kind)
    {
        var known = Known(1, 1, height, width, holes);

        Close(Naive(Doubles(known.Features), Doubles(known.Mask), width, levels, kind), FillPyramid.Fill(known, levels, kind));
    }

    /// <summary>The same by recursion over pixels: down by means of the known, up by bilinear interpolation and three means of 3 × 3 or
    /// steps towards a spline and along edges.</summary>
    static double[] Naive(double[] color, double[] known, int width, int levels, InitialFill kind, bool isFullSize = true)
    {
        var height = color.Length / width;
        if (levels == 0)
        {
            var mean = known.Sum() > 0 ? color.Zip(known, (c, k) => c * k).Sum() / known.Sum() : 0;
            return [.. color.Zip(known, (c, k) => k == 1 ? c : mean)];
        }

        var (w, h) = (width / 2, height / 2);
        var (halfColor, halfKnown) = (new double[w * h], new double[w * h]);
        for (var i = 0; i < w * h; i++)
        {
            int[] four =
                [i / w * 2 * width + i % w * 2, i / w * 2 * width + i % w * 2 + 1, (i / w * 2 + 1) * width + i % w * 2,
                    (i / w * 2 + 1) * width + i % w * 2 + 1];
            var count = four.Sum(at => known[at]);
            (halfColor[i], halfKnown[i]) = count > 0 ? (four.Sum(at => color[at] * known[at]) / count, 1) : (0, 0);
        }

        var coarse = Naive(halfColor, halfKnown, w, levels - 1, kind, false);
        var filled = new double[color.Length];
        for (var i = 0; i < filled.Length; i++)
        {
            var (y, x) = (Math.Max(0, (i / width + .5) / 2 - .5), Math.Max(0, (i % width + .5) / 2 - .5));
            var (top, left) = ((int)y, (int)x);
            var (bottom, right) = (Math.Min(top + 1, h - 1), Math.Min(left + 1, w - 1));
            var (dy, dx) = (y - top, x - left);
            filled[i] = known[i] == 1 ? color[i]
                : (1 - dy) * ((1 - dx) * coarse[top * w + left] + dx * coarse[top * w + right])
                + dy * ((1 - dx) * coarse[bottom * w + left] + dx * coarse[bottom * w + right]);
        }

        if (kind == InitialFill.EdgeEnhancing)
        {
            return isFullSize ? filled : Diffuse(Relax(filled, known, width, height), known, width, height);
        }

        for (var pass = 0; pass < 3; pass++)
        {
            var before = filled;
            filled = [.. Enumerable.Range(0, before.Length).Select(i => known[i] == 1 ? color[i] : (
                from y in Enumerable.Range(i / width - 1, 3)
                from x in Enumerable.Range(i % width - 1, 3)
                where y >= 0 && y < height && x >= 0 && x < width
                select before[y * width + x]).Average())];
        }

        return filled;
    }

    /// <summary>u = u₀ + d: d goes down along K u₀, whose borders are repeated, and K d, where nothing lies beyond them.</summary>
    static double[] Relax(double[] start, double[] known, int width, int height)
    {
        const double T = .25, Low = .1, High = 2 * (2 + T);
        var roots = Enumerable.Range(0, 4).Select(i => (Low + High) / 2 + (High - Low) / 2 * Math.Cos(Math.PI * (i + .5) / 4)).ToArray();
        var change = new double[start.Length];
        foreach (var root in new[] { roots[0], roots[3], roots[1], roots[2] })
        {
            var before = change;
            change = [.. before.Select((d, i) => known[i] == 1 ? 0 : d - (Operator(start, i, true) + Operator(before, i, false)) / root)];
        }

        return [.. start.Zip(change, (a, b) => a + b)];

        // K = L L + t L with L u = u − the mean of its four neighbors
        double Operator(double[] u, int i, bool repeats)
        {
            var (y, x) = (i / width, i % width);
            return Laplace(Laplacian, y, x) + T * Laplacian(y, x);
            double At(int r, int c) => repeats ? u[Math.Clamp(r, 0, height - 1) * width + Math.Clamp(c, 0, width - 1)]
                : r >= 0 && r < height && c >= 0 && c < width ? u[r * width + c] : 0;
            double Laplacian(int r, int c) => Laplace(At, r, c);
        }

        static double Laplace(Func<int, int, double> u, int y, int x) =>
            u(y, x) - (u(y - 1, x) + u(y + 1, x) + u(y, x - 1) + u(y, x + 1)) / 4;
    }

    /// <summary>Twice: D from the angle across the edge, then two steps along −∇ᵀ D ∇ u. Middles of four pixels are by rows of width −
    /// 1.</summary>
    static double[] Diffuse(double[] start, double[] known, int width, int height)
    {
        const double Lambda = .025, Low = .05, High = 4;
        var (columns, rows) = (width - 1, height - 1);
        var middles = Enumerable.Range(0, columns * rows).ToArray();
        var u = start;
        for (var round = 0; round < 2; round++)
        {
            var gradients = middles.Select(Gradient).ToArray();
            var (xx, xy, yy) =
                (Smooth([.. gradients.Select(g => g.X * g.X)]), Smooth([.. gradients.Select(g => g.X * g.Y)]),
                    Smooth([.. gradients.Select(g => g.Y * g.Y)]));
            foreach (var sign in new[] { 1, -1 })
            {
                var step = 1 / ((Low + High) / 2 + sign * (High - Low) / 2 * Math.Cos(Math.PI / 4));
                var next = (double[])u.Clone();
                foreach (var m in middles)
                {
                    var angle = Math.Atan2(2 * xy[m], xx[m] - yy[m]) / 2;
                    var d = Math.Sqrt(Math.Pow(xx[m] - yy[m], 2) + Math.Pow(2 * xy[m], 2)); // μ₁ − μ₂
                    var (x, y) = Gradient(m);
                    var across = d / (Lambda * Lambda + d) * (x * Math.Cos(angle) + y * Math.Sin(angle));
                    var (fluxX, fluxY) = (x - across * Math.Cos(angle), y - across * Math.Sin(angle)); // D ∇u
                    foreach (var (dy, dx) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
                    {
                        var at = (m / columns + dy) * width + m % columns + dx;
                        next[at] -= known[at] == 1 ? 0 : step * ((2 * dx - 1) * fluxX + (2 * dy - 1) * fluxY) / 2;
                    }
                }

                u = next;
            }
        }

        return u;

        (double X, double Y) Gradient(int m)
        {
            var at = m / columns * width + m % columns;
            return ((u[at + 1] - u[at] + u[at + width + 1] - u[at + width]) / 2,
                (u[at + width] - u[at] + u[at + width + 1] - u[at + 1]) / 2);
        }

        double[] Smooth(double[] values)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                var before = values;
                values =
                    [.. middles.Select(m =>
                        middles.Where(o => Math.Abs(o / columns - m / columns) <= 2 && Math.Abs(o % columns - m % columns) <= 2)
                        .Average(o => before[o]))];
            }

            return values;
        }
    }
}
