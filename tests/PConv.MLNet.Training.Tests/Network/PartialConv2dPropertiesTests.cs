using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

/// <summary>What must hold for a partial convolution whatever its numbers are.</summary>
public sealed class PartialConv2dPropertiesTests : TorchTest
{
    static PartialConv2d Layer(long channels, double[] weight, double[]? bias, long kernel = 3, long stride = 1)
    {
        var layer =
            new PartialConv2d([channels], weight.Length / (channels * kernel * kernel), kernel, stride,
                bias is not null).to(ScalarType.Float64);
        using var noGradient = no_grad();
        layer.Weight.copy_(tensor(weight, layer.Weight.shape));
        layer.Bias?.copy_(tensor(bias!, layer.Bias.shape));
        return layer;
    }

    [Fact]
    public void Forward_OfTheWorkedExample_GivesTheHandComputedValues()
    {
        // X counts from 1 to 25, W from 1 to 9, b = 10, padding 1, and
        //     1 1 1 0 0
        //     1 1 1 0 0
        // M = 1 1 1 0 0
        //     1 0 0 0 0
        //     0 0 0 0 0
        var x = tensor([.. Enumerable.Range(1, 25).Select(i => (double)i)], [1, 1, 5, 5]);
        var mask = tensor([1.0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 5, 5]);
        using var layer = Layer(1, [1, 2, 3, 4, 5, 6, 7, 8, 9], [10]);

        var (features, valid) = layer.call([new(x, mask)]);
        var y = Doubles(features);

        // (1, 1): all valid. 1·1 + 2·2 + 3·3 + 4·6 + 5·7 + 6·8 + 7·11 + 8·12 + 9·13 = 411, · 9/9, + 10
        Assert.Equal(421, y[6], 1e-9);
        // (1, 3): three valid pixels, 3, 8 and 13, under the weights 1, 4 and 7: 3 + 32 + 91 = 126, · 9/3, + 10
        Assert.Equal(388, y[8], 1e-9);
        // (0, 0): 1, 2, 6 and 7 under 5, 6, 8 and 9, the rest is padding: 5 + 12 + 48 + 63 = 128, · 9/4, + 10
        Assert.Equal(298, y[0], 1e-9);
        // (4, 0): 16 alone, under 2: 32, · 9/1, + 10
        Assert.Equal(298, y[20], 1e-9);
        // (4, 4): none, hence 0 without the bias
        Assert.Equal(0, y[24]);
        Assert.Equal([1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0], Doubles(valid));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e30)]
    public void Forward_WhatLiesUnderTheHoles_NeverMatters(double scale)
    {
        using var layer = Layer(2, Values(36, 1), [.5, -.5]);
        var (x, other, mask) = (Uniform([1, 2, 6, 6], 2), Uniform([1, 2, 6, 6], 3) * scale, RandomMask(1, 6, 6, 4));

        var expected = layer.call([new(x, mask)]).Features;
        var actual = layer.call([new(x * mask + other * (1 - mask), mask)]).Features;

        Assert.Equal(Doubles(expected), Doubles(actual));
    }

    [Fact]
    public void Forward_WithoutHoles_IsAPlainConvolutionInTheInterior()
    {
        using var layer = Layer(2, Values(36, 1), [.5, -.5]);
        var x = Uniform([1, 2, 6, 6], 2);

        var y = layer.call([new(x, ones([1, 1, 6, 6], ScalarType.Float64))]).Features;
        var plain = nn.functional.conv2d(x, layer.Weight, layer.Bias, [1, 1], [1, 1]);

        Close(Doubles(plain.narrow(2, 1, 4).narrow(3, 1, 4)), y.narrow(2, 1, 4).narrow(3, 1, 4));
    }

    [Fact]
    public void Forward_WithoutHoles_ScalesEdgesBy1_5AndCornersBy2_25()
    {
        using var layer = Layer(1, Values(9, 1), null);
        var x = Uniform([1, 1, 4, 4], 2);

        var y = Doubles(layer.call([new(x, ones([1, 1, 4, 4], ScalarType.Float64))]).Features);
        var plain = Doubles(nn.functional.conv2d(x, layer.Weight, null, [1, 1], [1, 1]));

        for (var i = 0; i < 16; i++)
        {
            var sides = (i % 4 is 0 or 3 ? 1 : 0) + (i / 4 is 0 or 3 ? 1 : 0);
            Assert.Equal(plain[i] * (sides == 0 ? 1 : sides == 1 ? 1.5 : 2.25), y[i], 1e-12);
        }
    }

    [Fact]
    public void Forward_OfAConstant_GivesTheSameConstantWhateverTheMask()
    {
        // A mean over the valid pixels of a window: with equal weights that sum to 1 the factor is exactly right.
        using var layer = Layer(1, [.. Enumerable.Repeat(1 / 9.0, 9)], null);
        var mask = RandomMask(1, 8, 8, 4, holes: .8);

        var (y, valid) = layer.call([new(full([1, 1, 8, 8], 3.0, ScalarType.Float64), mask)]);

        Close(Doubles(3 * valid), y);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Forward_OfMasks_OnlyGrowsThem(int stride)
    {
        using var layer = Layer(1, Values(9, 1), null, stride: stride);
        var mask = RandomMask(1, 8, 8, 4, holes: .9);

        var valid = Doubles(layer.call([new(Uniform([1, 1, 8, 8], 2), mask)]).Mask);

        var before = Doubles(mask);
        for (var i = 0; i < valid.Length; i++)
        {
            var side = 8 / stride;
            Assert.True(valid[i] >= before[i / side * stride * 8 + i % side * stride], $"Pixel {i} was valid and is not any more.");
        }

        Assert.True(valid.Average() > before.Average());
    }

    [Fact]
    public void Forward_WhenWindowHasNoValidPixel_ReturnsZero()
    {
        using var layer = Layer(1, Values(9, 1), [100]);

        var (y, valid) = layer.call([new(Uniform([2, 1, 5, 5], 2), zeros([2, 1, 5, 5], ScalarType.Float64))]);

        Assert.All(Doubles(y), value => Assert.Equal(0, value));
        Assert.All(Doubles(valid), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Forward_KeepsNoStateBetweenCalls()
    {
        using var layer = Layer(1, Values(9, 1), [1]);
        var (first, second) =
            (new MaskedTensor(Uniform([1, 1, 5, 5], 2), RandomMask(1, 5, 5, 3)),
                new MaskedTensor(Uniform([1, 1, 7, 4], 4), RandomMask(1, 7, 4, 5)));

        var before = Doubles(layer.call([first]).Features);
        layer.call([second]);

        Assert.Equal(before, Doubles(layer.call([first]).Features));
    }

    [Fact]
    public void Forward_LeavesTwoTensorsAlive()
    {
        using var layer = Layer(1, Values(9, 1), [1]);
        var input = new MaskedTensor(Uniform([1, 1, 5, 5], 2), RandomMask(1, 5, 5, 3));
        using var noGradient = no_grad();
        var before = LiveTensors;

        layer.call([input]);

        Assert.Equal(before + 2, Tensor.TotalCount);
    }
}
