using PConv.MLNet.Core;
using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class PullPushTests : TorchTest
{
    static Masked Known(long n, long c, long height, long width, double holes = .6)
    {
        var mask = RandomMask(n, height, width, 2, holes);
        return new(Uniform([n, c, height, width], 1) * mask, mask);
    }

    [Fact]
    public void Fill_GivesTheSameShapeAndKeepsWhatIsKnown()
    {
        var known = Known(2, 3, 8, 16);

        var filled = PullPush.Fill(known, 2);

        Assert.Equal([2, 3, 8, 16], filled.shape);
        Assert.Equal(Doubles(known.Features), Doubles(filled * known.Mask));
    }

    [Fact]
    public void Fill_OfAConstant_IsThatConstant()
    {
        var mask = RandomMask(1, 16, 16, 2, .9);

        Assert.All(Doubles(PullPush.Fill(new(.7 * mask, mask), 3)), v => Assert.Equal(.7, v, 1e-9));
    }

    [Fact]
    public void Fill_WithoutAKnownPixel_IsZero() =>
        Assert.All(Doubles(PullPush.Fill(new(zeros([1, 3, 8, 8]), zeros([1, 1, 8, 8])), 3)), v => Assert.Equal(0, v));

    [Fact]
    public void Fill_FromOneKnownPixel_SpreadsItBeyondTheLastLevel()
    {
        // Two levels leave 4 × 4 cells, of which one is known: the others take its mean.
        var mask = zeros([1, 1, 16, 16], ScalarType.Float64);
        mask[0, 0, 3, 5].fill_(1);

        Assert.All(Doubles(PullPush.Fill(new(.4 * mask, mask), 2)), v => Assert.Equal(.4, v, 1e-9));
    }

    [Fact]
    public void Fill_StaysBetweenTheKnownValues()
    {
        var known = Known(1, 1, 32, 32, .8);
        var (values, filled) = (Doubles(known.Features), Doubles(PullPush.Fill(known, 4)));

        Assert.All(filled, v => Assert.InRange(v, values.Min() - 1e-9, values.Max() + 1e-9));
    }

    [Fact]
    public void Fill_HasNoGradient()
    {
        var known = Known(1, 3, 8, 8);

        Assert.False(PullPush.Fill(new(known.Features.detach().requires_grad_(), known.Mask), 2).requires_grad);
    }

    [Theory]
    [InlineData(8, 8, 3, .6)]
    [InlineData(16, 24, 2, .9)]
    [InlineData(16, 8, 3, .98)]
    public void Fill_EqualsTheNaivePyramid(int height, int width, int levels, double holes)
    {
        var known = Known(1, 1, height, width, holes);

        Close(Naive(Doubles(known.Features), Doubles(known.Mask), width, levels), PullPush.Fill(known, levels));
    }

    /// <summary>The same by recursion over pixels: down by means of the known, up by bilinear interpolation and three means of 3 × 3.</summary>
    static double[] Naive(double[] colour, double[] known, int width, int levels)
    {
        var height = colour.Length / width;
        if (levels == 0)
        {
            var mean = known.Sum() > 0 ? colour.Zip(known, (c, k) => c * k).Sum() / known.Sum() : 0;
            return [.. colour.Zip(known, (c, k) => k == 1 ? c : mean)];
        }

        var (w, h) = (width / 2, height / 2);
        var (halfColour, halfKnown) = (new double[w * h], new double[w * h]);
        for (var i = 0; i < w * h; i++)
        {
            int[] four = [i / w * 2 * width + i % w * 2, i / w * 2 * width + i % w * 2 + 1, (i / w * 2 + 1) * width + i % w * 2, (i / w * 2 + 1) * width + i % w * 2 + 1];
            var count = four.Sum(at => known[at]);
            (halfColour[i], halfKnown[i]) = count > 0 ? (four.Sum(at => colour[at] * known[at]) / count, 1) : (0, 0);
        }

        var coarse = Naive(halfColour, halfKnown, w, levels - 1);
        var filled = new double[colour.Length];
        for (var i = 0; i < filled.Length; i++)
        {
            var (y, x) = (Math.Max(0, (i / width + .5) / 2 - .5), Math.Max(0, (i % width + .5) / 2 - .5));
            var (top, left) = ((int)y, (int)x);
            var (bottom, right) = (Math.Min(top + 1, h - 1), Math.Min(left + 1, w - 1));
            var (dy, dx) = (y - top, x - left);
            filled[i] = known[i] == 1 ? colour[i]
                : (1 - dy) * ((1 - dx) * coarse[top * w + left] + dx * coarse[top * w + right])
                + dy * ((1 - dx) * coarse[bottom * w + left] + dx * coarse[bottom * w + right]);
        }

        for (var pass = 0; pass < 3; pass++)
        {
            var before = filled;
            filled = [.. Enumerable.Range(0, before.Length).Select(i => known[i] == 1 ? colour[i] : (
                from y in Enumerable.Range(i / width - 1, 3)
                from x in Enumerable.Range(i % width - 1, 3)
                where y >= 0 && y < height && x >= 0 && x < width
                select before[y * width + x]).Average())];
        }

        return filled;
    }
}
