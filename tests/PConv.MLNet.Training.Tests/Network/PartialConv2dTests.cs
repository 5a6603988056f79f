using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class PartialConv2dTests : TorchTest
{
    /// <summary>A layer in double with a random bias.</summary>
    static PartialConv2d Layer(long[] groups, long outChannels, long kernel, long stride = 1, bool bias = true, bool enlarge = false)
    {
        var layer = new PartialConv2d(groups, outChannels, kernel, stride, bias, enlarge: enlarge).to(ScalarType.Float64);
        using var noGradient = no_grad();
        layer.Bias?.copy_(Uniform([outChannels], 3));
        return layer;
    }

    [Theory]
    [InlineData(1, 1, 3, 4, 7, 3)]
    [InlineData(3, 2, 1, 4, 4, 2)]
    [InlineData(5, 2, 2, 4, 4, 2)]
    [InlineData(7, 2, 1, 8, 3, 5)]
    [InlineData(3, 1, 1, 1, 1, 1)]
    public void Forward_GivesShapesRoundedUpByTheStride(int kernel, int stride, int n, int height, int width, int outChannels)
    {
        using var layer = Layer([3], outChannels, kernel, stride);

        var (y, mask) = layer.call([new(Uniform([n, 3, height, width], 1), RandomMask(n, height, width, 2))]);

        var (h, w) = ((height + stride - 1) / stride, (width + stride - 1) / stride);
        Assert.Equal([n, outChannels, h, w], y.shape);
        Assert.Equal([n, 1, h, w], mask.shape);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    [InlineData(7, 2)]
    public void Forward_GivesTheMaskOfMaskUpdate(int kernel, int stride)
    {
        var mask = Mask.FromHoles(13, 9, [.. Enumerable.Range(0, 13 * 9).Select(i => i % 13 > 3)]);
        using var layer = Layer([1], 1, kernel, stride);

        var (_, updated) = layer.call([new(zeros([1, 1, 9, 13], ScalarType.Float64), mask.ToTensor().to_type(ScalarType.Float64))]);

        Assert.Equal(MaskUpdate.Apply(mask, kernel, stride).Valid.ToArray().Select(v => (double)v), Doubles(updated));
    }

    [Fact]
    public void Constructor_StartsWithZeroBiasAndHeScale()
    {
        using var layer = new PartialConv2d([64], 64, 3);

        Assert.All(Floats(layer.Bias!), b => Assert.Equal(0, b));
        var weights = Floats(layer.Weight);
        Assert.Equal(Math.Sqrt(2.0 / (64 * 9)), Math.Sqrt(weights.Average(w => (double)w * w)), 2e-3); // He et al. 2015, eq. (10)
    }

    [Fact]
    public void Parameters_AreWeightAndBiasAlone()
    {
        using var layer = new PartialConv2d([2, 3], 4, 3);

        Assert.Equal([4, 5, 3, 3], layer.Weight.shape);
        Assert.Equal(2, layer.parameters().Count()); // the mask's kernel is not trained
        Assert.Null(new PartialConv2d([2], 4, 3, bias: false).Bias);
    }

    [Fact]
    public void Forward_WhenAGroupIsMissing_SaysHowMany()
    {
        using var layer = Layer([2, 3], 4, 3);
        var e = Assert.Throws<ArgumentException>(() => layer.call([new(Uniform([1, 2, 4, 4], 1), RandomMask(1, 4, 4, 2))]));
        Assert.Equal("This layer reads 2 group(s) of channels, got 1.", e.Message);
    }

    [Theory]
    [InlineData(new long[] { 1, 4, 4, 4 }, new long[] { 1, 1, 4, 4 })] // channels
    [InlineData(new long[] { 1, 2, 4, 4 }, new long[] { 1, 2, 4, 4 })] // a mask of all channels
    [InlineData(new long[] { 1, 2, 4, 4 }, new long[] { 1, 1, 4, 5 })] // another size
    [InlineData(new long[] { 2, 4, 4 }, new long[] { 1, 4, 4 })]       // no batch
    public void Forward_WithAnotherShape_SaysGotAndExpected(long[] x, long[] mask)
    {
        using var layer = Layer([2], 4, 3);
        var e = Assert.Throws<ArgumentException>(() => layer.call([new(Uniform(x, 1), Uniform(mask, 2))]));
        Assert.Equal(
            $"Group 0 is [{string.Join(", ", x)}] with mask [{string.Join(", ", mask)}], expected [N, 2, H, W] with [N, 1, H, W] and the " +
            $"same N, H, W in all groups.",
            e.Message);
    }

    [Fact]
    public void Forward_WithGroupsOfDifferentSizes_NamesTheSecond()
    {
        using var layer = Layer([1, 1], 1, 3);
        var e = Assert.Throws<ArgumentException>(() => layer.call(
            [new(Uniform([1, 1, 4, 4], 1), RandomMask(1, 4, 4, 2)), new(Uniform([1, 1, 4, 6], 1), RandomMask(1, 4, 6, 2))]));
        Assert.StartsWith("Group 1 is [1, 1, 4, 6]", e.Message);
    }

    [Fact]
    public void Forward_WithGroupsOfDifferentBatches_IsRefused()
    {
        using var layer = Layer([1, 1], 1, 3);
        var e = Assert.Throws<ArgumentException>(() => layer.call(
            [new(Uniform([2, 1, 4, 4], 1), RandomMask(2, 4, 4, 2)), new(Uniform([1, 1, 4, 4], 1), RandomMask(1, 4, 4, 2))]));
        Assert.StartsWith("Group 1 is [1, 1, 4, 4]", e.Message);
    }

    [Fact]
    public void Forward_OfAnEnlargingLayerWithGroupsOfOneSize_SaysThatTheFirstHasHalf()
    {
        using var layer = Layer([1, 1], 1, 3, enlarge: true);
        var same = new MaskedTensor(Uniform([1, 1, 4, 4], 1), RandomMask(1, 4, 4, 2));
        var e = Assert.Throws<ArgumentException>(() => layer.call([same, same]));
        Assert.Equal(
            "Group 1 is [1, 1, 4, 4] with mask [1, 1, 4, 4], expected [N, 1, H, W] with [N, 1, H, W] and the same N, H, W in all groups, " +
            "the first with half of H and W.",
            e.Message);
    }

    [Fact]
    public void Constructor_OfAnEnlargingLayerWithAStride_IsRefused()
    {
        var e = Assert.Throws<ArgumentException>(() => new PartialConv2d([3], 4, 3, stride: 2, enlarge: true));
        Assert.Equal("A layer that enlarges its first group has a stride of 1, got 2.", e.Message);
    }

    [Theory]
    [InlineData(new long[] { 2 }, 3, .5)]
    [InlineData(new long[] { 2, 3 }, 3, .5)]
    [InlineData(new long[] { 2, 3 }, 3, .95)]
    [InlineData(new long[] { 3, 1, 2 }, 5, .8)]
    public void Forward_OfAnEnlargingLayer_EqualsThePlainOneOnTheEnlargedFirstGroup(long[] groups, int kernel, double holes)
    {
        using var layer = Layer(groups, 4, kernel, enlarge: true);
        using var plain = Layer(groups, 4, kernel);
        using (no_grad())
        {
            plain.Weight.copy_(layer.Weight);
        }

        var first = new MaskedTensor(Uniform([2, groups[0], 3, 4], 1), RandomMask(2, 3, 4, 2, holes));
        MaskedTensor[] others =
            [.. groups.Skip(1).Select((c, g) => new MaskedTensor(Uniform([2, c, 6, 8], 10 + g), RandomMask(2, 6, 8, 20 + g, holes)))];

        var (y, valid) = layer.call([first, .. others]);
        var expected = plain.call([new(Enlarge(first.Features), Enlarge(first.Mask)), .. others]);

        Close(Doubles(expected.Features), y);
        Assert.Equal(Doubles(expected.Mask), Doubles(valid));

        static Tensor Enlarge(Tensor x) => nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
    }

    [Theory]
    [InlineData(3, 4, 2, 1)]
    [InlineData(0, 4, 3, 1)]
    [InlineData(3, 0, 3, 1)]
    [InlineData(3, 4, 3, 0)]
    public void Constructor_OfAnImpossibleLayer_SaysWhatItGot(int channels, int outChannels, int kernel, int stride)
    {
        var e = Assert.Throws<ArgumentException>(() => new PartialConv2d([channels], outChannels, kernel, stride));
        Assert.Equal(
            $"A partial convolution of [{channels}] to {outChannels} channels, kernel {kernel}, stride {stride} is not possible: all " +
            $"must be positive, the kernel odd.",
            e.Message);
    }

    [Theory]
    [InlineData(new long[] { 3 }, 7, 2, 9, 12, .5)]
    [InlineData(new long[] { 2, 3 }, 3, 1, 6, 5, .5)]
    [InlineData(new long[] { 2, 3 }, 3, 1, 6, 5, .95)]
    [InlineData(new long[] { 4, 1, 2 }, 5, 2, 8, 8, .8)]
    [InlineData(new long[] { 3, 2 }, 1, 1, 4, 4, .5)]
    public void Forward_OfGroupsWithAMaskEach_EqualsTheNaiveMultiChannelForm(long[] groups, int kernel, int stride, int height, int width,
        double holes)
    {
        using var layer = Layer(groups, 3, kernel, stride);
        var input =
            groups.Select((c, g) => new MaskedTensor(Uniform([2, c, height, width], 10 + g), RandomMask(2, height, width, 20 + g, holes)))
            .ToArray();
        var x = cat([.. input.Select(g => g.Features)], 1);
        var masks = cat([.. input.Select(g => g.Mask.expand(g.Features.shape))], 1); // every channel with its group's plane

        var (y, valid) = layer.call(input);

        var expected = NaivePartialConv.Forward(Doubles(x), Doubles(masks), Doubles(layer.Weight), Doubles(layer.Bias!),
            2, (int)groups.Sum(), height, width, 3, kernel, stride);
        Close(expected.Y, y);
        Assert.Equal(expected.Mask, Doubles(valid));
    }

    [Theory]
    [InlineData(new long[] { 2 }, 3, 2)]
    [InlineData(new long[] { 1, 2 }, 3, 1)]
    public void Gradient_OfWeightBiasAndInput_EqualsCentralDifferences(long[] groups, int kernel, int stride)
    {
        using var layer = Layer(groups, 2, kernel, stride);
        var inputs = groups.Select((c, g) => Uniform([1, c, 5, 4], 10 + g).requires_grad_()).ToArray();
        var masks = groups.Select((c, g) => RandomMask(1, 5, 4, 30 + g)).ToArray();
        var direction = Uniform([1, 2, (5 + stride - 1) / stride, (4 + stride - 1) / stride], 5);

        CheckGradient(
            () => (layer.call([.. inputs.Zip(masks, (x, m) => new MaskedTensor(x, m))]).Features * direction).sum(),
            [layer.Weight, layer.Bias!, .. inputs]);
    }

    [Fact]
    public void Gradient_OfAnEnlargingLayer_EqualsCentralDifferences()
    {
        using var layer = Layer([1, 2], 2, 3, enlarge: true);
        var (x, skip, direction) =
            (Uniform([1, 1, 2, 3], 1).requires_grad_(), Uniform([1, 2, 4, 6], 2).requires_grad_(), Uniform([1, 2, 4, 6], 5));
        var (mask, skipMask) = (RandomMask(1, 2, 3, 3), RandomMask(1, 4, 6, 4));

        CheckGradient(() => (layer.call([new(x, mask), new(skip, skipMask)]).Features * direction).sum(), layer.Weight, layer.Bias!, x,
            skip);
    }

    [Fact]
    public void Layer_MadeInADisposeScope_OutlivesIt()
    {
        PartialConv2d layer;
        using (NewDisposeScope())
        {
            layer = new PartialConv2d([3], 4, 3);
        }

        using (layer)
        using (NewDisposeScope())
        {
            Assert.Equal([1, 4, 8, 8], layer.call([new(zeros([1, 3, 8, 8]), ones([1, 1, 8, 8]))]).Features.shape);
        }
    }
}
