namespace Notebooks.Tests;

/// <summary>A copy of the folders that notebooks read, in which they run and write: the current directory is that of the notebooks.</summary>
sealed class Place : IDisposable
{
    readonly string before = Directory.GetCurrentDirectory();
    readonly string root = Directory.CreateTempSubdirectory("pconv").FullName;

    public Place()
    {
        var photos = Path.Combine("tests", "data", "photos");
        Directory.CreateDirectory(Path.Combine(root, photos));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Notebook.Checkout, photos)))
        {
            File.Copy(file, Path.Combine(root, photos, Path.GetFileName(file)));
        }

        Directory.SetCurrentDirectory(Directory.CreateDirectory(Path.Combine(root, "notebooks")).FullName);
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(before);
        Directory.Delete(root, recursive: true);
    }
}
