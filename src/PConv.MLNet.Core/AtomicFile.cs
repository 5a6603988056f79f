namespace PConv.MLNet.Core;

/// <summary>Writes files so that a reader finds either the whole new file or none of it.</summary>
public static class AtomicFile
{
    /// <summary>Writes beside the target under a temporary name and renames at the end; on an error nothing is left behind.</summary>
    /// <param name="path">The file to write. Missing folders are made.</param>
    /// <param name="write">Gets the temporary file's path, which has the same extension.</param>
    public static void Write(string path, Action<string> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}{Path.GetExtension(full)}");
        try
        {
            write(temporary);
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>As <see cref="Write(string, Action{string})"/>, through a stream.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(path, temporary =>
        {
            using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
            write(stream);
        });
    }
}
