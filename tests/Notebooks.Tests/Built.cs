using System.Reflection;

namespace Notebooks.Tests;

/// <summary>What the build has noted.</summary>
static class Built
{
    static readonly Dictionary<string, string?> Notes =
        typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(a => a.Key, a => a.Value);

    /// <summary>The checkout.</summary>
    public static string Root => Notes["Root"]!;

    /// <summary>The version of this checkout's packages.</summary>
    public static string Version => Notes["Version"]!;

    /// <summary>The folder of this checkout's packages, a source for NuGet.</summary>
    public static string Feed => Notes["Feed"]!;

    /// <summary>The same packages, unpacked by NuGet.</summary>
    public static string Unpacked => Notes["Unpacked"]!;

    /// <summary>Where NuGet keeps what it has restored on this machine.</summary>
    public static string PackageFolder => Notes["NuGetPackageRoot"]!;

    /// <summary>.NET Interactive's program.</summary>
    public static string Kernel => Notes["Kernel"]!;
}
