#nullable enable
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static PConv.MLNet.Offline.Conformance.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Offline.Conformance;

[Collection("torch")]
public sealed class TorchAutogradTests : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    static Tensor Variable(params float[] values) => tensor(values, [values.Length], requires_grad: true);

    [Fact]
    public void Backward_OfASum_GivesDerivatives_AndAddsThemUp()
    {
        var x = Variable(1, 2, 3);
        Assert.Null(Gradient(x.grad));
        (x * x).sum().backward();
        Close([2, 4, 6], Gradient(x.grad)!);
        (x * x).sum().backward();
        Close([4, 8, 12], Gradient(x.grad)!);
    }

    [Fact]
    public void Backward_ThroughAbsMeanAndClamp_StopsWhereClamped()
    {
        var x = Variable(-2, 0.5f);
        (x.abs().mean() + x.clamp(0, 1).sum()).backward();
        Close([-0.5f, 1.5f], Gradient(x.grad)!);
    }

    [Fact]
    public void Backward_ThroughLog1p_IsOneOverOnePlusX()
    {
        var x = Variable(0, 1);
        var y = x.log1p();
        y.sum().backward();
        Close([0, MathF.Log(2)], y);
        Close([1, 0.5f], Gradient(x.grad)!);
    }

    [Fact]
    public void Backward_ThroughConvolution_MatchesHandComputedValues()
    {
        var weight = tensor(new[] { 1f, 2f }, [1, 1, 1, 2], requires_grad: true);
        var x = tensor(new[] { 1f, 2f, 4f }, [1, 1, 1, 3], requires_grad: true);
        nn.functional.conv2d(x, weight).sum().backward();
        Close([3, 6], Gradient(weight.grad)!);
        Close([1, 3, 2], Gradient(x.grad)!);
    }

    [Fact]
    public void Grad_OfGivenInputs_LeavesTheirOwnGradientAlone()
    {
        var x = Variable(3);
        var result = autograd.grad([(x * x * x).sum()], [x]);
        Close([27], result[0]);
        Assert.Null(Gradient(x.grad));
    }

    [Fact]
    public void NoGrad_ForItsDuration_RecordsNothing()
    {
        var x = Variable(1);
        using (no_grad())
            Assert.False((x * 2).requires_grad);
        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).detach().requires_grad);
    }

    [Fact]
    public void Backward_WithoutAGraph_ThrowsExternalException()
    {
        Assert.Throws<ExternalException>(() => ones([1L]).sum().backward());
        var loss = (Variable(1) * Variable(2)).sum();
        loss.backward();
        Assert.Throws<ExternalException>(() => loss.backward());
    }

    [Fact]
    public void InPlaceChange_OfALeaf_NeedsNoGrad()
    {
        var x = Variable(1);
        Assert.Throws<ExternalException>(() => x.fill_(2));
        using (no_grad())
            x.fill_(2);
        Close([2], x);
    }

    [Fact]
    public void ClipGradNorm_ReturnsTheNorm_AndScalesDownToTheLimit()
    {
        var p = new Parameter(zeros([2L]));
        (p * tensor(new[] { 3f, 4f }, [2])).sum().backward();
        Assert.Equal(5.0, nn.utils.clip_grad_norm_([p], 10), 1e-5);
        Close([3, 4], Gradient(p.grad)!);
        Assert.Equal(5.0, nn.utils.clip_grad_norm_([p], 1), 1e-5);
        Close([0.6f, 0.8f], Gradient(p.grad)!);
    }
}
