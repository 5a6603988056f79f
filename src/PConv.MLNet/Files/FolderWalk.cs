using System.IO.Enumeration;

namespace PConv.MLNet.Files;

/// <summary>A file found in a folder.</summary>
/// <param name="Path">Path relative to the folder, with '/'.</param>
/// <param name="LeadsNowhere">Whether it is a link to a missing target.</param>
readonly record struct WalkedFile(string Path, bool LeadsNowhere);

/// <summary>Enumerates files in folders. Each folder is entered only once, even if several links lead to it, and by its own path if it has
/// one below the root.</summary>
static class FolderWalk
{
    /// <summary>The files below a folder, in no fixed order. Files and folders whose names begin with a dot are skipped.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="recursive">Whether to enter subfolders.</param>
    /// <param name="except">Folders to skip; one that contains the root has no effect.</param>
    public static IEnumerable<WalkedFile> Files(string folder, bool recursive, params string?[] except)
    {
        var root = RealPath.Resolve(folder);
        string[] closed = [.. except.OfType<string>().Select(RealPath.Resolve).Where(path => !RealPath.IsWithin(root, path))];
        var entered = new HashSet<string>(RealPath.Comparer);
        var folders = new Stack<(string Path, string Real)>([("", root)]);
        var links = new SortedSet<string>(StringComparer.Ordinal); // visited after all folders, so that those keep their own paths
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
            return !File.Exists(RealPath.Resolve(link)); // for the link itself, File.Exists would return true
        }
        catch (IOException)
        {
            return true; // circular link
        }
    }

    static FileSystemEnumerable<(string Name, bool IsFolder, bool IsLink)> Entries(string folder) => new(
        folder,
        (ref FileSystemEntry entry) =>
        (entry.FileName.ToString(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0),
        new EnumerationOptions { IgnoreInaccessible = false });
}
