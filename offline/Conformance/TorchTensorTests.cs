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
        Assert.Equal([-1f, -2f, -4f], Floats(0 - x));
        Assert.Equal([2f, 5f, 17f], Floats(x * x + 1));
    }

    [Fact]
    public void Reductions_OverDimensions_KeepThemWhenAsked()
    {
        var x = tensor(new[] { 0f, 1f, 2f, 3f, 4f, 5f }, [2, 3]);
        Assert.Equal(2.5f, x.mean().item<float>());
        Assert.Equal([3f, 5f, 7f], Floats(x.sum([0L])));
        Assert.Equal([2L, 1L], x.sum([1L], true).shape);
    }

    [Fact]
    public void Views_ShareMemory_AndAreReadInTheOrderOfTheirIndices()
    {
        var x = tensor(new[] { 0f, 1f, 2f, 3f, 4f, 5f }, [2, 3]);
        var turned = x.permute(1, 0);
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], Floats(turned));
        x.narrow(1, 2, 1).fill_(9);
        Assert.Equal([0f, 1f, 9f, 3f, 4f, 9f], Floats(x));
        Assert.Equal([0f, 3f, 1f, 4f, 9f, 9f], Floats(turned.contiguous()));
        Assert.Equal(4f, x.view(1, 1, 2, 3)[0, 0, 1, 1].item<float>());
        Assert.Equal([2L, 1L, 1L, 3L], x.view(2, 1, 1, 3).expand(2, 1, 1, 3).shape);
        Assert.Equal([7f, 7f], Floats(Row(7).expand(2)));
        x.copy_(Row(1, 2, 3));
        Assert.Equal([1f, 2f, 3f, 1f, 2f, 3f], Floats(x));
    }

    [Fact]
    public void Products_InPlaceAndOfMatrices_HaveTheUsualValues()
    {
        var x = Row(1, 2, 3);
        using var before = x.clone();
        Assert.Same(x, x.mul_(Row(2, 0, 1)));
        Assert.Same(x, x.add_(Row(1, 1, 1)));
        Assert.Equal([3f, 1f, 4f], Floats(x));
        Assert.Equal([1f, 2f, 3f], Floats(before));
        Assert.Equal([11f, 4f], Floats(x.reshape(1, -1).matmul(tensor(new[] { 1f, 0f, 0f, 0f, 2f, 1f }, [3, 2]))));
    }

    [Fact]
    public void Split_GivesViewsOfTheSizesAskedFor()
    {
        var x = tensor(new[] { 0f, 1f, 2f, 3f, 4f, 5f }, [2, 3]);
        var parts = x.split([1L, 2L], 1);
        Assert.Equal([0f, 3f], Floats(parts[0]));
        parts[1].fill_(7);
        Assert.Equal([0f, 7f, 7f, 3f, 7f, 7f], Floats(x));
        Assert.ThrowsAny<Exception>(() => x.split([1L, 1L], 1));
    }

    [Fact]
    public void Accessor_OfAnotherType_ThrowsArgumentException()
    {
        Assert.Throws<ArgumentException>(() => Row(1).data<double>());
        Assert.Throws<ArgumentException>(() => Row(1, 2).item<float>());
        Assert.Equal(3L, full([], 3).item<long>());
        Assert.Empty(full([], 3).shape);
    }

    [Fact]
    public void Reshape_OfTurnedMemory_CopiesIt()
    {
        var x = tensor(new[] { 0f, 1f, 2f, 3f, 4f, 5f }, [2, 3]);
        var turned = x.transpose(0, 1).reshape(6);
        x.fill_(9);
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], Floats(turned));
    }

    [Fact]
    public void BatchedProduct_MultipliesMatrixByMatrix()
    {
        var x = tensor(new[] { 1f, 2f, 3f, 4f, 5f, 6f }, [3, 1, 2]);
        var product = x.bmm(x.transpose(1, 2));
        Assert.Equal([3L, 1L, 1L], product.shape);
        Assert.Equal([5f, 25f, 61f], Floats(product));
    }

    [Fact]
    public void Bytes_AreTheMemoryOfAContiguousTensor()
    {
        var x = Row(1, 2, 3, 4);

        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(x.bytes)[2] = 9;

        Assert.Equal([1f, 2f, 9f, 4f], Floats(x));
        Assert.Throws<InvalidOperationException>(() => x.view(2, 2).permute(1, 0).bytes.Length);
    }

    [Fact]
    public void Joining_FollowsTheDimension() =>
        Assert.Equal([1f, 3f, 5f, 2f], Floats(cat(new[] { Row(1, 5).view(2, 1), Row(3, 2).view(2, 1) }, 1)));

    [Fact]
    public void Factories_WithoutType_MakeFloats_UnlessTheirNumbersAreWhole()
    {
        Assert.Equal(ScalarType.Float32, zeros([1L]).dtype);
        Assert.Equal(ScalarType.Float32, full([2L], 3.0).dtype);
        Assert.Equal(ScalarType.Int64, full([2L], 3).dtype);
        Assert.Equal(ScalarType.Float64, tensor(new[] { 1.0 }, [1]).dtype);
        Assert.Equal(ScalarType.Byte, ones_like(zeros([1L], ScalarType.Byte)).dtype);
        Assert.Equal(DeviceType.CPU, ones([1L], device: device("cpu")).device.type);
        Assert.Equal([1, 2], Row(1.5f, 2.5f).to_type(ScalarType.Int32).data<int>().ToArray());
    }

    [Fact]
    public void Seed_SetAgain_RepeatsTheNumbers()
    {
        manual_seed(7);
        var first = Floats(Random());
        manual_seed(7);
        Assert.Equal(first, Floats(Random()));
        manual_seed(8);
        Assert.NotEqual(first, Floats(Random()));

        static Tensor Random() => nn.init.kaiming_normal_(zeros([2L, 2L]));
    }
}
