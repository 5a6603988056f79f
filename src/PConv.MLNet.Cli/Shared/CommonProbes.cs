using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using PConv.MLNet.Images;

namespace PConv.MLNet.Cli;

/// <summary>Probes shared by <c>doctor</c> of both tools.</summary>
static class CommonProbes
{
    /// <summary>Environment variables that affect the tools and their libraries.</summary>
    static readonly string[] Variables =
    [
        "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "LD_PRELOAD", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS", "ORT_DISABLE_TELEMETRY",
        "DOTNET_gcServer", "DOTNET_GCHeapHardLimit", "DOTNET_PROCESSOR_COUNT", "NO_COLOR", "CI",
    ];

    /// <summary>Probes that write and read each image format.</summary>
    public static IEnumerable<Probe> ImageFormats { get; } =
        [.. new[] { "jpg", "png", "webp",
            "tif" }.Select(format => new Probe($"images: {format}", FindingState.Failed, () => Codec(format)))];

    /// <summary>Probes of the environment.</summary>
    public static IEnumerable<Probe> Surroundings { get; } =
    [
        new("machine", FindingState.Failed, Machine),
        new("temporary files", FindingState.Failed, TemporaryFiles),
        new("environment", FindingState.Failed, Variable),
    ];

    public static string VersionOf(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version!.ToString()).Split('+')[0];

    static (FindingState, string) Codec(string format)
    {
        var file = Path.Combine(Path.GetTempPath(), $"pconv-{Guid.NewGuid():N}.{format}");
        try
        {
            ImageFile.Write(new(16, 8), file);
            var size = ImageFile.Read(file).Size;
            return size == new ImageSize(16, 8)
                ? (FindingState.Ok, "written and read")
                : (FindingState.Failed, $"A file of 16×8 is read as {size}.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    static (FindingState, string) Machine()
    {
        var tool = typeof(CommonProbes).Assembly;
        return (FindingState.Note, string.Create(CultureInfo.InvariantCulture,
            $"{tool.GetName().Name} {VersionOf(tool)}, .NET {Environment.Version}, {RuntimeInformation.OSDescription}, " +
            $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, " +
            $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F1} GB of memory"));
    }

    static (FindingState, string) TemporaryFiles()
    {
        var folder = Path.GetTempPath();
        return (FindingState.Note,
            string.Create(CultureInfo.InvariantCulture, $"{folder}, {new DriveInfo(folder).AvailableFreeSpace / 1e9:F1} GB free"));
    }

    static (FindingState, string) Variable()
    {
        var set = Variables.Where(name => Environment.GetEnvironmentVariable(name) is not null)
            .Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}").ToArray();
        return (FindingState.Note, set.Length == 0 ? "none of the variables is set that change how things run" : string.Join(' ', set));
    }
}
