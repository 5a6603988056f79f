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
    readonly Conv2d conv;
    readonly BatchNorm2d bn;

    public TorchBlock(long from, long to) : base(nameof(TorchBlock))
    {
        conv = nn.Conv2d(from, to, 3L, 1L, 1L);
        bn = nn.BatchNorm2d(to);
        RegisterComponents();
    }

    internal BatchNorm2d Norm => bn;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return bn.forward(conv.forward(input)).MoveToOuterDisposeScope();
    }
}

sealed class TorchNet : nn.Module<Tensor, Tensor>
{
    readonly ModuleList<TorchBlock> encoder;
    readonly Conv2d head;
    readonly Parameter scale;
    readonly Tensor kernel;

    public TorchNet() : base(nameof(TorchNet))
    {
        encoder = nn.ModuleList(new TorchBlock(1, 2), new TorchBlock(2, 2));
        head = nn.Conv2d(2, 1, 1L);
        scale = nn.Parameter(ones([1L]));
        kernel = ones([1L, 1L, 3L, 3L]);
        RegisterComponents();
    }

    internal TorchBlock First => encoder[0];

    internal Conv2d Head => head;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input;
        foreach (var block in encoder)
            x = block.forward(x);
        return (head.forward(x) * scale).MoveToOuterDisposeScope();
    }
}
