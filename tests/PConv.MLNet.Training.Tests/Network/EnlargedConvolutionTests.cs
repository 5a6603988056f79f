using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class EnlargedConvolutionTests : TorchTest
{
    static Tensor Spread(long kernel) => EnlargedConvolution.Spread(kernel).to_type(ScalarType.Float64);

    [Fact]
    public void Spread_OfAKernelOfOneWeight_IsAWindowOfFour() =>
        Assert.Equal([1, 1, 1, 1], Doubles(EnlargedConvolution.Spread(1)));

    [Fact]
    public void Spread_TurnsTheKernelAndAddsItsFourShifts()
    {
        var spread = tensor([1.0, 2, 3, 4, 5, 6, 7, 8, 9], [1, 9]).matmul(Spread(3));

        // 9 8 7 / 6 5 4 / 3 2 1, shifted and summed
        Assert.Equal([9, 17, 15, 7, 15, 28, 24, 11, 9, 16, 12, 5, 3, 5, 3, 1], Doubles(spread));
    }

    [Theory]
    [InlineData(EnlargedConvolution.LeastChannels, 1, 1, 1)]
    [InlineData(EnlargedConvolution.LeastChannels, 3, 1, 1)]
    [InlineData(EnlargedConvolution.LeastChannels, 3, 4, 5)]
    [InlineData(EnlargedConvolution.LeastChannels, 5, 3, 4)]
    [InlineData(EnlargedConvolution.LeastChannels, 7, 2, 6)]
    [InlineData(3, 3, 4, 5)]
    public void Apply_EqualsTheConvolutionOfTheEnlargedInput(long channels, int kernel, int height, int width)
    {
        var (x, weight) = (Uniform([2, channels, height, width], 1), Uniform([4, channels, kernel, kernel], 2));

        var y = EnlargedConvolution.Apply(x, weight, Spread(kernel));

        var enlarged = nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        Assert.Equal([2, 4, 2 * height, 2 * width], y.shape);
        Close(Doubles(nn.functional.conv2d(enlarged, weight, null, [1, 1], [kernel / 2, kernel / 2])), y);
    }

    [Theory]
    [InlineData(EnlargedConvolution.LeastChannels)]
    [InlineData(2)]
    public void Gradient_OfInputAndWeight_EqualsCentralDifferences(long channels)
    {
        var (x, weight) = (Uniform([1, channels, 3, 2], 1).requires_grad_(), Uniform([2, channels, 3, 3], 2).requires_grad_());
        var (spread, direction) = (Spread(3), Uniform([1, 2, 6, 4], 3));

        CheckGradient(() => (EnlargedConvolution.Apply(x, weight, spread) * direction).sum(), x, weight);
    }
}
