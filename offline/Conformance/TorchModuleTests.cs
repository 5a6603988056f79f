#nullable enable
using TorchSharp;
using TorchSharp.Modules;
using static PConv.MLNet.Offline.Conformance.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Offline.Conformance;

[Collection("torch")]
public class TorchModuleTests
{
    [Fact]
    public void Parameters_AreThoseOfFieldsAndOfModulesBelow_EachOnce()
    {
        using var net = new TorchNet();
        Assert.Equal(7, net.parameters().Count());
        Assert.Equal([1L], Assert.Single(net.parameters(false)).shape);
    }

    // not disposed: TorchSharp 0.99 computes with such modules, but fails to dispose them
    [Fact]
    public void BatchNorm_MadeInAScope_CanBeUsedAfterIt()
    {
        BatchNorm2d norm;
        using (NewDisposeScope())
            norm = nn.BatchNorm2d(1);
        using var x = ones([2L, 1L, 1L, 1L]);
        using (NewDisposeScope())
            Assert.Equal([2L, 1L, 1L, 1L], norm.call(x).shape);
    }

    // by the tensors: the real library's live count does not fall again when a parameter takes a tensor over
    [Fact]
    public void Module_Disposed_DisposesItsParametersAndBuffersAndThoseBelow()
    {
        var net = new TorchNet();
        Tensor[] tensors = [.. net.parameters(), net.Kernel];
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
        Assert.False(net.First.Norm.training);
        net.train();
        Assert.True(net.First.Norm.training);
    }

    [Fact]
    public void RegisterModule_WithATakenOrImpossibleName_Throws()
    {
        using var net = new TorchNet();
        using var other = new TorchBlock(1, 1);
        Assert.Throws<InvalidOperationException>(() => net.register_module("first", other));
        Assert.Throws<ArgumentException>(() => net.register_module("a.b", other));
    }

    [Fact]
    public void BatchNorm_InTraining_NormalisesByTheBatch_AndKeepsRunningStatistics()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(1);
        var x = tensor(new[] { 1f, 3f }, [2, 1, 1, 1]);
        Close([-1, 1], norm.call(x), 1e-4f);
        Close([0.2f], norm.running_mean!);
        Close([0.9f + 0.1f * 2], norm.running_var!);
        norm.call(x);
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
        Close([5, 8], norm.call(tensor(new[] { 1f, 3f }, [2, 1, 1, 1])));
        Close([1], norm.running_mean!);
    }

    [Fact]
    public void To_AnotherType_ChangesAllParameters()
    {
        using var scope = NewDisposeScope();
        using var net = new TorchNet();
        net.to(ScalarType.Float64);
        Assert.All(net.parameters(), p => Assert.Equal(ScalarType.Float64, p.dtype));
        Assert.Equal(ScalarType.Float64, net.forward(ones([1L, 1L, 4L, 4L], ScalarType.Float64)).dtype);
        Assert.Same(net, net.to(device("cpu")));
    }

    [Fact]
    public void Call_DoesWhatForwardDoes()
    {
        using var scope = NewDisposeScope();
        using var net = new TorchNet();
        net.eval();
        var x = ones([1L, 1L, 4L, 4L]);
        Assert.Equal(Floats(net.forward(x)), Floats(net.call(x)));
    }
}
