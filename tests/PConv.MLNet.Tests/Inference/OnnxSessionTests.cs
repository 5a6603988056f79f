using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class OnnxSessionTests : IDisposable
{
    static string Missing => $"this build of ONNX Runtime has only {string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}";

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
        Assert.EndsWith(". Pass an ONNX model, as 'pconv-train export' writes it.", e.Message);
        Assert.NotNull(e.InnerException);
    }

    [Fact]
    public void Open_OfATruncatedModel_IsRefused()
    {
        Onnx.OnnxExport.Save(Samples.Network(), folder["model.onnx"]);
        File.WriteAllBytes(folder["model.onnx"], File.ReadAllBytes(folder["model.onnx"])[..5000]);

        Assert.StartsWith("ONNX Runtime cannot load",
            Assert.Throws<InvalidDataException>(() => OnnxInpainter.FromFile(folder["model.onnx"])).Message);
    }

    [Fact]
    public void Open_WithFewerThanNoThreads_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxInpainter.FromWeights(Samples.Network(), new() { Threads = -1 }));

    [Fact]
    public void Open_WithAnyNumberOfThreads_GivesTheSameImage()
    {
        var (image, mask) = (Samples.Image(40, 32), Samples.Irregular(40, 32));
        var results = new[] { 0, 1, 3 }.Select(threads =>
        {
            using var inpainter = OnnxInpainter.FromWeights(Samples.Network(), new() { Threads = threads });
            return inpainter.Inpaint(image, mask).Pixels;
        }).ToArray();

        Assert.All(results, r => Assert.InRange(r.Zip(results[0], (a, b) => Math.Abs(a - b)).Max(), 0, 1));
    }

    [Theory]
    [InlineData(false, "CUDA device 1 cannot be used: {0}. Add Microsoft.ML.OnnxRuntime.Gpu, or set FallbackToCpu.")]
    [InlineData(true,
        "TensorRT on device 1 cannot be used: {0}; CUDA device 1 cannot be used: {0}. Add Microsoft.ML.OnnxRuntime.Gpu, or set " +
        "FallbackToCpu.")]
    public void Open_OnAGpuThatIsNotThere_SaysWhatToAdd(bool tensorRT, string sentence) =>
    Assert.Equal(string.Format(sentence, Missing), Assert.Throws<InvalidOperationException>(
        () => OnnxInpainter.FromWeights(Samples.Network(),
            new() { GpuDeviceId = 1, TensorRT = tensorRT, GpuMemoryLimit = 1 << 30 })).Message);

    [Theory]
    [InlineData(false, "CUDA device 0 cannot be used: {0}")]
    [InlineData(true, "TensorRT on device 0 cannot be used: {0}; CUDA device 0 cannot be used: {0}")]
    public void Open_OnAGpuThatIsNotThereWithFallback_RunsOnTheCpuAndSaysWhy(bool tensorRT, string reason)
    {
        using var inpainter = OnnxInpainter.FromWeights(Samples.Network(), new()
        {
            GpuDeviceId = 0,
            TensorRT = tensorRT,
            FallbackToCpu = true,
            Threads = 1,
        });

        Assert.Equal(("CPU", string.Format(reason, Missing)), (inpainter.Provider, inpainter.FallbackReason));
        Assert.Equal(new ImageSize(8, 8), inpainter.Inpaint(new(8, 8), Mask.AllHoles(8, 8)).Size);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_OnTheCpu_SaysSo(bool spinning)
    {
        using var inpainter = OnnxInpainter.FromWeights(Samples.Network(), new() { Threads = 1, Spinning = spinning });

        Assert.Equal(("CPU", null), (inpainter.Provider, inpainter.FallbackReason));
    }

    [Fact]
    public void Open_WithOptionsThatCannotBe_SaysWhatIsExpected()
    {
        Assert.StartsWith("GpuDeviceId is -1, expected 0 or more. Leave it null for the CPU.", Error(new() { GpuDeviceId = -1 }));
        Assert.StartsWith("GpuMemoryLimit is 0, expected bytes. Leave it null for no limit.",
            Error(new() { GpuDeviceId = 0, GpuMemoryLimit = 0 }));
        Assert.Equal("TensorRT is set without a GPU. Set GpuDeviceId too.", Error(new() { TensorRT = true }));
        Assert.Equal("GpuMemoryLimit is set without a GPU. Set GpuDeviceId too.",
            Error(new() { GpuMemoryLimit = 1, FallbackToCpu = true }));

        static string Error(OnnxInpainterOptions options) =>
            Assert.ThrowsAny<ArgumentException>(() => OnnxInpainter.FromWeights(Samples.Network(), options)).Message;
    }

    [Fact]
    public void Options_AreComparedByValue() => Assert.Equal(
        new OnnxInpainterOptions
        {
            GpuDeviceId = 1,
            GpuMemoryLimit = 5,
            TensorRT = true,
            Spinning = true,
            Resize = true,
            Description = new() { ImageRange = new(-1, 1) },
        },
        new OnnxInpainterOptions
        {
            GpuDeviceId = 1,
            GpuMemoryLimit = 5,
            TensorRT = true,
            Spinning = true,
            Resize = true,
            Description = new() { ImageRange = new(-1, 1) },
        });
}
