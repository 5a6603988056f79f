namespace Notebooks.Tests;

/// <summary>A temporary copy of the folders that a notebook reads, in which it runs and writes.</summary>
sealed class Place : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("pconv").FullName;

    public Place()
    {
        var photos = Path.Combine("tests", "data", "photos");
        Copy(Path.Combine(Built.Root, photos), Path.Combine(root, photos));
        Copy(Built.Unpacked, Packages);
        Directory.CreateDirectory(Notebooks);
    }

    /// <summary>The current folder of the notebook.</summary>
    public string Notebooks => Path.Combine(root, "notebooks");

    /// <summary>
    /// This checkout's packages, unpacked. They lie here and not where the build has put them because .NET Interactive notes in the user's
    /// profile which files the same package lines gave the last time; it asks NuGet again when those files are gone.
    /// </summary>
    public string Packages => Path.Combine(root, "packages");

    public void Dispose() => Directory.Delete(root, recursive: true);

    static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
