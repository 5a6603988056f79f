namespace PConv.MLNet;

/// <summary>Maps CelebA-HQ images to their CelebA originals: lines of "idx orig_idx orig_file" after a header line.</summary>
static class CelebAMapping
{
    public const string FileName = "CelebA-HQ-to-CelebA-mapping.txt";

    /// <summary>File names of the originals by the number of the CelebA-HQ image.</summary>
    /// <exception cref="InvalidDataException">A line is malformed; the message contains its number.</exception>
    public static Dictionary<int, string> Read(string file)
    {
        var originals = new Dictionary<int, string>();
        foreach (var (line, number) in File.ReadLines(file).Select((line, i) => (line, i + 1)).Skip(1))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var index, _, var original]
                || !int.TryParse(index, out var key) || !originals.TryAdd(key, original))
            {
                throw new InvalidDataException(
                    $"{file}, line {number}: '{line}' is not a number that was not there before, the original's number and the " +
                    $"original's name, as in '0 119613 119614.jpg'.");
            }
        }

        return originals;
    }
}
