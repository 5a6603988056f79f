using System.Collections.Concurrent;
using PConv.MLNet.Files;

namespace PConv.MLNet.Masks;

/// <summary>The mask files below a folder, sorted by path, decoded on demand and cached in memory at one bit per pixel.</summary>
sealed class MaskFiles
{
    readonly string folder;
    readonly string[] files;
    readonly IMaskReader reader;
    readonly ConcurrentDictionary<int, HolePlane> kept = [];
    readonly ConcurrentDictionary<int, bool> unreadable = [];
    long room;

    /// <summary>Lists the folder.</summary>
    /// <param name="folder">The folder, including its subfolders.</param>
    /// <param name="reader">Decodes the files.</param>
    /// <param name="capacity">Cache size in bytes, 256 MiB by default: 8,000 masks of 512².</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">The folder contains no file that the reader can read.</exception>
    public MaskFiles(string folder, IMaskReader reader, long capacity = 256L << 20)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(reader);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no mask folder '{folder}'. Check the path.");
        }

        (this.folder, this.reader, room) = (folder, reader, capacity);
        files = [.. FolderWalk.Files(folder, recursive: true).Select(file => Path.Combine(folder, file.Path)).Where(reader.CanRead)
            .Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            throw new InvalidDataException(
                $"Mask folder '{folder}' holds no mask that can be read. Put mask images there, or generate some.");
        }
    }

    /// <summary>Number of files.</summary>
    public int Count => files.Length;

    /// <summary>Receives one message for every file that cannot be read and is skipped.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>The holes of a file's mask, or of the next file that can be read.</summary>
    /// <exception cref="InvalidDataException">None of the files can be read.</exception>
    internal HolePlane Read(int index)
    {
        for (var i = index; i < index + files.Length; i++)
        {
            if (TryRead(i % files.Length) is { } holes)
            {
                return holes;
            }
        }

        throw new InvalidDataException($"None of the {files.Length} masks in '{folder}' can be read. Check its files.");
    }

    HolePlane? TryRead(int index)
    {
        if (kept.TryGetValue(index, out var holes) || unreadable.ContainsKey(index))
        {
            return holes;
        }

        try
        {
            holes = HolePlane.From(reader.Read(files[index]));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (unreadable.TryAdd(index, true))
            {
                Report($"Passed over mask {files[index]}: {e.Message}");
            }

            return null;
        }

        if (Interlocked.Add(ref room, -holes.Bytes) >= 0)
        {
            kept[index] = holes;
        }
        else
        {
            Interlocked.Add(ref room, holes.Bytes);
        }

        return holes;
    }
}
