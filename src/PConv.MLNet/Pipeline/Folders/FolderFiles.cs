using PConv.MLNet.Evaluation;
using PConv.MLNet.Files;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>The images below a folder, and the files that were skipped although they might be expected.</summary>
sealed class FolderFiles
{
    const int Named = 5; // number of names in a message

    /// <summary>Extensions of image formats that cannot be read; such files are named to the user.</summary>
    static readonly HashSet<string> Unread = new(StringComparer.OrdinalIgnoreCase)
    {
        ".heic", ".heif", ".hif", ".avif", ".jxl", ".jp2", ".j2k", ".jpf", ".jpx", ".bmp", ".dib", ".gif", ".apng", ".ico", ".mpo", ".tga",
        ".pcx", ".ppm", ".pgm", ".pbm", ".pnm", ".exr", ".hdr", ".svg", ".svgz", ".eps", ".psd", ".psb", ".xcf", ".kra",
        ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".srf", ".sr2", ".dng", ".raf", ".orf", ".rw2", ".pef", ".srw", ".3fr", ".iiq",
        ".x3f", ".raw",
    };

    /// <summary>Files by which the folder of an evaluation or a study is known.</summary>
    static readonly string[] OfResults = [EvaluationResult.RowsFileName, StudyOptions.KeyFileName];

    readonly List<string> images = [], others = [], links = [], results = [];

    /// <summary>Lists a folder. Files and folders whose names begin with a dot are skipped; links to folders are followed once.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="recursive">Whether to include sub-folders.</param>
    /// <param name="except">Folders to exclude.</param>
    public FolderFiles(string folder, bool recursive, params string?[] except)
    {
        foreach (var (path, leadsNowhere) in FolderWalk.Files(folder, recursive, except))
        {
            if (OfResults.Contains(Path.GetFileName(path)))
            {
                results.Add(Path.GetDirectoryName(path)!.Replace('\\', '/'));
            }
            else if (leadsNowhere)
            {
                if (ImageFile.IsImage(path) || recursive && Path.GetExtension(path).Length == 0) // the latter may have been a folder
                {
                    links.Add(path);
                }
            }
            else if (ImageFile.IsImage(path))
            {
                images.Add(path);
            }
            else if (IsUnread(path))
            {
                others.Add(path);
            }
        }

        results.RemoveAll(folder => folder.Length == 0); // the folder itself was asked for
        _ = images.RemoveAll(image => results.Exists(folder => image.StartsWith($"{folder}/", StringComparison.Ordinal)));
        images.Sort(StringComparer.Ordinal);
        others.Sort(StringComparer.Ordinal);
        links.Sort(StringComparer.Ordinal);
    }

    /// <summary>Paths of the images below the folder, with '/', sorted.</summary>
    public IReadOnlyList<string> Images => images;

    /// <summary>A message for each kind of skipped file.</summary>
    public IEnumerable<string> LeftOut
    {
        get
        {
            if (others.Count > 0)
            {
                yield return $"Left out {others.Count} {(others.Count == 1 ? "file that is" : "files that are")} no {Formats}: " +
                    $"{First(others)}.";
            }

            if (results.Count > 0)
            {
                yield return $"Left out the results of {(results.Count == 1 ? "an earlier run" : $"{results.Count} earlier runs")}: " +
                    $"{First(results)}.";
            }

            if (links.Count > 0)
            {
                yield return $"Left out {links.Count} {(links.Count == 1 ? "link that leads" : "links that lead")} nowhere: " +
                    $"{First(links)}.";
            }
        }
    }

    /// <summary>Whether a path has the extension of an image, whether the format is supported or not.</summary>
    public static bool HasImageExtension(string path) => ImageFile.IsImage(path) || IsUnread(path);

    /// <summary>The first of some names, for an error.</summary>
    public static string First(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");

    static bool IsUnread(string path) => !ImageFile.IsImage(path) && Unread.Contains(Path.GetExtension(path));

    /// <summary>The supported formats, such as "JPEG, PNG or WebP".</summary>
    static string Formats
    {
        get
        {
            string[] names = [.. ImageFile.Extensions.Select(NameOf).Distinct()];
            return $"{string.Join(", ", names[..^1])} or {names[^1]}";
        }
    }

    static string NameOf(string extension) => extension switch
    {
        ".jpg" or ".jpeg" or ".jfif" or ".jpe" => "JPEG",
        ".webp" => "WebP",
        ".tif" or ".tiff" => "TIFF",
        _ => extension[1..].ToUpperInvariant(),
    };
}
