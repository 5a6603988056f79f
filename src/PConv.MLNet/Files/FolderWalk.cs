using System.IO.Enumeration;

namespace PConv.MLNet.Files;

/// <summary>A file that a walk found.</summary>
/// <param name="Path">Path below the folder, with '/'.</param>
/// <param name="LeadsNowhere">Whether it is a link to something that is not there.</param>
readonly record struct WalkedFile(string Path, bool LeadsNowhere);

/// <summary>Walks through folders. Each is entered once, however many links lead to it, and under its own path where it has one below the
/// first.</summary>
static class FolderWalk
{
    /// <summary>The files below a folder, in no fixed order. Those whose names begin with a dot are not looked at, nor such
    /// folders.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="recursive">Whether folders within are entered.</param>
    /// <param name="except">Folders that are not entered; one that holds the first has no effect.</param>
    public static IEnumerable<WalkedFile> Files(string folder, bool recursive, params string?[] except)
    {
        var root = RealPath.Resolve(folder);
        string[] closed = [.. except.OfType<string>().Select(RealPath.Resolve).Where(path => !RealPath.IsWithin(root, path))];
        var entered = new HashSet<string>(RealPath.Comparer);
        var folders = new Stack<(string Path, string Real)>([("", root)]);
        var links = new SortedSet<string>(StringComparer.Ordinal); // after all folders, so that these keep their own paths
        while (folders.Count > 0 || links.Count > 0)
        {
            if (!folders.TryPop(out var next))
            {
                next = (links.Min!, RealPath.Resolve(Path.Combine(folder, links.Min!)));
                links.Remove(next.Path);
            }

            if (closed.Any(path => RealPath.IsWithin(next.Real, path)) || !entered.Add(next.Real))
            {
                continue;
            }

            foreach (var (name, isFolder, isLink) in Entries(next.Real))
            {
                var path = next.Path.Length == 0 ? name : $"{next.Path}/{name}";
                if (!isFolder)
                {
                    yield return new(path, isLink && LeadsNowhere(Path.Combine(next.Real, name)));
                }
                else if (recursive && isLink)
                {
                    links.Add(path);
                }
                else if (recursive)
                {
                    folders.Push((path, Path.Combine(next.Real, name)));
                }
            }
        }
    }

    static bool LeadsNowhere(string link)
    {
        try
        {
            return !File.Exists(RealPath.Resolve(link)); // of the link itself it would say that it is there
        }
        catch (IOException)
        {
            return true; // round in a circle
        }
    }

    static FileSystemEnumerable<(string Name, bool IsFolder, bool IsLink)> Entries(string folder) => new(
        folder,
        (ref FileSystemEntry entry) =>
        (entry.FileName.ToString(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0),
        new EnumerationOptions { IgnoreInaccessible = false });
}
