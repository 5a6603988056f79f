using System.Runtime.CompilerServices;
using PConv.MLNet.Inference;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class SharedInpainterTests : IDisposable
{
    static readonly OnnxInpainterOptions OneThread = new() { Threads = 1 };

    readonly TemporaryFolder folder = new();

    public SharedInpainterTests() => OnnxExport.Save(Samples.Network(), folder["model.onnx"]);

    public void Dispose() => folder.Dispose();

    SharedInpainter Hold(OnnxInpainterOptions? options = null) =>
        SharedInpainter.Get(InpaintingModel.FromFile(folder["model.onnx"]), options ?? OneThread);

    [Fact]
    public void Of_TheSameModelAndOptions_GivesTheSameSession()
    {
        using var one = Hold();
        using var other = Hold(new() { Threads = 1 });
        using var more = Hold(new() { Threads = 2 });

        Assert.Same(one.Inpainter, other.Inpainter);
        Assert.NotSame(one.Inpainter, more.Inpainter);
    }

    [Fact]
    public void Of_AFileThatHasChanged_GivesAnotherSession()
    {
        using var one = Hold();
        OnnxExport.Save(Samples.Network(seed: 2), folder["model.onnx"]);
        File.SetLastWriteTimeUtc(folder["model.onnx"], DateTime.UtcNow.AddMinutes(1)); // clocks of file systems are coarse
        using var other = Hold();

        Assert.NotSame(one.Inpainter, other.Inpainter);
    }

    [Fact]
    public void Of_BytesThatAreEqual_GivesTheSameSession()
    {
        using var one = SharedInpainter.Get(InpaintingModel.FromBytes(File.ReadAllBytes(folder["model.onnx"])), OneThread);
        using var other = SharedInpainter.Get(InpaintingModel.FromBytes(File.ReadAllBytes(folder["model.onnx"])), OneThread);

        Assert.Same(one.Inpainter, other.Inpainter);
    }

    [Fact]
    public void Dispose_OfTheLastHold_ClosesTheSession()
    {
        var (one, other) = (Hold(), Hold());
        var session = one.Inpainter;

        one.Dispose();
        one.Dispose(); // once more does not let go of another's hold
        Assert.Throws<ObjectDisposedException>(() => one.Inpainter);
        session.Inpaint(Samples.Image(8, 8), Samples.Hole(8, 8, 1, 1, 3, 3));
        other.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Inpaint(Samples.Image(8, 8), Samples.Hole(8, 8, 1, 1, 3, 3)));
        using var later = Hold();
        Assert.NotSame(session, later.Inpainter);
    }

    [Fact]
    public void AHoldThatIsForgotten_IsLetGoWhenItIsCollected()
    {
        var session = Forgotten();

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Throws<ObjectDisposedException>(() => session.Inpaint(Samples.Image(8, 8), Samples.Hole(8, 8, 1, 1, 3, 3)));

        [MethodImpl(MethodImplOptions.NoInlining)]
        OnnxInpainter Forgotten() => Hold().Inpainter;
    }

    [Fact]
    public void Of_AModelThatCannotBeOpened_CanBeTriedAgain()
    {
        var whole = File.ReadAllBytes(folder["model.onnx"]);
        var stamp = File.GetLastWriteTimeUtc(folder["model.onnx"]);
        File.WriteAllBytes(folder["model.onnx"], new byte[whole.Length]);
        File.SetLastWriteTimeUtc(folder["model.onnx"], stamp);
        Assert.Throws<InvalidDataException>(() => Hold());

        File.WriteAllBytes(folder["model.onnx"], whole);
        File.SetLastWriteTimeUtc(folder["model.onnx"], stamp);

        using var hold = Hold();
        Assert.NotNull(hold.Inpainter);
    }
}
