using System.Globalization;
using PConv.MLNet.Images;

namespace PConv.MLNet;

/// <summary>Text files that name an image a line, and a number behind it.</summary>
static class NameList
{
    /// <summary>A line's image, its number as written, if it has one, and where it stands.</summary>
    public sealed record Entry(string Name, string? Number, string File, int Line)
    {
        public InvalidDataException Wrong(string why) => new($"{File}, line {Line}: {why}");
    }

    /// <summary>Reads lines of "path" or "path label", as ImageNet's and Places2's lists have them.</summary>
    /// <exception cref="InvalidDataException">A line has another form, or names an image again.</exception>
    public static IEnumerable<Entry> OfPaths(string file) => Read(file,
        entry => entry.Name.Split('/')[^1] is var name
        && (ImageFile.IsImage(name) || !name.Contains('.', StringComparison.Ordinal) && !name.Contains(' ', StringComparison.Ordinal)),
        "an image's path or a path and a label, as in 'a/airfield/00000001.jpg 0'");

    /// <summary>Reads lines of "name 0", 1 or 2, as CelebA's list_eval_partition.txt has them.</summary>
    /// <exception cref="InvalidDataException">A line has another form, or names an image again.</exception>
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

    /// <summary>Names may have spaces and begin with a slash; numbers are all digits.</summary>
    static Entry Parse(string line, string file, int number)
    {
        var space = line.LastIndexOfAny([' ', '\t']);
        var label = line[(space + 1)..];
        return space > 0 && label.All(char.IsAsciiDigit)
            ? new(line[..space].Trim().TrimStart('/'), label, file, number)
            : new(line.TrimStart('/'), null, file, number);
    }
}
