namespace PConv.MLNet.Training;

/// <summary>The locked output folder of a fit: the user's, or a temporary folder that is deleted afterwards.</summary>
/// <param name="named">The user's folder; null for a temporary one.</param>
/// <param name="resume">Whether the folder may contain checkpoints.</param>
sealed class RunFolder(string? named, bool resume) : IDisposable
{
    /// <summary>The lock on the folder.</summary>
    public TrainingFolder Hold { get; } =
        TrainingFolder.Take(named ?? Directory.CreateTempSubdirectory("pconv-training-").FullName, resume);

    public string Path => Hold.Path;

    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Releases the lock and deletes a temporary folder.</summary>
    public void Dispose()
    {
        Hold.Dispose();
        if (named is null)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
