using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Core;
using PConv.MLNet.Scoring;
using TorchSharp;

namespace PConv.MLNet.Cli.Doctor;

/// <summary>What <c>pconv doctor</c> looks at, in the order of its lines.</summary>
static class Probes
{
    public const string BuiltInModel = "built-in model";

    /// <summary>Variables that change how this tool and its libraries work.</summary>
    static readonly string[] Variables =
    [
        "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "LD_PRELOAD", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ORT_DISABLE_TELEMETRY",
        "DOTNET_gcServer", "DOTNET_GCHeapHardLimit", "DOTNET_PROCESSOR_COUNT", "NO_COLOR", "CI",
    ];

    public static IReadOnlyList<Probe> All { get; } =
    [
        new(BuiltInModel, FindingState.Failed, BuiltIn),
        new("ONNX Runtime", FindingState.Failed, OnnxRuntime),
        new("ONNX Runtime CUDA", FindingState.Missing, () => OnnxGpu(tensorRT: false)),
        new("TensorRT", FindingState.Missing, () => OnnxGpu(tensorRT: true)),
        new("Torch", FindingState.Missing, Torch),
        new("Torch CUDA", FindingState.Missing, TorchCuda),
        .. new[] { "jpg", "png", "webp" }.Select(format => new Probe($"pictures: {format}", FindingState.Failed, () => Codec(format))),
        new("MPI", FindingState.Missing, Mpi),
        new("machine", FindingState.Failed, Machine),
        new("temporary files", FindingState.Failed, TemporaryFiles),
        new("environment", FindingState.Failed, Variable),
    ];

    static (FindingState, string) BuiltIn()
    {
        var weights = Scoring.BuiltInModel.Load();
        using var inpainter = OnnxInpainter.BuiltIn();
        var milliseconds = Fill(inpainter);
        return (FindingState.Ok, string.Create(CultureInfo.InvariantCulture, $"{weights.ParameterCount:N0} weights inside the tool, no cache; fills 64×64 in {milliseconds:F0} ms on {inpainter.Provider}"));
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
            ? (FindingState.Missing, $"{reason}. Pictures are filled on {inpainter.Provider}")
            : (FindingState.Ok, string.Create(CultureInfo.InvariantCulture, $"fills 64×64 in {Fill(inpainter):F0} ms on {inpainter.Provider}"));
    }

    /// <summary>Fills the middle of a small picture; gives the time in ms.</summary>
    static double Fill(OnnxInpainter inpainter)
    {
        const int side = 64;
        var picture = new RgbImage(side, side, [.. Enumerable.Range(0, RgbImage.Channels * side * side).Select(i => (byte)i)]);
        var watch = Stopwatch.StartNew();
        var filled = inpainter.Inpaint(picture, Mask.FromHoles(side, side, [.. Enumerable.Range(0, side * side).Select(i => i % side is > 24 and < 40 && i / side is > 24 and < 40)]));
        return filled.Pixels.AsSpan(0, RgbImage.Channels * side).SequenceEqual(picture.Pixels.AsSpan(0, RgbImage.Channels * side))
            ? watch.Elapsed.TotalMilliseconds
            : throw new InvalidOperationException("Known pixels do not come back as they were. Reinstall the tool.");
    }

    static (FindingState, string) Torch()
    {
        using var ones = torch.ones([2, 2]);
        using var doubled = ones + ones;
        using var total = doubled.sum();
        var sum = total.item<float>();
        return sum == 8 ? (FindingState.Ok, $"TorchSharp {VersionOf(typeof(torch))} over {Library("torch_cpu")}") : (FindingState.Failed, $"Torch says that eight ones have the sum {sum}. Reinstall the tool.");
    }

    static (FindingState, string) TorchCuda() => torch.cuda.is_available()
        ? (FindingState.Ok, $"{torch.cuda.device_count()} {(torch.cuda.device_count() == 1 ? "device" : "devices")}: train with --device cuda")
        : (FindingState.Missing, "torch.cuda.is_available() is false: no driver, no device, or a libtorch for the CPU. Training runs on the CPU");

    static (FindingState, string) Codec(string format)
    {
        var file = Path.Combine(Path.GetTempPath(), $"pconv-{Guid.NewGuid():N}.{format}");
        try
        {
            using (var image = new RgbImage(16, 8).ToMLImage())
            {
                ImageFile.Write(image, file);
            }

            using var read = ImageFile.Read(file);
            return read.Width == 16 && read.Height == 8
                ? (FindingState.Ok, "written and read")
                : (FindingState.Failed, $"A file of 16×8 is read as {read.Width}×{read.Height}.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    static (FindingState, string) Mpi() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "mpirun")).FirstOrDefault(File.Exists) is { } mpirun
        ? (FindingState.Ok, $"{mpirun}: train on several processes with mpirun -n N pconv train")
        : (FindingState.Missing, "no mpirun on the PATH: training runs in one process. Install Open MPI for more");

    static (FindingState, string) Machine() => (FindingState.Note, string.Create(CultureInfo.InvariantCulture,
        $"pconv {VersionOf(typeof(Probes))}, .NET {Environment.Version}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F1} GB of memory"));

    static (FindingState, string) TemporaryFiles()
    {
        var folder = Path.GetTempPath();
        return (FindingState.Note, string.Create(CultureInfo.InvariantCulture, $"{folder}, {new DriveInfo(folder).AvailableFreeSpace / 1e9:F1} GB free"));
    }

    static (FindingState, string) Variable()
    {
        var set = Variables.Where(name => Environment.GetEnvironmentVariable(name) is not null).Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}").ToArray();
        return (FindingState.Note, set.Length == 0 ? "none of the variables is set that change how things run" : string.Join(' ', set));
    }

    static string VersionOf(Type type) => (type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? type.Assembly.GetName().Version!.ToString()).Split('+')[0];

    /// <summary>The file of a native library that this process has loaded.</summary>
    static string Library(string part)
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().FirstOrDefault(m => m.ModuleName.Contains(part, StringComparison.Ordinal))?.FileName ?? "a libtorch that is not listed among the loaded libraries";
    }
}
