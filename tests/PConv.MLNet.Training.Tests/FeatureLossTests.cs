using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

/// <summary>The terms of <see cref="InpaintingLoss"/> that compare features: perceptual and style losses, and distances.</summary>
public sealed class FeatureLossTests : TorchTest
{
    static double Value(Tensor scalar) => Doubles(scalar)[0];

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
}
