namespace PConv.MLNet.Training;

/// <summary>A hold on a training's output folder: as long as it lasts, no other process and no other training trains into it.</summary>
/// <remarks>It is a lock of the system on the file <c>training.lock</c>, which ends with the process, however that ends;
/// the file's length is the process's number.</remarks>
public sealed class TrainingFolder : IDisposable
{
    const string LockFile = "training.lock";
    const int SharingViolation = 32, WouldBlockOnLinux = 11, WouldBlockOnMac = 35;

    readonly FileStream file;
    readonly bool isNew;

    TrainingFolder(string path, FileStream file, bool isNew) => (Path, this.file, this.isNew) = (path, file, isNew);

    /// <summary>Gets the folder.</summary>
    public string Path { get; }

    /// <summary>Takes hold of a folder, which is made if there is none.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resume">Whether it may hold checkpoints, to go on from the latest.</param>
    /// <exception cref="InvalidOperationException">Another training holds it.</exception>
    /// <exception cref="ArgumentException">It holds checkpoints, and they are not to be gone on from.</exception>
    public static TrainingFolder Take(string path, bool resume = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var isNew = !Directory.Exists(path);
        Directory.CreateDirectory(path);
        var hold = new TrainingFolder(path, Lock(path), isNew);
        if (resume || Checkpoint.Latest(path) is null)
        {
            return hold;
        }

        hold.Dispose();
        throw new ArgumentException($"'{path}' holds checkpoints of a training. Resume it, or choose an empty folder.");
    }

    /// <summary>Lets go of the folder; one that was made for it and is still empty goes.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            file.Dispose(); // an open file cannot be removed
        }

        try
        {
            File.Delete(file.Name);
        }
        catch (IOException)
        {
            // another training has taken it meanwhile
        }

        file.Dispose();
        if (isNew && Directory.Exists(Path) && !Directory.EnumerateFileSystemEntries(Path).Any())
        {
            Directory.Delete(Path);
        }
    }

    static FileStream Lock(string path)
    {
        var name = System.IO.Path.Combine(path, LockFile);
        try
        {
            var file = new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(Environment.ProcessId); // others cannot read a locked file, but they see its length
            if (Holder(name) == Environment.ProcessId)
            {
                return file;
            }

            file.Dispose(); // the last holder has removed it after it was opened here
            return Lock(path);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is SharingViolation or WouldBlockOnLinux or WouldBlockOnMac)
        {
            var other = Holder(name) switch
            {
                null or 0 => "process",
                var id when id == Environment.ProcessId => "training of this process",
                var id => $"process (pid {id})",
            };
            throw new InvalidOperationException(
                $"'{path}' is being trained into by another {other}. Wait for it, or choose another folder.", e);
        }
    }

    /// <summary>The number of the process that holds a lock file; null where there is no file.</summary>
    static long? Holder(string name) => new FileInfo(name) is { Exists: true } file ? file.Length : null;
}
