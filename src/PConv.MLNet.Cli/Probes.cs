using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Cli;

/// <summary>Probes of <c>pconv doctor</c>, in output order.</summary>
static class Probes
{
    public const string BuiltInModel = "built-in model";

    public static IReadOnlyList<Probe> All { get; } =
    [
        new(BuiltInModel, FindingState.Failed, BuiltIn),
        new("ONNX Runtime", FindingState.Failed, OnnxRuntime),
        new("ONNX Runtime CUDA", FindingState.Missing, () => OnnxGpu(tensorRT: false)),
        new("TensorRT", FindingState.Missing, () => OnnxGpu(tensorRT: true)),
        .. CommonProbes.ImageFormats,
        .. CommonProbes.Surroundings,
    ];

    static (FindingState, string) BuiltIn()
    {
        var weights = InpaintingModel.BuiltInWeights();
        using var inpainter = OnnxInpainter.BuiltIn();
        var milliseconds = Fill(inpainter);
        return (FindingState.Ok,
            string.Create(CultureInfo.InvariantCulture,
                $"{weights.ParameterCount:N0} weights inside the tool, no cache; fills 64×64 in {milliseconds:F0} ms on " +
                $"{inpainter.Provider}"));
    }

    static (FindingState, string) OnnxRuntime()
    {
        var environment = OrtEnv.Instance();
        return (FindingState.Ok, $"{environment.GetVersionString()}, built with {string.Join(", ", environment.GetAvailableProviders())}");
    }

    static (FindingState, string) OnnxGpu(bool tensorRT)
    {
        using var inpainter = OnnxInpainter.BuiltIn(new() { GpuDeviceId = 0, TensorRT = tensorRT, FallbackToCpu = true });
        return inpainter.FallbackReason is { } reason
            ? (FindingState.Missing, $"{reason}. Images are filled on {inpainter.Provider}")
            : (FindingState.Ok,
                string.Create(CultureInfo.InvariantCulture, $"fills 64×64 in {Fill(inpainter):F0} ms on {inpainter.Provider}"));
    }

    /// <summary>Fills the middle of a small image; returns the time in ms.</summary>
    static double Fill(OnnxInpainter inpainter)
    {
        const int side = 64;
        var image = new RgbImage(side, side, [.. Enumerable.Range(0, RgbImage.Channels * side * side).Select(i => (byte)i)]);
        var watch = Stopwatch.StartNew();
        var filled =
            inpainter.Inpaint(image,
                Mask.FromHoles(side, side,
                    [.. Enumerable.Range(0, side * side).Select(i => i % side is > 24 and < 40 && i / side is > 24 and < 40)]));
        return filled.Pixels.AsSpan(0, RgbImage.Channels * side).SequenceEqual(image.Pixels.AsSpan(0, RgbImage.Channels * side))
            ? watch.Elapsed.TotalMilliseconds
            : throw new InvalidOperationException("Known pixels do not come back as they were. Reinstall the tool.");
    }
}
