namespace PConv.MLNet.Training;

/// <summary>A lock on the output folder of a training. Until it is disposed of, no other training, in this or another process, can use the
/// folder.</summary>
/// <remarks>The operating system locks the file <c>training.lock</c> and releases it when the process ends, even if it is killed. The
/// length of the file is the process ID.</remarks>
public sealed class TrainingFolder : IDisposable
{
    const string LockFile = "training.lock";
    const int SharingViolation = 32, WouldBlockOnLinux = 11, WouldBlockOnMac = 35;

    readonly FileStream file;
    readonly bool isNew;

    TrainingFolder(string path, FileStream file, bool isNew) => (Path, this.file, this.isNew) = (path, file, isNew);

    /// <summary>Path of the folder.</summary>
    public string Path { get; }

    /// <summary>Locks a folder, which is created if it does not exist.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resume">Whether the folder may contain checkpoints.</param>
    /// <exception cref="InvalidOperationException">Another training uses the folder.</exception>
    /// <exception cref="ArgumentException">The folder contains checkpoints, and <paramref name="resume"/> is false.</exception>
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

    /// <summary>Releases the lock. The folder is deleted if it was created by <see cref="Take"/> and is still empty.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            file.Dispose(); // Windows cannot delete an open file
        }

        try
        {
            File.Delete(file.Name);
        }
        catch (IOException)
        {
            // another training has locked the folder meanwhile
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
            file.SetLength(Environment.ProcessId); // other processes cannot read a locked file, but can get its length
            if (Holder(name) == Environment.ProcessId)
            {
                return file;
            }

            file.Dispose(); // the previous owner deleted the file after it was opened here
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
                $"Another {other} trains in '{path}'. Wait until it ends, or choose another folder.", e);
        }
    }

    /// <summary>ID of the process that owns a lock file; null if the file does not exist.</summary>
    static long? Holder(string name) => new FileInfo(name) is { Exists: true } file ? file.Length : null;
}
