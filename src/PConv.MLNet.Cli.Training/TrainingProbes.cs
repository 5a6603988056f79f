using System.Diagnostics;
using PConv.MLNet.Training;
using TorchSharp;

namespace PConv.MLNet.Cli.Training;

/// <summary>Probes of <c>pconv-train doctor</c>, in output order.</summary>
static class TrainingProbes
{
    public const string TorchName = "Torch";

    public static IReadOnlyList<Probe> All { get; } =
    [
        new(TorchName, FindingState.Failed, Torch),
        new("Torch CUDA", FindingState.Missing, TorchCuda),
        new("MPI", FindingState.Missing, Mpi),
        .. CommonProbes.ImageFormats,
        .. CommonProbes.Surroundings,
    ];

    static (FindingState, string) Torch()
    {
        var way = PartialConvTrainer.LoadTorch();
        using var ones = torch.ones([2, 2]);
        using var product = ones.matmul(ones);
        using var total = product.sum();
        var sum = total.item<float>();
        return sum == 8
            ? (FindingState.Ok,
                $"TorchSharp {CommonProbes.VersionOf(typeof(torch).Assembly)} over {Library("torch_cpu")}; its own library is {way}")
            : (FindingState.Failed,
                $"Torch says that the product of two 2×2 matrices of ones has the sum {sum}, expected 8. Reinstall the tool.");
    }

    static (FindingState, string) TorchCuda()
    {
        PartialConvTrainer.LoadTorch(); // otherwise TorchSharp would search libtorch elsewhere and copy it to the folder of the tool
        return torch.cuda.is_available()
            ? (FindingState.Ok,
                $"{torch.cuda.device_count()} {(torch.cuda.device_count() == 1 ? "device" : "devices")}: train with --device cuda")
            : (FindingState.Missing,
                "torch.cuda.is_available() is false: no driver, no device, or a libtorch for the CPU. Training runs on the CPU");
    }

    static (FindingState, string) Mpi() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "mpirun"))
        .FirstOrDefault(File.Exists) is { } mpirun
        ? (FindingState.Ok, $"{mpirun}: train on several processes with mpirun -n N pconv-train train")
        : (FindingState.Missing, "no mpirun on the PATH: training runs in one process. Install Open MPI for more");

    /// <summary>Returns the path of a native library that this process has loaded.</summary>
    static string Library(string part)
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().FirstOrDefault(m => m.ModuleName.Contains(part, StringComparison.Ordinal))?.FileName
            ?? "a libtorch that is not listed among the loaded libraries";
    }
}
