#nullable enable
using System.Runtime.InteropServices;
using TorchSharp;
using static PConv.MLNet.Offline.Conformance.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Offline.Conformance;

[Collection("torch")]
public class TorchScopeTests
{
    [Fact]
    public void Scope_AtItsEnd_DisposesWhatWasMadeInIt()
    {
        Tensor inside;
        using (NewDisposeScope())
            inside = ones([2L]) + 1;
        Assert.True(inside.IsInvalid);
    }

    [Fact]
    public void MoveToOuter_FromInnerScope_LivesAsLongAsTheOuterOne()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
                moved = ones([2L]).MoveToOuterDisposeScope();
            Assert.False(moved.IsInvalid);
        }
        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void MoveToOuter_WithoutOuterScope_LivesUntilDisposed()
    {
        Tensor moved;
        using (NewDisposeScope())
            moved = ones([2L]).MoveToOuterDisposeScope();
        Assert.False(moved.IsInvalid);
        moved.Dispose();
        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void Detach_FromScope_LeavesAllScopes()
    {
        Tensor kept;
        using (NewDisposeScope())
        using (NewDisposeScope())
            kept = ones([2L]).DetachFromDisposeScope();
        Assert.Equal([1f, 1f], Floats(kept));
        kept.Dispose();
    }

    [Fact]
    public void TotalCount_AfterAScope_IsWhatItWasBefore()
    {
        var before = LiveTensors();
        using (NewDisposeScope())
        {
            var x = ones([4L]);
            for (var k = 0; k < 5; k++)
                x = x * 2 + 1;
            Assert.True(Tensor.TotalCount > before);
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Scope_OfAnotherThread_DoesNotTakeTensors()
    {
        Tensor? other = null;
        using (NewDisposeScope())
        {
            var thread = new Thread(() => other = ones([1L]));
            thread.Start();
            thread.Join();
        }
        Assert.False(other!.IsInvalid);
        other.Dispose();
    }

    [Fact]
    public void DisposedTensor_WhenUsed_ThrowsInvalidOperation()
    {
        var gone = ones([1L]);
        gone.Dispose();
        gone.Dispose();
        Assert.Throws<InvalidOperationException>(() => gone.abs());
        using var live = ones([1L]);
        Assert.Throws<InvalidOperationException>(() => live + gone);
    }

    [Fact]
    public void NativeError_BecomesExternalException_WithTorchsMessage()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => nn.functional.conv2d(zeros([1L, 2L, 4L, 4L]), zeros([1L, 3L, 3L, 3L])));
        Assert.Contains("channels", error.Message, StringComparison.Ordinal);
        Assert.Throws<ExternalException>(() => zeros([2L, 3L]).view(5));
        Assert.Equal(6, zeros([2L, 3L]).view(6).numel());
    }

    [Fact]
    public void NativeErrors_OnTwoThreads_KeepTheirOwnMessages()
    {
        string Message(long to)
        {
            for (var k = 0; k < 50; k++)
            {
                using var x = zeros([7L]);
                var message = Assert.Throws<ExternalException>(() => x.view(to)).Message;
                if (!message.Contains($"[{to}]", StringComparison.Ordinal))
                    return message;
            }
            return "";
        }

        var results = new string[2];
        var threads = Enumerable.Range(0, 2).Select(k => new Thread(() => results[k] = Message(100 + k))).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(["", ""], results);
    }
}
