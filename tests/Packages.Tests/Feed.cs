using System.IO.Compression;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Packages.Tests;

/// <summary>The folder of packages beside the tests.</summary>
static partial class Feed
{
    static readonly Dictionary<string, string?> Known = typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(a => a.Key, a => a.Value);

    static readonly Lazy<bool> StandIns = new(() =>
    {
        AddStandIns();
        return true;
    });

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "feed");

    public static string Root => Known["Root"]!;

    public static string Version => Known["Version"]!;

    /// <summary>Where NuGet keeps what it has restored for these tests: a source for what is not ours.</summary>
    public static string Restored => Known["NuGetPackageRoot"]!;

    public static IReadOnlyList<Package> LibraryPackages { get; } = [.. new[] { "PConv.MLNet", "PConv.MLNet.Trainers", "PConv.MLNet.AspNetCore" }.Select(id => Open(id))];

    public static Package Open(string id, string extension = "nupkg") => new(Path.Combine(Folder, $"{id}.{Version}.{extension}"));

    /// <summary>The versions that this repository names.</summary>
    public static Dictionary<string, string> Versions { get; } = VersionLine().Matches(File.ReadAllText(Path.Combine(Root, "Directory.Packages.props")))
        .ToDictionary(m => m.Groups["id"].Value, m => m.Groups["version"].Value);

    /// <summary>Packages that come from the feed: ours, and where there are stand-ins, those they stand in for.</summary>
    public static IReadOnlyList<string> Patterns
    {
        get
        {
#if OFFLINE
            _ = StandIns.Value;
            return ["PConv.*", "pconv", "Microsoft.ML*", "TorchSharp*"];
#else
            _ = StandIns;
            return ["PConv.*", "pconv"];
#endif
        }
    }

    /// <summary>Puts the stand-ins under the names and versions of the real packages into this feed alone.</summary>
    static void AddStandIns()
    {
        Write("Microsoft.ML", [], "lib/net10.0/Microsoft.ML.dll");
        Write("Microsoft.ML.ImageAnalytics", ["Microsoft.ML"], "lib/net10.0/_._");
        Write("Microsoft.ML.OnnxRuntime.Managed", ["System.Numerics.Tensors"], "lib/net10.0/Microsoft.ML.OnnxRuntime.dll");
        Write("Microsoft.ML.OnnxRuntime", ["Microsoft.ML.OnnxRuntime.Managed"], "runtimes/linux-x64/native/libonnxruntime.so");
        Write("TorchSharp", [], "lib/net10.0/TorchSharp.dll");
        Write("TorchSharp-cpu", ["TorchSharp"], "runtimes/linux-x64/native/libtorchshim.so");
    }

    static void Write(string id, string[] dependencies, string file)
    {
        var path = Path.Combine(Folder, $"{id}.{Versions[id]}.nupkg");
        File.Delete(path);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using (var nuspec = new StreamWriter(zip.CreateEntry(id + ".nuspec").Open()))
        {
            nuspec.Write($"""
                <package><metadata><id>{id}</id><version>{Versions[id]}</version><authors>-</authors><description>Stand-in</description>
                <dependencies><group targetFramework="net10.0">{string.Concat(dependencies.Select(d => $"<dependency id=\"{d}\" version=\"{Versions[d]}\" />"))}</group></dependencies>
                </metadata></package>
                """);
        }

        var entry = zip.CreateEntry(file, CompressionLevel.Fastest);
        if (Path.GetFileName(file) is var name && name != "_._")
        {
            using var stream = entry.Open();
            using var source = File.OpenRead(Path.Combine(AppContext.BaseDirectory, name));
            source.CopyTo(stream);
        }
    }

    [GeneratedRegex("PackageVersion Include=\"(?<id>[^\"]+)\" Version=\"(?<version>[^\"]+)\"")]
    private static partial Regex VersionLine();
}
