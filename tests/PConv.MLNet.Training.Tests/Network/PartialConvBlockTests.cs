using PConv.MLNet.Networks;
using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class PartialConvBlockTests : TorchTest
{
    static PartialConvBlock Block(bool norm, Activation activation, int stride = 1) =>
        new(new("Row", 3, stride, 4, norm, activation), [2, 3]);

    static MaskedTensor[] Input(ScalarType type = ScalarType.Float32) =>
    [
        new(Uniform([2, 2, 6, 8], 1).to_type(type), RandomMask(2, 6, 8, 2).to_type(type)),
        new(Uniform([2, 3, 6, 8], 3).to_type(type), RandomMask(2, 6, 8, 4).to_type(type)),
    ];

    [Theory]
    [InlineData(1, 6, 8)]
    [InlineData(2, 3, 4)]
    public void Forward_GivesTheRowsShape(int stride, int height, int width)
    {
        using var block = Block(true, Activation.ReLU, stride);

        var (y, mask) = block.call(Input());

        Assert.Equal([2, 4, height, width], y.shape);
        Assert.Equal([2, 1, height, width], mask.shape);
    }

    [Fact]
    public void Constructor_WithNormalization_HasNoBias()
    {
        Assert.Null(Block(true, Activation.ReLU).Conv.Bias);
        Assert.Null(Block(false, Activation.ReLU).Norm);
        Assert.NotNull(Block(false, Activation.ReLU).Conv.Bias);
    }

    [Theory]
    [InlineData(Activation.None)]
    [InlineData(Activation.ReLU)]
    [InlineData(Activation.LeakyReLU)]
    public void Forward_InEvaluation_IsConvolutionNormalizationAndActivation(Activation activation)
    {
        using var block = Block(true, activation).to(ScalarType.Float64);
        using (no_grad())
        {
            block.Norm!.running_mean!.copy_(Uniform([4], 5));
            block.Norm.running_var!.copy_(Uniform([4], 6) + 1.5);
            block.Norm.weight!.copy_(Uniform([4], 7));
            block.Norm.bias!.copy_(Uniform([4], 8));
        }

        block.eval();
        var plain = Doubles(block.Conv.call(Input(ScalarType.Float64)).Features);
        var (gamma, beta, mean, variance) =
            (Doubles(block.Norm.weight), Doubles(block.Norm.bias), Doubles(block.Norm.running_mean), Doubles(block.Norm.running_var));
        var expected = plain.Select((v, i) =>
        {
            var c = i / 48 % 4;
            v = gamma[c] * (v - mean[c]) / Math.Sqrt(variance[c] + UNetSpec.BatchNormEpsilon) + beta[c];
            return activation switch { Activation.ReLU => Math.Max(0, v), Activation.LeakyReLU => v < 0 ? UNetSpec.LeakySlope * v : v, _ =>
                v };
        }).ToArray();

        Close(expected, block.call(Input(ScalarType.Float64)).Features);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forward_LeavesZerosInHolesWhateverTheShift(bool norm)
    {
        using var block = Block(norm, Activation.LeakyReLU);
        using (no_grad())
        {
            (block.Norm?.bias ?? block.Conv.Bias!).fill_(5);
        }

        var none = new MaskedTensor(Uniform([2, 2, 6, 8], 1).to_type(ScalarType.Float32), zeros([2, 1, 6, 8]));
        var corner = ones([2, 1, 6, 8]);
        corner.narrow(3, 0, 6).fill_(0);

        var y = block.call([none, new(Uniform([2, 3, 6, 8], 3).to_type(ScalarType.Float32), corner)]);

        Assert.True(y.Applied);
        Assert.All(Floats(y.Features.narrow(3, 0, 5)), v => Assert.Equal(0, v)); // 3 × 3 windows see one column further
        Assert.Contains(Floats(y.Features.narrow(3, 5, 3)), v => v > 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forward_OfAPlainRow_IsTheLibrarysConvolution(bool enlarge)
    {
        using var block = new PartialConvBlock(new("Row", 3, 1, 4, false, Activation.ReLU), [2, 3], enlarge, partial: false);
        using (no_grad())
        {
            block.Conv.Bias!.copy_(Uniform([4], 5));
        }

        Tensor Plane(long channels, long height, long width, int seed) =>
            Uniform([2, channels, height, width], seed).to_type(ScalarType.Float32);
        var first = enlarge ? Plane(2, 3, 4, 1) : Plane(2, 6, 8, 1);
        var second = Plane(3, 6, 8, 3);

        var y = block.call([new(first, ones([2, 1, first.shape[2], first.shape[3]])), new(second, ones([2, 1, 6, 8]))]);

        var wide = enlarge ? nn.functional.interpolate(first, scale_factor: [2, 2], mode: InterpolationMode.Nearest) : first;
        Close(Doubles(nn.functional.relu(nn.functional.conv2d(cat([wide, second], 1), block.Conv.Weight, block.Conv.Bias, [1, 1], [1, 1]))),
            y.Features, 1e-5);
        Assert.All(Floats(y.Mask), v => Assert.Equal(1, v));
    }

    [Fact]
    public void Forward_InTraining_MovesTheRunningStatistics()
    {
        using var block = Block(true, Activation.ReLU);

        block.call(Input());

        Assert.NotEqual([0, 0, 0, 0], Floats(block.Norm!.running_mean!));
    }

    [Fact]
    public void Forward_WithTheWrongGroups_IsRefused() =>
        Assert.StartsWith("This layer reads 2 group(s)",
            Assert.Throws<ArgumentException>(() => Block(true, Activation.ReLU).call([Input()[0]])).Message);

    [Fact]
    public void Gradient_EqualsCentralDifferences()
    {
        using var block = Block(true, Activation.LeakyReLU).to(ScalarType.Float64);
        block.eval();
        var x = Uniform([1, 2, 4, 4], 1).requires_grad_();
        var (skip, masks, direction) = (Uniform([1, 3, 4, 4], 2), RandomMask(1, 4, 4, 3), Uniform([1, 4, 4, 4], 4));

        CheckGradient(() => (block.call([new(x, masks), new(skip, masks)]).Features * direction).sum(), x, block.Norm!.weight!,
            block.Norm.bias!);
    }
}
