namespace PConv.MLNet.Training;

/// <summary>The folder one fit writes to, held against others: the user's, or a temporary one that is gone afterwards.</summary>
/// <param name="named">The user's, or null.</param>
/// <param name="resume">Whether it may hold checkpoints.</param>
sealed class RunFolder(string? named, bool resume) : IDisposable
{
    /// <summary>The hold on it.</summary>
    public TrainingFolder Hold { get; } =
        TrainingFolder.Take(named ?? Directory.CreateTempSubdirectory("pconv-training-").FullName, resume);

    /// <summary>Its path.</summary>
    public string Path => Hold.Path;

    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Removes a temporary folder.</summary>
    public void Dispose()
    {
        Hold.Dispose();
        if (named is null)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
