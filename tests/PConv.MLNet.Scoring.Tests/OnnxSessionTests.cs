using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Scoring.Tests;

public sealed class OnnxSessionTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("this is no model")]
    [InlineData("")]
    public void Open_OfAFileThatIsNoOnnx_SaysWhichAndWhatToPass(string text)
    {
        File.WriteAllText(folder["text.onnx"], text);
        var e = Assert.Throws<InvalidDataException>(() => OnnxInpainter.FromFile(folder["text.onnx"]));

        Assert.StartsWith($"ONNX Runtime cannot load '{folder["text.onnx"]}': ", e.Message);
        Assert.EndsWith(". Pass an ONNX model, as 'pconv export' writes it.", e.Message);
        Assert.NotNull(e.InnerException);
    }

    [Fact]
    public void Open_OfATruncatedModel_IsRefused()
    {
        Onnx.OnnxExport.Save(Samples.Network(), folder["model.onnx"]);
        File.WriteAllBytes(folder["model.onnx"], File.ReadAllBytes(folder["model.onnx"])[..5000]);

        Assert.StartsWith("ONNX Runtime cannot load", Assert.Throws<InvalidDataException>(() => OnnxInpainter.FromFile(folder["model.onnx"])).Message);
    }

    [Fact]
    public void Open_WithFewerThanNoThreads_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxInpainter.FromWeights(Samples.Network(), new() { Threads = -1 }));

    [Fact]
    public void Open_WithAnyNumberOfThreads_GivesTheSamePicture()
    {
        var (image, mask) = (Samples.Image(40, 32), Samples.Irregular(40, 32));
        var results = new[] { 0, 1, 3 }.Select(threads =>
        {
            using var inpainter = OnnxInpainter.FromWeights(Samples.Network(), new() { Threads = threads });
            return inpainter.Inpaint(image, mask).Pixels;
        }).ToArray();

        Assert.All(results, r => Assert.InRange(r.Zip(results[0], (a, b) => Math.Abs(a - b)).Max(), 0, 1));
    }

    [Fact]
    public void Open_OnAGpuThatIsNotThere_SaysWhatToAdd()
    {
        var e = Assert.Throws<InvalidOperationException>(() => OnnxInpainter.FromWeights(Samples.Network(), new() { GpuDeviceId = 0 }));

        Assert.StartsWith("CUDA device 0 cannot be used: ", e.Message);
        Assert.EndsWith(". Add Microsoft.ML.OnnxRuntime.Gpu, or set FallbackToCpu.", e.Message);
    }

    [Fact]
    public void Open_OnAGpuThatIsNotThereWithFallback_RunsOnTheCpu()
    {
        using var inpainter = OnnxInpainter.FromWeights(Samples.Network(), new() { GpuDeviceId = 0, FallbackToCpu = true, Threads = 1 });

        Assert.Equal(new ImageSize(8, 8), inpainter.Inpaint(new(8, 8), Mask.AllHoles(8, 8)).Size);
    }
}
