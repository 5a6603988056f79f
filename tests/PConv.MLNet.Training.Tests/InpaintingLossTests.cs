using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class InpaintingLossTests : TorchTest
{
    static Tensor Row(params double[] grey) => tensor(grey, [1, 1, 1, grey.Length]).expand(1, 3, 1, grey.Length);

    static Tensor MaskRow(params double[] valid) => tensor(valid, [1, 1, 1, valid.Length]);

    static double Value(Tensor scalar) => Doubles(scalar)[0];

    [Fact]
    public void Weights_ByDefault_AreThePapers()
    {
        var weights = new LossWeights();

        Assert.Equal((1f, 6f, .1f), (weights.Valid, weights.Hole, weights.TotalVariation)); // eq. (7)
    }

    [Fact]
    public void HoleAndValid_AreAveragedOverTheWholeImage()
    {
        // |Δ| = 0.5 in the hole (1 of 4 pixels) and 0.25 elsewhere, in all three channels of N = 12 values
        var (output, target, mask) = (Row(.25, .5, .25, .25), Row(0, 0, 0, 0), MaskRow(1, 0, 1, 1));

        Assert.Equal(3 * .5 / 12, Value(InpaintingLoss.Hole(output, target, mask)), 1e-12);
        Assert.Equal(9 * .25 / 12, Value(InpaintingLoss.Valid(output, target, mask)), 1e-12);
    }

    [Fact]
    public void TotalVariation_OfOneHolePixel_CountsBothItsPairs()
    {
        // The composite is 0 0 .6 0 0; pairs within the dilated hole: (1, 2) and (2, 3), in 3 channels of N = 15 values.
        var value = Value(InpaintingLoss.TotalVariation(Row(9, 9, .6, 9, 9), Row(0, 0, 9, 0, 0), MaskRow(1, 1, 0, 1, 1)));

        Assert.Equal(3 * 2 * .6 / 15, value, 1e-12);
    }

    [Fact]
    public void TotalVariation_OutsideTheDilatedHole_CountsNothing()
    {
        var mask = MaskRow(1, 1, 0, 1, 1, 1);
        var calm = InpaintingLoss.TotalVariation(Row(0, 0, .6, 0, 0, 0), Row(0, 0, 0, 0, 0, 0), mask);
        var rough = InpaintingLoss.TotalVariation(Row(0, 0, .6, 0, 0, 0), Row(1, 0, 0, 0, 1, 0), mask);

        Assert.Equal(Value(calm), Value(rough));
    }

    [Fact]
    public void TotalVariation_InTheHole_IsTheOutputsNotTheTargets()
    {
        var (target, mask) = (Row(.3, .9, .1, .3), MaskRow(1, 0, 0, 1));

        Assert.Equal(0, Value(InpaintingLoss.TotalVariation(Row(.3, .3, .3, .3), target, mask)), 1e-12);
    }

    [Fact]
    public void Losses_OfAPerfectOutput_AreZeroExceptVariation()
    {
        var (image, mask) = (Uniform([2, 3, 6, 6], 1), RandomMask(2, 6, 6, 2));

        Assert.Equal(0, Value(InpaintingLoss.Hole(image, image, mask)));
        Assert.Equal(0, Value(InpaintingLoss.Valid(image, image, mask)));
        Assert.True(Value(InpaintingLoss.TotalVariation(image, image, mask)) > 0);
    }

    [Fact]
    public void Total_OfAMaskWithoutHoles_IsTheMeanAbsoluteDifference()
    {
        var (output, target) = (Uniform([1, 3, 4, 4], 1), Uniform([1, 3, 4, 4], 2));

        Assert.Equal(
            Doubles(output).Zip(Doubles(target), (a, b) => Math.Abs(a - b)).Average(),
            Value(InpaintingLoss.Total(output, target, ones([1, 1, 4, 4], ScalarType.Float64), new())), 1e-12);
    }

    [Fact]
    public void Total_IsAScalar() =>
        Assert.Empty(InpaintingLoss.Total(Uniform([2, 3, 4, 4], 1), Uniform([2, 3, 4, 4], 2), RandomMask(2, 4, 4, 3), new()).shape);

    [Theory]
    [InlineData(1, 5, 7)]
    [InlineData(3, 8, 4)]
    public void Terms_OfRandomImages_EqualTheNaiveSums(int n, int height, int width)
    {
        var (output, target, mask) = (Uniform([n, 3, height, width], 1), Uniform([n, 3, height, width], 2), RandomMask(n, height, width, 3, .3));
        var (hole, valid, variation) = Naive(Doubles(output), Doubles(target), Doubles(mask), height, width);
        var weights = new LossWeights { Valid = 2, Hole = 5, TotalVariation = .5f };

        Assert.Equal(hole, Value(InpaintingLoss.Hole(output, target, mask)), 1e-12);
        Assert.Equal(valid, Value(InpaintingLoss.Valid(output, target, mask)), 1e-12);
        Assert.Equal(variation, Value(InpaintingLoss.TotalVariation(output, target, mask)), 1e-12);
        Assert.Equal(2 * valid + 5 * hole + .5 * variation, Value(InpaintingLoss.Total(output, target, mask, weights)), 1e-12);
    }

    [Fact]
    public void Gradient_OfTheTotal_EqualsCentralDifferences()
    {
        var (output, target, mask) = (Uniform([1, 3, 5, 5], 1).requires_grad_(), Uniform([1, 3, 5, 5], 2), RandomMask(1, 5, 5, 3));

        CheckGradient(() => InpaintingLoss.Total(output, target, mask, new()), output);
    }

    static (double Hole, double Valid, double Variation) Naive(double[] output, double[] target, double[] mask, int height, int width)
    {
        var (hole, valid, variation) = (0.0, 0.0, 0.0);
        for (var i = 0; i < output.Length; i++)
        {
            var (x, y, image) = (i % width, i / width % height, i / (3 * width * height));
            bool IsHole(int px, int py) => px >= 0 && py >= 0 && px < width && py < height && mask[(image * height + py) * width + px] == 0;
            bool InRegion(int px, int py) => Enumerable.Range(-1, 3).Any(dy => Enumerable.Range(-1, 3).Any(dx => IsHole(px + dx, py + dy)));
            double Composite(int px, int py) => IsHole(px, py) ? output[i - x + px + (py - y) * width] : target[i - x + px + (py - y) * width];

            var difference = Math.Abs(output[i] - target[i]);
            (hole, valid) = IsHole(x, y) ? (hole + difference, valid) : (hole, valid + difference);
            foreach (var (nextX, nextY) in new[] { (x + 1, y), (x, y + 1) })
            {
                if (nextX < width && nextY < height && InRegion(x, y) && InRegion(nextX, nextY))
                {
                    variation += Math.Abs(Composite(nextX, nextY) - Composite(x, y));
                }
            }
        }

        return (hole / output.Length, valid / output.Length, variation / output.Length);
    }
}
