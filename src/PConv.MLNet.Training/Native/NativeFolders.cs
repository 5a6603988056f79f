using System.Runtime.InteropServices;

namespace PConv.MLNet.Training;

/// <summary>Finds the folders with the native libraries of TorchSharp's packages on Linux.</summary>
static class NativeFolders
{
    const string LibtorchVersion = "2.10.0"; // for TorchSharp 0.107; the package cache may contain others

    /// <summary>Returns the existing folders in the order to search: the application's, those of its deps.json, and those of the package
    /// cache, which notebooks use.</summary>
    /// <param name="torchSharp">Path of the managed assembly, from which the package cache is found.</param>
    public static IReadOnlyList<string> Find(string torchSharp)
    {
        // RuntimeInformation.RuntimeIdentifier would name the distribution if its own build of .NET is used
        var native = Path.Combine("runtimes", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native");
        var probed =
            (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string
                ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string?[] places = [AppContext.BaseDirectory, .. probed, Path.GetDirectoryName(torchSharp)];
        var folders = places.OfType<string>().Where(place => place.Length > 0)
            .SelectMany(place => new[] { place, Path.Combine(place, native) });
        return [.. folders.Concat(InPackageCache(torchSharp, native)).Where(Directory.Exists).Distinct()];
    }

    /// <summary>Returns the folders of the libtorch packages next to PACKAGES/torchsharp/VERSION/lib/FRAMEWORK/TorchSharp.dll.</summary>
    static IEnumerable<string> InPackageCache(string assembly, string native)
    {
        if (Ancestor(assembly, 4) is not { } package || !Path.GetFileName(package).Equals("torchsharp", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var libtorch = Directory.EnumerateDirectories(Path.GetDirectoryName(package)!, "libtorch-*")
            .SelectMany(Directory.EnumerateDirectories)
            .OrderByDescending(version => Path.GetFileName(version) == LibtorchVersion)
            .ThenByDescending(version => version.Contains("libtorch-cpu", StringComparison.OrdinalIgnoreCase));
        return [Path.Combine(Ancestor(assembly, 3)!, native), .. libtorch.Select(version => Path.Combine(version, native))];
    }

    static string? Ancestor(string path, int levels) =>
        levels == 0 || string.IsNullOrEmpty(path) ? path : Ancestor(Path.GetDirectoryName(path) ?? "", levels - 1);
}
