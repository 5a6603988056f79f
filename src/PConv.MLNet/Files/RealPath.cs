namespace PConv.MLNet.Files;

/// <summary>Resolves all links in paths, so that two paths to the same place become equal.</summary>
static class RealPath
{
    const int MaxLinks = 40; // Linux's limit

    /// <summary>How paths are compared: case-sensitive only on Linux.</summary>
    public static StringComparer Comparer => OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>The full path with all links resolved. The last parts need not exist.</summary>
    /// <exception cref="IOException">The links are circular.</exception>
    public static string Resolve(string path)
    {
        var links = 0;
        return Follow(path, ref links);
    }

    /// <summary>Whether a path is a folder or lies below it; both without links.</summary>
    public static bool IsWithin(string path, string folder)
    {
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Comparer.Equals(at, folder))
            {
                return true;
            }
        }

        return false;
    }

    static string Follow(string path, ref int links)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var name in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, name);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (info.LinkTarget is { } target)
            {
                next = ++links <= MaxLinks
                    ? Follow(Path.Combine(real, target), ref links)
                    : throw new IOException($"The links of '{path}' lead round in a circle. Remove one of them.");
            }

            real = next;
        }

        return real;
    }
}
