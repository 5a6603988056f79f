#nullable enable
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PConv.MLNet.Offline.Conformance;

/// <summary>Keeps tests with tensors one after the other: live counts and seeds belong to the process.</summary>
[CollectionDefinition("torch")]
public sealed class TorchCollection;

static class TorchTesting
{
    /// <summary>grad is a method up to TorchSharp 0.99 and a property later; both fit here as <c>Gradient(x.grad)</c>.</summary>
    internal static Tensor? Gradient(Tensor? property) => property;

    internal static Tensor? Gradient(Func<Tensor?> method) => method();

    internal static float[] Floats(Tensor tensor) => tensor.data<float>().ToArray();

    internal static void Close(float[] expected, Tensor actual, float tolerance = 1e-5f)
    {
        var values = Floats(actual);
        Assert.Equal(expected.Length, values.Length);
        for (var k = 0; k < values.Length; k++)
            Assert.True(Math.Abs(expected[k] - values[k]) <= tolerance, $"element {k}: expected {expected[k]}, got {values[k]}");
    }

    /// <summary>Tensors alive, after what earlier tests forgot to dispose has been finalized.</summary>
    internal static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}

sealed class TorchBlock : nn.Module<Tensor, Tensor>
{
    readonly Parameter weight;
    readonly BatchNorm2d bn;

    public TorchBlock(long from, long to) : base(nameof(TorchBlock))
    {
        weight = new Parameter(nn.init.kaiming_normal_(zeros([to, from, 3, 3])));
        bn = nn.BatchNorm2d(to);
        RegisterComponents();
    }

    internal BatchNorm2d Norm => bn;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return bn.call(nn.functional.conv2d(input, weight, null, [1L, 1L], [1L, 1L])).MoveToOuterDisposeScope();
    }
}

sealed class TorchNet : nn.Module<Tensor, Tensor>
{
    readonly TorchBlock first;
    readonly TorchBlock second;
    readonly Parameter scale;
    readonly Tensor kernel;

    public TorchNet() : base(nameof(TorchNet))
    {
        first = new TorchBlock(1, 2);
        second = new TorchBlock(2, 1);
        scale = new Parameter(ones([1L]));
        kernel = ones([1L, 1L, 3L, 3L]);
        RegisterComponents();
    }

    internal TorchBlock First => first;

    internal Tensor Kernel => kernel;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return (second.call(first.call(input)) * scale).MoveToOuterDisposeScope();
    }
}
