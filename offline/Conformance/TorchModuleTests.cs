#nullable enable
using TorchSharp;
using TorchSharp.Modules;
using static PConv.MLNet.Offline.Conformance.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Offline.Conformance;

[Collection("torch")]
public class TorchModuleTests
{
    static readonly string[] Parameters =
    [
        "encoder.0.conv.weight", "encoder.0.conv.bias", "encoder.0.bn.weight", "encoder.0.bn.bias",
        "encoder.1.conv.weight", "encoder.1.conv.bias", "encoder.1.bn.weight", "encoder.1.bn.bias", "head.weight", "head.bias", "scale",
    ];

    static readonly string[] Buffers =
    [
        "encoder.0.bn.running_mean", "encoder.0.bn.running_var", "encoder.0.bn.num_batches_tracked",
        "encoder.1.bn.running_mean", "encoder.1.bn.running_var", "encoder.1.bn.num_batches_tracked", "kernel",
    ];

    [Fact]
    public void Names_OfParametersAndBuffers_AreThePathsOfFields()
    {
        using var net = new TorchNet();
        Assert.Equal(Parameters.Order(), net.named_parameters().Select(p => p.name).Order());
        Assert.Equal(Buffers.Order(), net.named_buffers().Select(b => b.name).Order());
        Assert.Equal(Parameters.Concat(Buffers).Order(), net.state_dict().Keys.Order());
        Assert.Equal(["encoder", "head"], net.named_children().Select(c => c.name).Order());
        Assert.Contains("encoder.1.bn", net.named_modules().Select(m => m.name));
        Assert.Equal(["scale"], net.named_parameters(false).Select(p => p.name));
    }

    // not disposed: TorchSharp 0.99 computes with such modules, but fails to dispose them
    [Fact]
    public void BuiltInModules_MadeInAScope_CanBeUsedAfterIt()
    {
        Conv2d conv;
        BatchNorm2d norm;
        using (NewDisposeScope())
        {
            conv = nn.Conv2d(1, 1, 1L);
            norm = nn.BatchNorm2d(1);
        }
        using var x = ones([2L, 1L, 1L, 1L]);
        using (NewDisposeScope())
            Assert.Equal([2L, 1L, 1L, 1L], norm.forward(conv.forward(x)).shape);
    }

    // by the tensors: the real library's live count does not fall again when a parameter takes a tensor over
    [Fact]
    public void Module_Disposed_DisposesItsParametersAndBuffersAndThoseBelow()
    {
        var net = new TorchNet();
        var tensors = net.state_dict().Values.ToArray();
        net.Dispose();
        Assert.All(tensors, t => Assert.True(t.IsInvalid));
    }

    [Fact]
    public void TrainAndEval_ReachAllModulesBelow()
    {
        using var net = new TorchNet();
        Assert.True(net.First.Norm.training);
        net.eval();
        Assert.False(net.training);
        Assert.All(net.modules(), m => Assert.False(m.training));
        net.train();
        Assert.All(net.modules(), m => Assert.True(m.training));
    }

    [Fact]
    public void BatchNorm_InTraining_NormalisesByTheBatch_AndKeepsRunningStatistics()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(1);
        var x = tensor(new[] { 1f, 3f }, [2, 1, 1, 1]);
        Close([-1, 1], norm.forward(x), 1e-4f);
        Close([0.2f], norm.running_mean!);
        Close([0.9f + 0.1f * 2], norm.running_var!);
        Assert.Equal(1, norm.num_batches_tracked!.item<long>());
        norm.forward(x);
        Assert.Equal(2, norm.num_batches_tracked!.item<long>());
        Close([0.38f], norm.running_mean!);
    }

    [Fact]
    public void BatchNorm_InEvaluation_UsesRunningStatistics_AndLeavesThem()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(1, 0.0);
        norm.eval();
        using (no_grad())
        {
            norm.running_mean!.fill_(1);
            norm.running_var!.fill_(4);
            norm.weight!.fill_(3);
            norm.bias!.fill_(5);
        }
        Close([5, 8], norm.forward(tensor(new[] { 1f, 3f }, [2, 1, 1, 1])));
        Close([1], norm.running_mean!);
        Assert.Equal(0, norm.num_batches_tracked!.item<long>());
    }

    [Fact]
    public void State_SavedAndLoaded_IsExactlyTheSame()
    {
        using var scope = NewDisposeScope();
        using TorchNet net = new(), other = new();
        var x = randn([2L, 1L, 4L, 4L]);
        net.forward(x);
        var stream = new MemoryStream();
        net.save(stream);
        other.load(new MemoryStream(stream.ToArray()));
        foreach (var (key, value) in net.state_dict())
            Assert.Equal(value.bytes.ToArray(), other.state_dict()[key].bytes.ToArray());
        net.eval();
        other.eval();
        Assert.Equal(Floats(net.forward(x)), Floats(other.forward(x)));
    }

    [Fact]
    public void LoadStateDict_CopiesByName_AndIsStrictUnlessTold()
    {
        using var scope = NewDisposeScope();
        using var net = new TorchNet();
        var state = net.state_dict().ToDictionary(e => e.Key, e => e.Value.detach().clone());
        state["scale"].fill_(6);
        net.load_state_dict(state);
        Close([6], net.state_dict()["scale"]);
        state.Remove("scale");
        Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state));
        var (missing, unexpected) = net.load_state_dict(state, false);
        Assert.Equal(["scale"], missing);
        Assert.Empty(unexpected);
    }

    [Fact]
    public void Load_OfAnotherNetwork_ThrowsArgumentException()
    {
        using var net = new TorchNet();
        using var conv = nn.Conv2d(1, 1, 1L);
        var stream = new MemoryStream();
        conv.save(stream);
        Assert.Throws<ArgumentException>(() => net.load(new MemoryStream(stream.ToArray())));
    }

    [Fact]
    public void To_AnotherType_ChangesAllParameters()
    {
        using var scope = NewDisposeScope();
        using var net = new TorchNet();
        net.to(ScalarType.Float64);
        Assert.All(net.parameters(), p => Assert.Equal(ScalarType.Float64, p.dtype));
        Assert.Equal(ScalarType.Float64, net.forward(ones([1L, 1L, 4L, 4L], ScalarType.Float64)).dtype);
        Assert.Same(net, net.to(CPU));
    }

    [Fact]
    public void Call_DoesWhatForwardDoes_AndApplyReachesAll()
    {
        using var scope = NewDisposeScope();
        using var net = new TorchNet();
        net.eval();
        var x = ones([1L, 1L, 4L, 4L]);
        Assert.Equal(Floats(net.forward(x)), Floats(net.call(x)));
        var seen = 0;
        net.apply(m => seen += m is Conv2d ? 1 : 0);
        Assert.Equal(3, seen);
    }
}
