using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

/// <summary>Reads masks from text files: a line a row, <c>#</c> = hole.</summary>
sealed class TextMaskReader : IMaskReader
{
    int reads;

    /// <summary>Files decoded so far.</summary>
    public int Reads => reads;

    public static string Write(string path, Mask mask)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, Enumerable.Range(0, mask.Height)
            .Select(y => string.Concat(Enumerable.Range(0, mask.Width).Select(x => mask[x, y] ? '.' : '#'))));
        return path;
    }

    public bool CanRead(string path) => Path.GetExtension(path) is ".txt" or ".png";

    public Mask Read(string path)
    {
        Interlocked.Increment(ref reads);
        var lines = File.ReadAllLines(path);
        return lines.Length > 0 && lines.All(l => l.Length == lines[0].Length && l.All(c => c is '.' or '#'))
            ? Mask.FromHoles(lines[0].Length, lines.Length, [.. string.Concat(lines).Select(c => c == '#')])
            : throw new InvalidDataException("It is no mask.");
    }
}
