using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class InpaintingLossTests : TorchTest
{
    static Tensor Row(params double[] gray) => tensor(gray, [1, 1, 1, gray.Length]).expand(1, 3, 1, gray.Length);

    static Tensor MaskRow(params double[] valid) => tensor(valid, [1, 1, 1, valid.Length]);

    static double Value(Tensor scalar) => Doubles(scalar)[0];

    [Fact]
    public void HoleAndValid_AreAveragedOverTheWholeImage()
    {
        // |Δ| = 0.5 in the hole (1 of 4 pixels) and 0.25 elsewhere, in all three channels of N = 12 values
        var (output, target, mask) = (Row(.25, .5, .25, .25), Row(0, 0, 0, 0), MaskRow(1, 0, 1, 1));

        Assert.Equal(3 * .5 / 12, Value(InpaintingLoss.Hole(output, target, mask)), 1e-12);
        Assert.Equal(9 * .25 / 12, Value(InpaintingLoss.Valid(output, target, mask)), 1e-12);
    }

    [Fact]
    public void HoleBalanced_DividesEveryImageByTheRootOfItsHoleRatio()
    {
        // Errors of .5 in a hole of one pixel of four and of .1 and .7 in one of two.
        var output = cat([Row(.25, .5, .25, .25), Row(.1, .7, 9, 9)]);
        var mask = cat([MaskRow(1, 0, 1, 1), MaskRow(0, 0, 1, 1)]);

        var value = Value(InpaintingLoss.HoleBalanced(output, output * 0, mask));

        Assert.Equal((.5 / 4 / Math.Sqrt(.25) + (.1 + .7) / 4 / Math.Sqrt(.5)) / 2, value, 1e-12);
    }

    [Fact]
    public void HoleBalanced_OfAnImageWithoutHoles_IsZero() =>
        Assert.Equal(0, Value(InpaintingLoss.HoleBalanced(Row(1, 2), Row(3, 4), MaskRow(1, 1))));

    [Fact]
    public void HoleDecibels_IsTheMeanOfEveryHolesDecibelsAboveOneLevel()
    {
        // Errors of .5 in the hole of the one, of .1 and .7 in that of the other.
        var output = cat([Row(.25, .5, .25, .25), Row(.1, .7, 9, 9)]);
        var mask = cat([MaskRow(1, 0, 1, 1), MaskRow(0, 0, 1, 1)]);

        var value = Value(InpaintingLoss.HoleDecibels(output, output * 0, mask));

        Assert.Equal((Decibels(.25) + Decibels((.01 + .49) / 2)) / 2, value, 1e-9);

        static double Decibels(double square) => 10 * Math.Log10(1 + 255 * 255 * square);
    }

    [Fact]
    public void HoleDecibels_OfOneLevel_IsThreeDecibels() => // 1 + 1
        Assert.Equal(10 * Math.Log10(2), Value(InpaintingLoss.HoleDecibels(Row(1 / 255.0, 9), Row(0, 0), MaskRow(0, 1))), 1e-9);

    [Fact]
    public void HoleDecibels_WithoutHolesOrErrors_IsZeroWithAGradientOfZero()
    {
        var output = cat([Row(1, 2), Row(3, 4)]).requires_grad_();

        var loss = InpaintingLoss.HoleDecibels(output, cat([Row(1, 5), Row(9, 4)]), cat([MaskRow(1, 1), MaskRow(1, 0)]));
        loss.backward();

        Assert.Equal(0, Value(loss));
        Assert.All(Doubles(output.grad!), v => Assert.Equal(0, v));
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
    public void TotalVariation_OfAPairAcrossTheRegionsRim_CountsNothing()
    {
        var mask = MaskRow(0, 1, 1, 1); // the region is pixels 0 and 1; the pair (1, 2) leaves it

        Assert.Equal(0, Value(InpaintingLoss.TotalVariation(Row(.2, 9, 9, 9), Row(9, .2, .8, .8), mask)));
        Assert.Equal(3 * .6 / 12, Value(InpaintingLoss.TotalVariation(Row(.8, 9, 9, 9), Row(9, .2, .8, .8), mask)), 1e-12);
    }

    [Fact]
    public void Composite_TakesHolesFromTheOutput() =>
        Close([.1, .7, .1], InpaintingLoss.Composite(Row(.7, .7, .7), Row(.1, .1, .1), MaskRow(1, 0, 1)).narrow(1, 0, 1));

    [Theory]
    [InlineData(1, 5, 7)]
    [InlineData(3, 8, 4)]
    public void Terms_OfRandomImages_EqualTheNaiveSums(int n, int height, int width)
    {
        var (output, target, mask) =
            (Uniform([n, 3, height, width], 1), Uniform([n, 3, height, width], 2), RandomMask(n, height, width, 3, .3));
        var (hole, valid, variation) = Naive(Doubles(output), Doubles(target), Doubles(mask), height, width);

        Assert.Equal(hole, Value(InpaintingLoss.Hole(output, target, mask)), 1e-12);
        Assert.Equal(valid, Value(InpaintingLoss.Valid(output, target, mask)), 1e-12);
        Assert.Equal(variation, Value(InpaintingLoss.TotalVariation(output, target, mask)), 1e-12);
    }

    static (double Hole, double Valid, double Variation) Naive(double[] output, double[] target, double[] mask, int height, int width)
    {
        var (hole, valid, variation) = (0.0, 0.0, 0.0);
        for (var i = 0; i < output.Length; i++)
        {
            var (x, y, image) = (i % width, i / width % height, i / (3 * width * height));
            bool IsHole(int px, int py) => px >= 0 && py >= 0 && px < width && py < height && mask[(image * height + py) * width + px] == 0;
            bool InRegion(int px, int py) => Enumerable.Range(-1, 3).Any(dy => Enumerable.Range(-1, 3).Any(dx => IsHole(px + dx, py + dy)));
            double Composite(int px, int py) =>
                IsHole(px, py) ? output[i - x + px + (py - y) * width] : target[i - x + px + (py - y) * width];

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
