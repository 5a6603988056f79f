using System.Globalization;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>Text files with one image name per line, optionally followed by a number.</summary>
static class NameList
{
    /// <summary>Image name and optional number (as written) of a line, with file and line number.</summary>
    public sealed record Entry(string Name, string? Number, string File, int Line)
    {
        public InvalidDataException Wrong(string why) => new($"{File}, line {Line}: {why}");
    }

    /// <summary>Reads lines of "path" or "path label", as ImageNet's and Places2's lists have them.</summary>
    /// <exception cref="InvalidDataException">A line is malformed or repeats an image.</exception>
    public static IEnumerable<Entry> OfPaths(string file) => Read(file,
        entry => entry.Name.Split('/')[^1] is var name
        && (ImageFile.IsImage(name) || !name.Contains('.', StringComparison.Ordinal) && !name.Contains(' ', StringComparison.Ordinal)),
        "an image's path or a path and a label, as in 'a/airfield/00000001.jpg 0'");

    /// <summary>Reads lines of "name 0", 1 or 2, as CelebA's list_eval_partition.txt has them.</summary>
    /// <exception cref="InvalidDataException">A line is malformed or repeats an image.</exception>
    public static IEnumerable<(Entry Entry, InpaintingSubset Subset)> OfSubsets(string file) =>
        Read(file, entry => entry.Number is "0" or "1" or "2",
            "an image's name and 0 (train), 1 (validation) or 2 (test), as in '000001.jpg 0'")
            .Select(entry => (entry, (InpaintingSubset)int.Parse(entry.Number!, CultureInfo.InvariantCulture)));

    static IEnumerable<Entry> Read(string file, Func<Entry, bool> fits, string form)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var entry = Parse(line.Trim(), file, number);
            if (!fits(entry))
            {
                throw entry.Wrong($"'{line}' is not {form}.");
            }

            if (!seen.Add(entry.Name))
            {
                throw entry.Wrong($"'{entry.Name}' is named for the second time. Remove one of the lines.");
            }

            yield return entry;
        }
    }

    /// <summary>Names may contain spaces and begin with a slash; numbers consist of digits only.</summary>
    static Entry Parse(string line, string file, int number)
    {
        var space = line.LastIndexOfAny([' ', '\t']);
        var label = line[(space + 1)..];
        return space > 0 && label.All(char.IsAsciiDigit)
            ? new(line[..space].Trim().TrimStart('/'), label, file, number)
            : new(line.TrimStart('/'), null, file, number);
    }
}
