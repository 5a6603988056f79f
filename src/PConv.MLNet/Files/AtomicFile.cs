using System.Formats.Tar;

namespace PConv.MLNet.Files;

/// <summary>Writes files so that a reader finds either the whole new file or none of it.</summary>
static class AtomicFile
{
    /// <summary>Writes to a temporary file next to the target and renames it at the end; on an error nothing is left behind.</summary>
    /// <remarks>If the path is a link, its target is written and the link stays. A replaced file keeps its Unix mode.</remarks>
    /// <exception cref="IOException">The path leads to a pipe or device, or the file cannot be written.</exception>
    /// <param name="path">The file to write. Missing folders are created.</param>
    /// <param name="write">Receives the temporary file's path, which has the same extension. The file may already exist, empty.</param>
    public static void Write(string path, Action<string> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var full = RealPath.Resolve(path);
        if (IsSpecial(full))
        {
            throw new IOException($"'{path}' is a pipe or device, which is not replaced. Name a file.");
        }

        var folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}{Path.GetExtension(path)}");
        try
        {
            if (OperatingSystem.IsWindows() || !File.Exists(full))
            {
                write(temporary);
            }
            else
            {
                var mode = File.GetUnixFileMode(full);
                CreateWritable(temporary, mode); // so that no other user can read it in the meantime
                write(temporary);
                File.SetUnixFileMode(temporary, mode);
            }

            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Like <see cref="Write(string, Action{string})"/>, with a stream.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(path, temporary =>
        {
            using var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write);
            write(stream);
        });
    }

    /// <summary>Whether a path leads to a pipe or device. It is not opened: that could wait for another process.</summary>
    public static bool IsSpecial(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return false;
        }

        var real = new FileInfo(RealPath.Resolve(path));
        if (!real.Exists || real.Length > 0)
        {
            return !real.Exists && real.FullName.StartsWith("/proc/", StringComparison.Ordinal); // a shell's, "/proc/9/fd/pipe:[1]"
        }

        using var header = new MemoryStream();
        using (var tar = new TarWriter(header, TarEntryFormat.Ustar, leaveOpen: true)) // which tells kinds of files apart
        {
            tar.WriteEntry(real.FullName, "a");
        }

        header.Position = 0;
        using var reader = new TarReader(header);
        return reader.GetNextEntry() is { EntryType: not TarEntryType.RegularFile };
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    static void CreateWritable(string file, UnixFileMode mode)
    {
        using var empty = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = mode | UnixFileMode.UserWrite,
        });
    }
}
