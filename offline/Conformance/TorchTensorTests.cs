#nullable enable
using TorchSharp;
using static PConv.MLNet.Offline.Conformance.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Offline.Conformance;

[Collection("torch")]
public sealed class TorchTensorTests : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    static Tensor Row(params float[] values) => tensor(values, [values.Length]);

    [Fact]
    public void Operators_WithNumbersOnEitherSide_KeepTheOrderOfOperands()
    {
        var x = Row(1, 2, 4);
        Assert.Equal([0f, -1f, -3f], Floats(1 - x));
        Assert.Equal([0f, 1f, 3f], Floats(x - 1));
        Assert.Equal([4f, 2f, 1f], Floats(4 / x));
        Assert.Equal([0.5f, 1f, 2f], Floats(x / 2));
        Assert.Equal([-1f, -2f, -4f], Floats(-x));
        Assert.Equal([2f, 5f, 17f], Floats(x * x + 1));
    }

    [Fact]
    public void Comparisons_GiveTruthValues_ThatAllAndAnySumUp()
    {
        var x = Row(-1, 0, 1);
        Assert.Equal(ScalarType.Bool, x.gt(0).dtype);
        Assert.Equal([false, true, true], x.ge(0).data<bool>().ToArray());
        Assert.Equal([true, false, false], x.ge(0).logical_not().data<bool>().ToArray());
        Assert.True(x.gt(0).any().item<bool>());
        Assert.False(x.gt(0).all().item<bool>());
        Assert.True((x / 0).isnan().any().item<bool>());
        Assert.Equal([false, false, false], (x / 0).isfinite().data<bool>().ToArray());
        Assert.Equal([false, true, false], x.le(0).logical_and(x.eq(0)).data<bool>().ToArray());
    }

    [Fact]
    public void Reductions_OverDimensions_KeepThemWhenAsked()
    {
        var x = arange(6).to(ScalarType.Float32).view(2, 3);
        Assert.Equal(2.5f, x.mean().item<float>());
        Assert.Equal([1f, 4f], Floats(x.mean([1L])));
        Assert.Equal([2L, 1L], x.mean([1L], true).shape);
        Assert.Equal([3f, 5f, 7f], Floats(x.sum([0L])));
        Assert.Equal(5f, x.max().item<float>());
        Assert.Equal(0f, x.min().item<float>());
    }

    [Fact]
    public void Views_ShareMemory_AndAreReadInTheOrderOfTheirIndices()
    {
        var x = arange(6).to(ScalarType.Float32).view(2, 3);
        var turned = x.permute(1, 0);
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], Floats(turned));
        x.narrow(1, 2, 1).fill_(9);
        Assert.Equal([0f, 1f, 9f, 3f, 4f, 9f], Floats(x));
        Assert.Equal([9f, 9f], Floats(turned.select(0, 2)));
        Assert.Equal([4f, 3f], Floats(x.slice(1, 0, 2, 1).flip(1).select(0, 1)));
        Assert.Equal([1L, 2L, 3L], x.unsqueeze(0).shape);
        Assert.Equal([2L, 3L], x.unsqueeze(0).squeeze(0).shape);
        Assert.Equal([3L, 2L], x.transpose(0, 1).contiguous().shape);
    }

    [Fact]
    public void InPlaceOperations_ChangeTheTensorItself()
    {
        var x = Row(1, 2, 3);
        x.add_(1);
        x.mul_(Row(2, 2, 2));
        x.sub_(2);
        x.div_(2);
        Assert.Equal([1f, 2f, 3f], Floats(x));
        x.clamp_(1.5, 2.5);
        Assert.Equal([1.5f, 2f, 2.5f], Floats(x));
        x.lerp_(Row(0, 0, 0), Row(0.5f, 0.5f, 0.5f));
        Assert.Equal([0.75f, 1f, 1.25f], Floats(x));
        x.copy_(Row(7, 8, 9));
        x.zero_();
        Assert.Equal([0f, 0f, 0f], Floats(x));
    }

    [Fact]
    public void Clone_DoesNotShareMemory_AndBytesDo()
    {
        var x = tensor(new byte[] { 1, 2, 3 }, [3]);
        var copy = x.clone();
        x.bytes[0] = 9;
        Assert.Equal([9, 2, 3], x.data<byte>().ToArray());
        Assert.Equal([1, 2, 3], copy.data<byte>().ToArray());
        copy.bytes = new byte[] { 4, 5, 6 };
        Assert.Equal([4, 5, 6], copy.data<byte>().ToArray());
    }

    [Fact]
    public void Accessor_OfAnotherType_ThrowsArgumentException()
    {
        Assert.Throws<ArgumentException>(() => Row(1).data<double>());
        Assert.Throws<ArgumentException>(() => Row(1, 2).item<float>());
        Assert.Equal(3L, tensor(3L).item<long>());
        Assert.Equal(0, tensor(3L).ndim);
    }

    [Fact]
    public void JoiningAndChoosing_FollowTheirArguments()
    {
        Tensor a = Row(1, 5), b = Row(3, 2);
        Assert.Equal([1f, 5f, 3f, 2f], Floats(cat(new[] { a, b }, 0)));
        Assert.Equal([2L, 2L], stack(new[] { a, b }, 1).shape);
        Assert.Equal([3f, 5f], Floats(maximum(a, b)));
        Assert.Equal([1f, 2f], Floats(minimum(a, b)));
        Assert.Equal([3f, 5f], Floats(where(a.lt(b), b, a)));
    }

    [Fact]
    public void Factories_WithoutType_MakeFloats_UnlessTheirNumbersAreWhole()
    {
        Assert.Equal(ScalarType.Float32, zeros([1L]).dtype);
        Assert.Equal(ScalarType.Float32, full([2L], 3.0).dtype);
        Assert.Equal(ScalarType.Int64, full([2L], 3).dtype);
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float64, tensor(new[] { 1.0 }, [1]).dtype);
        Assert.Equal(ScalarType.Byte, ones_like(zeros([1L], ScalarType.Byte)).dtype);
        Assert.Equal(DeviceType.CPU, ones([1L], device: CPU).device_type);
    }

    [Fact]
    public void Seed_SetAgain_RepeatsTheNumbers_AndTheStateContinuesThem()
    {
        manual_seed(7);
        var first = Floats(randn([4L]));
        var state = torch.random.get_rng_state();
        var second = Floats(rand([4L]));
        manual_seed(7);
        Assert.Equal(first, Floats(randn([4L])));
        manual_seed(8);
        Assert.NotEqual(first, Floats(randn([4L])));
        torch.random.set_rng_state(state);
        Assert.Equal(second, Floats(rand([4L])));
    }
}
