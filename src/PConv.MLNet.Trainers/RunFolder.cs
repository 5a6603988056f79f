namespace PConv.MLNet.Trainers;

/// <summary>The folder one fit writes to: the user's, or a temporary one that is gone afterwards.</summary>
sealed class RunFolder(string? named) : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = named ?? Directory.CreateTempSubdirectory("pconv-training-").FullName;

    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Removes a temporary folder.</summary>
    public void Dispose()
    {
        if (named is null)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
