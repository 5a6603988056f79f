using System.IO.Compression;
using System.Xml.Linq;

namespace Packages.Tests;

/// <summary>A package's file, opened.</summary>
sealed class Package
{
    readonly Dictionary<string, byte[]> entries;

    public Package(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        entries = zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        });
        Metadata = XDocument.Parse(Text(entries.Keys.Single(name => name.EndsWith(".nuspec", StringComparison.Ordinal)))).Root!.Elements()
            .Single(e => e.Name.LocalName == "metadata");
    }

    /// <summary>What the nuspec says.</summary>
    public XElement Metadata { get; }

    public string? this[string element] => Metadata.Elements().SingleOrDefault(e => e.Name.LocalName == element)?.Value;

    /// <summary>Packages it depends on, with the versions.</summary>
    public Dictionary<string, string> Dependencies => Metadata.Descendants().Where(e => e.Name.LocalName == "dependency")
        .ToDictionary(e => e.Attribute("id")!.Value, e => e.Attribute("version")!.Value);

    public IEnumerable<string> Files(string folder, string extension = "") =>
        entries.Keys.Where(name => name.StartsWith(folder, StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.Ordinal));

    public byte[] Bytes(string file) => entries[file];

    public string Text(string file) => System.Text.Encoding.UTF8.GetString(Bytes(file)).TrimStart('\uFEFF');

    /// <summary>Code of one language in its README.</summary>
    public string Code(string language) => Text("README.md").Split($"```{language}\n")[1].Split("```")[0];
}
