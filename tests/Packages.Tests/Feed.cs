using System.Reflection;
using System.Text.RegularExpressions;

namespace Packages.Tests;

/// <summary>The folder of packages that the build has made.</summary>
static partial class Feed
{
    static readonly Dictionary<string, string?> Known = typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(a => a.Key, a => a.Value);

    public static string Folder => Known["Feed"]!;

    public static string Root => Known["Root"]!;

    public static string Version => Known["Version"]!;

    /// <summary>Where NuGet keeps what it has restored for these tests: a source for what is not ours.</summary>
    public static string Restored => Known["NuGetPackageRoot"]!;

    public static Package Open(string id, string extension = "nupkg") => new(Path.Combine(Folder, $"{id}.{Version}.{extension}"));

    /// <summary>The versions that this repository names.</summary>
    public static Dictionary<string, string> Versions { get; } = VersionLine()
        .Matches(File.ReadAllText(Path.Combine(Root, "Directory.Packages.props")))
        .ToDictionary(m => m.Groups["id"].Value, m => m.Groups["version"].Value);

    [GeneratedRegex("PackageVersion Include=\"(?<id>[^\"]+)\" Version=\"(?<version>[^\"]+)\"")]
    private static partial Regex VersionLine();
}
