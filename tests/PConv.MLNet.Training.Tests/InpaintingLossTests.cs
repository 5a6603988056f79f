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

    [Fact]
    public void Gram_OfOneFeatureMap_IsItsProductsOverAllItsValues()
    {
        var x = tensor([1.0, 2, 3, 4, 5, 6], [1, 2, 1, 3]); // channels (1 2 3) and (4 5 6), C · H · W = 6

        Close([14 / 6.0, 32 / 6.0, 32 / 6.0, 77 / 6.0], InpaintingLoss.Gram(x), 1e-12);
        Assert.Equal([3, 2, 2], InpaintingLoss.Gram(Uniform([3, 2, 4, 5], 1)).shape);
    }

    [Fact]
    public void Gram_OfChannelsInnermostInMemory_IsTheSame()
    {
        var x = Uniform([2, 3, 4, 5], 1);

        Close(Doubles(InpaintingLoss.Gram(x)), InpaintingLoss.Gram(x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)), 1e-12);
    }

    [Fact]
    public void Style_OfConstantFeatures_IsTheDifferenceOfTheirProducts()
    {
        // K_p ΨᵀΨ = H · W · a² / (C · H · W) = a² / 3 for all C² products: |.25 − .04| / 3
        var (a, b) = (full([2, 3, 4, 4], .5, ScalarType.Float64), full([2, 3, 4, 4], .2, ScalarType.Float64));

        Assert.Equal(.07, Value(InpaintingLoss.Style([a], [b])), 1e-12);
        Assert.Equal(.14, Value(InpaintingLoss.Style([a, a], [b, b])), 1e-12);
        Assert.Equal(.3, Value(InpaintingLoss.Perceptual([a], [b])), 1e-12);
    }

    [Fact]
    public void Style_OfTheSamePixelsElsewhere_IsZero()
    {
        var x = Uniform([1, 3, 2, 8], 1);

        Assert.Equal(0, Value(InpaintingLoss.Style([x.permute(0, 1, 3, 2)], [x.permute(0, 1, 3, 2).contiguous()])), 1e-15);
        Assert.Equal(0, Value(InpaintingLoss.Style([cat([x.narrow(3, 5, 3), x.narrow(3, 0, 5)], 3)], [x])), 1e-12);
        Assert.True(Value(InpaintingLoss.Perceptual([cat([x.narrow(3, 5, 3), x.narrow(3, 0, 5)], 3)], [x])) > .1);
    }

    [Fact]
    public void FeatureTerms_OfRandomFeatures_EqualTheNaiveSums()
    {
        long[][] shapes = [[2, 3, 6, 5], [2, 7, 3, 2]];
        Tensor[] x = [.. shapes.Select((shape, i) => Uniform(shape, i))], y = [.. shapes.Select((shape, i) => Uniform(shape, 10 + i))];

        Relative(
            shapes.Select((shape, i) => Doubles(x[i]).Zip(Doubles(y[i]), (a, b) => Math.Abs(a - b))
                .Sum() / shape.Aggregate((a, b) => a * b)).Sum(), InpaintingLoss.Perceptual(x, y));
        Relative(shapes.Select((shape, i) => NaiveStyle(Doubles(x[i]), Doubles(y[i]), shape)).Sum(), InpaintingLoss.Style(x, y));
    }

    [Fact]
    public void FeatureDistance_IsTheSquaredDistanceOfUnitVectorsAveragedOverPlaces()
    {
        var (x, y) = (Uniform([2, 3, 4, 5], 1), Uniform([2, 3, 4, 5], 2));
        var (a, b) = (Doubles(x), Doubles(y));
        var expected = Enumerable.Range(0, 2 * 20).Average(place =>
        {
            int[] at = [.. Enumerable.Range(0, 3).Select(c => (place / 20 * 3 + c) * 20 + place % 20)];
            var (lengthA, lengthB) = (Math.Sqrt(at.Sum(i => a[i] * a[i]) + 1e-10), Math.Sqrt(at.Sum(i => b[i] * b[i]) + 1e-10));
            return at.Sum(i => Math.Pow(a[i] / lengthA - b[i] / lengthB, 2));
        });

        Assert.Equal(expected, InpaintingLoss.FeatureDistance([x], [y]).item<double>(), 1e-12);
        Assert.Equal(2 * expected, InpaintingLoss.FeatureDistance([x, x * 3], [y, y]).item<double>(), 1e-9); // lengths do not matter
    }

    [Fact]
    public void FeatureDistribution_OfTheSameFeaturesElsewhere_IsZero()
    {
        var x = Uniform([2, 3, 4, 5], 1);

        Assert.Equal(0, InpaintingLoss.FeatureDistribution([x], [x.flip(2, 3)], 7).item<double>(), 1e-12);
        Assert.NotEqual(0, InpaintingLoss.FeatureDistribution([x], [Uniform([2, 3, 4, 5], 2)], 7).item<double>());
    }

    [Fact]
    public void FeatureDistribution_OfOneChannel_IsTheSquaredDifferenceOfSortedValues()
    {
        var (x, y) = (Uniform([1, 1, 4, 5], 1), Uniform([1, 1, 4, 5], 2)); // every direction is 1 or -1
        var expected = Doubles(x).Order().Zip(Doubles(y).Order(), (a, b) => (a - b) * (a - b)).Average();

        Assert.Equal(expected, InpaintingLoss.FeatureDistribution([x], [y], 7).item<double>(), 1e-12);
    }

    [Fact]
    public void FeatureDistribution_OfASeed_IsTheSameEachTime()
    {
        Tensor[] x = [Uniform([1, 3, 4, 5], 1)], y = [Uniform([1, 3, 4, 5], 2)];

        Assert.Equal(InpaintingLoss.FeatureDistribution(x, y, 7).item<double>(), InpaintingLoss.FeatureDistribution(x, y, 7)
            .item<double>());
        Assert.NotEqual(InpaintingLoss.FeatureDistribution(x, y, 7).item<double>(), InpaintingLoss.FeatureDistribution(x, y, 8)
            .item<double>());
    }

    [Fact]
    public void Gradient_OfDistanceAndDistribution_EqualsCentralDifferences()
    {
        var (x, y) = (Uniform([1, 3, 4, 5], 1).requires_grad_(), Uniform([1, 3, 4, 5], 2));

        CheckGradient(() => InpaintingLoss.FeatureDistance([x], [y]) + InpaintingLoss.FeatureDistribution([x], [y], 7), x);
    }

    [Fact]
    public void FeatureTerms_OfDifferentLayers_SayWhatTheyGot()
    {
        var e = Assert.Throws<ArgumentException>(() =>
            InpaintingLoss.Style([Uniform([1, 2, 4, 4], 1)], [Uniform([1, 2, 4, 4], 1), Uniform([1, 3, 2, 2], 1)]));

        Assert.Equal(
            "The features are [1, 2, 4, 4] and the target's [1, 2, 4, 4] and [1, 3, 2, 2], expected the same layers of images of the " +
            "same size.", e.Message);
        Assert.Throws<ArgumentException>(() => InpaintingLoss.Perceptual([Uniform([1, 2, 4, 4], 1)], [Uniform([1, 2, 4, 5], 1)]));
        Assert.Throws<ArgumentException>(() => InpaintingLoss.Perceptual([], []));
    }

    [Fact]
    public void Gradient_OfPerceptualAndStyle_EqualsCentralDifferences()
    {
        var (x, y) = (Uniform([2, 3, 3, 4], 1).requires_grad_(), Uniform([2, 3, 3, 4], 2));

        CheckGradient(() => InpaintingLoss.Perceptual([x], [y]), x);
        CheckGradient(() => InpaintingLoss.Style([x], [y]), x);
    }

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

    /// <summary>Eq. (4) as it stands in the paper, product by product; the mean over the batch.</summary>
    static double NaiveStyle(double[] x, double[] y, long[] shape)
    {
        var (n, c, pixels) = ((int)shape[0], (int)shape[1], (int)(shape[2] * shape[3]));
        var sum = 0.0;
        for (var i = 0; i < n * c * c; i++)
        {
            var (a, b) = (i / c * pixels, (i / (c * c) * c + i % c) * pixels); // two channels of one image
            var products = Enumerable.Range(0, pixels).Sum(p => x[a + p] * x[b + p] - y[a + p] * y[b + p]);
            sum += Math.Abs(products / (c * pixels)); // K_p
        }

        return sum / (c * c) / n;
    }

    static void Relative(double expected, Tensor actual) => Assert.InRange(Value(actual) / expected, 1 - 1e-5, 1 + 1e-5);

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
