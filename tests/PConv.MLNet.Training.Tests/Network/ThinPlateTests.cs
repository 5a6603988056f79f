using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class ThinPlateTests : TorchTest
{
    /// <summary>A hole of an image's middle, away from its border by a quarter.</summary>
    static Tensor Middle(int side)
    {
        var hole = zeros([1, 1, side, side], ScalarType.Float64);
        hole.narrow(2, side / 4, side / 2).narrow(3, side / 4, side / 2).fill_(1);
        return hole;
    }

    static Tensor Plane(int side, Func<double, double, double> at) =>
        tensor([.. from y in Enumerable.Range(0, side) from x in Enumerable.Range(0, side) select at(x, y)], [1, 1, side, side]);

    [Fact]
    public void Refine_WithoutHoles_ChangesNothing()
    {
        var filled = Uniform([2, 3, 16, 16], 1);

        Close(Doubles(filled), ThinPlate.Refine(filled, zeros([2, 1, 16, 16], ScalarType.Float64), 4));
    }

    [Fact]
    public void Refine_OfASlope_ChangesNothing() // Δu = 0, so K u = 0
    {
        var slope = Plane(32, (x, y) => .02 * x - .01 * y);

        Close(Doubles(slope), ThinPlate.Refine(slope, Middle(32), 5));
    }

    [Fact]
    public void Refine_OfAnythingElse_ChangesHolesAlone()
    {
        var (filled, hole) = (Uniform([1, 2, 32, 32], 1), Middle(32));

        var change = ThinPlate.Refine(filled, hole, 5) - filled;

        Assert.Equal(0, Doubles((change * (1 - hole)).abs().sum([1, 2, 3]))[0]);
        Assert.True(Doubles((change * hole).abs().sum([1, 2, 3]))[0] > 1);
    }

    [Fact]
    public void Refine_OfAFlatFillInASlope_BringsItNearerToTheSlope()
    {
        var (slope, hole) = (Plane(32, (x, _) => .02 * x), Middle(32));
        var flat = slope * (1 - hole) + .31 * hole; // the slope's mean

        var error = Doubles(((ThinPlate.Refine(flat, hole, 5) - slope) * hole).square().sum([1, 2, 3]))[0];

        Assert.InRange(error / Doubles(((flat - slope) * hole).square().sum([1, 2, 3]))[0], 0, .75);
    }

    [Theory]
    [InlineData(16, 24, 3, .6)]
    [InlineData(32, 16, 4, .95)]
    [InlineData(16, 16, 2, 1)]
    public void Refine_EqualsTheNaiveCycle(int height, int width, int levels, double holes)
    {
        var (filled, random) = (Uniform([1, 1, height, width], 1), Values(height * width, 2));
        double[] hole = [.. random.Select((v, i) => (v + 1) / 2 < holes || i % width > width / 2 ? 1.0 : 0)];
        var u = Doubles(filled);

        var change = Naive([.. u.Select((_, i) => -Operator(u, width, i, 0, goesOn: true) * hole[i])], hole, width, 0, Math.Min(4, levels));

        // its kernels are floats
        Close([.. u.Zip(change, (v, e) => v + .25 * e)], ThinPlate.Refine(filled, tensor(hole, [1, 1, height, width]), levels), 1e-6);
    }

    [Fact]
    public void Gradient_OfTheFill_EqualsCentralDifferences()
    {
        var (filled, direction) = (Uniform([1, 1, 8, 8], 1).requires_grad_(), Uniform([1, 1, 8, 8], 3));

        CheckGradient(() => (ThinPlate.Refine(filled, Middle(8), 2) * direction).sum(), filled);
    }

    /// <summary>e of a level and those below, pixel by pixel.</summary>
    static double[] Naive(double[] residual, double[] hole, int width, int level, int levels)
    {
        var (tension, count, low) = (.03 * Math.Pow(4, level), level == 0 ? 2 : 6, level == 0 ? .6 : .2);
        var high = 2 * (2 + tension);
        var roots = Enumerable.Range(0, count).Select(i => (low + high) / 2 + (high - low) / 2 * Math.Cos(Math.PI * (i + .5) / count))
            .ToArray();
        var (error, rest) = (new double[residual.Length], residual);
        foreach (var root in count == 2 ? roots : [roots[0], roots[5], roots[1], roots[4], roots[2], roots[3]])
        {
            error = [.. error.Zip(rest, (e, r) => e + r / root)];
            rest = [.. residual.Select((r, i) => r - Operator(error, width, i, level, goesOn: false) * hole[i])];
        }

        if (level + 1 == levels)
        {
            return error;
        }

        var (w, h) = (width / 2, residual.Length / width / 2);
        int[] Four(int cell) => [.. from y in new[] { 0, 1 } from x in new[] { 0, 1 } select (cell / w * 2 + y) * width + cell % w * 2 + x];
        double[] inside = [.. Enumerable.Range(0, w * h).Select(cell => Four(cell).Min(at => hole[at]))];
        var below =
            Naive([.. inside.Select((inner, cell) => inner * 16 * Four(cell).Average(at => rest[at]))], inside, w, level + 1, levels);
        return [.. error.Select((e, i) => e + hole[i] * Enlarged(i))];

        double Enlarged(int i)
        {
            var (y, x) = (Math.Max(0, (i / width + .5) / 2 - .5), Math.Max(0, (i % width + .5) / 2 - .5));
            var (top, left, dy, dx) = ((int)y, (int)x, y - (int)y, x - (int)x);
            var (bottom, right) = (Math.Min(top + 1, h - 1), Math.Min(left + 1, w - 1));
            return (1 - dy) * ((1 - dx) * below[top * w + left] + dx * below[top * w + right])
                + dy * ((1 - dx) * below[bottom * w + left] + dx * below[bottom * w + right]);
        }
    }

    /// <summary>((I − A)² + t (I − A)) u at a pixel, A the mean of four neighbors; beyond the border u goes on, or is 0.</summary>
    static double Operator(double[] u, int width, int at, int level, bool goesOn)
    {
        var height = u.Length / width;
        return Rough(at / width, at % width, Rough2) + .03 * Math.Pow(4, level) * Rough(at / width, at % width, At);

        double Rough(int y, int x, Func<int, int, double> of) => of(y, x) - (of(y - 1, x) + of(y + 1, x) + of(y, x - 1) + of(y, x + 1)) / 4;
        double Rough2(int y, int x) => Rough(y, x, At);
        double At(int y, int x) => goesOn ? u[Math.Clamp(y, 0, height - 1) * width + Math.Clamp(x, 0, width - 1)]
            : y < 0 || y >= height || x < 0 || x >= width ? 0 : u[y * width + x];
    }
}
