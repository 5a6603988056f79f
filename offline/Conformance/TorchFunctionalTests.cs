#nullable enable
using TorchSharp;
using TorchSharp.Modules;
using static PConv.MLNet.Offline.Conformance.TorchTesting;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PConv.MLNet.Offline.Conformance;

[Collection("torch")]
public sealed class TorchFunctionalTests : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    static Tensor Square(int side) => tensor([.. Enumerable.Range(0, side * side).Select(i => (float)i)], [1, 1, side, side]);

    [Fact]
    public void Conv2d_WithStrideTwo_MatchesHandComputedValues()
    {
        var weight = ones([1L, 1L, 2L, 2L]);
        Close([10, 18, 42, 50], F.conv2d(Square(4), weight, null, [2L, 2L]));
        Close([11, 19, 43, 51], F.conv2d(Square(4), weight, ones([1L]), [2L, 2L]));
    }

    [Fact]
    public void Conv2d_WithPadding_TakesZerosOutside() =>
        Close([8, 15, 12, 21, 36, 27, 20, 33, 24], F.conv2d(Square(3), ones([1L, 1L, 3L, 3L]), null, [1L, 1L], [1L, 1L]));

    [Fact]
    public void Conv2d_WithDilation_ReachesFurther() =>
        Close([0 + 2 + 6 + 8], F.conv2d(Square(3), ones([1L, 1L, 2L, 2L]), null, [1L, 1L], [0L, 0L], [2L, 2L]));

    [Fact]
    public void ConvTranspose2d_WithStrideTwo_LaysTheKernelDownForEveryPixel()
    {
        var kernel = ones([1L, 1L, 3L, 3L]);
        Close([0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 2, 2, 6, 4, 4, 2, 2, 5, 3, 3, 2, 2, 5, 3, 3], F.conv_transpose2d(Square(2), kernel, null, [2L, 2L]));
        Assert.Equal([1L, 1L, 3L, 3L], F.conv_transpose2d(Square(2), kernel, null, [2L, 2L], [1L, 1L]).shape);
    }

    [Fact]
    public void Rectifiers_InPlace_ChangeTheirInput()
    {
        var x = tensor(new[] { -2f, 3f }, [2]);
        F.leaky_relu(x, 0.5, inplace: true);
        Close([-1, 3], x);
        F.relu(x, inplace: true);
        Close([0, 3], x);
    }

    [Fact]
    public void Rectifiers_CutOrScaleWhatIsNegative()
    {
        var x = tensor(new[] { -2f, 3f }, [2]);
        Close([0, 3], F.relu(x));
        Close([-0.4f, 3], F.leaky_relu(x, 0.2));
    }

    [Fact]
    public void Interpolate_Nearest_RepeatsPixels() =>
        Close([0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3], F.interpolate(Square(2), scale_factor: [2.0, 2.0], mode: InterpolationMode.Nearest));

    [Fact]
    public void Interpolate_Bilinear_TakesPixelCentres()
    {
        var row = tensor(new[] { 0f, 1f, 0f, 1f }, [1, 1, 2, 2]);
        Close([0, 0.25f, 0.75f, 1], F.interpolate(row, [2L, 4L], mode: InterpolationMode.Bilinear, align_corners: false).narrow(2, 0, 1));
    }

    [Fact]
    public void Pad_CountsFromTheLastDimension() =>
        Close([7, 0, 1, 7, 2, 3], F.pad(Square(2), [1L, 0L, 0L, 0L], PaddingModes.Constant, 7));

    [Fact]
    public void Pools_TakeMeanAndMaximum()
    {
        Close([2.5f, 4.5f, 10.5f, 12.5f], F.avg_pool2d(Square(4), [2L, 2L], [2L, 2L]));
        Close([5, 7, 13, 15], F.max_pool2d(Square(4), [2L, 2L], [2L, 2L]));
    }

    [Fact]
    public void KaimingNormal_HasTheDeviationOfItsFanIn()
    {
        manual_seed(1);
        var weight = zeros([64L, 32L, 3L, 3L]);
        nn.init.kaiming_normal_(weight);
        var deviation = Math.Sqrt(weight.square().mean().item<float>());
        Assert.InRange(deviation / Math.Sqrt(2.0 / (32 * 9)), 0.97, 1.03);
    }

    [Fact]
    public void Init_ChangesParametersWithoutTracking()
    {
        var parameter = new Parameter(ones([3L]));
        nn.init.zeros_(parameter);
        Close([0, 0, 0], parameter);
        Assert.True(parameter.requires_grad);
    }
}
