using System.Buffers.Binary;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Notebooks.Tests;

/// <summary>The files as they are stored.</summary>
public partial class NotebookFileTests
{
    const long MaxBytes = 2 << 20;
    const int MaxColumns = 100; // what GitHub shows without scrolling
    const int MinSide = 256; // px

    public static TheoryData<string> Names => [.. Notebook.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_Title_AsksOneQuestion(string name)
    {
        var title = Notebook.Load(name).Cells[0].Source.Split('\n')[0];

        Assert.Matches($@"^# {name[..2]} [^?]+\?$", title);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_Metadata_IsThatOfTheCSharpKernel(string name)
    {
        var root = Notebook.Load(name).Root;

        Assert.True(JsonNode.DeepEquals(root["metadata"], JsonNode.Parse(
            """
            { "kernelspec": { "display_name": ".NET (C#)", "language": "C#", "name": ".net-csharp" },
              "language_info": { "name": "polyglot-notebook" } }
            """)));
        Assert.Equal((4, 5), ((int)root["nbformat"]!, (int)root["nbformat_minor"]!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_FirstCode_ReferencesThisPackageThenKnownOnes(string name)
    {
        var ours = Built.Version;
        var known = XDocument.Load(Path.Combine(Built.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Select(p => (Name: (string)p.Attribute("Include")!, Version: (string)p.Attribute("Version")!)).ToArray();
        var code = Notebook.Load(name).Code.ToArray();

        Assert.StartsWith($"#r \"nuget: PConv.MLNet, {ours}\"\n", code[0].Source);
        Assert.All(code.SelectMany(cell => cell.References), line =>
        {
            var package = Reference().Match(line) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value)
                : throw new FormatException(line);
            Assert.True(known.Contains(package)
                || (package.Item1.StartsWith("PConv.MLNet", StringComparison.Ordinal) && package.Item2 == ours), line);
        });
        Assert.Contains("#r \"nuget: Microsoft.ML.OnnxRuntime, ", code[0].Source);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_Cells_HaveIdsAndOutputsOfOneRun(string name)
    {
        var notebook = Notebook.Load(name);
        var cells = notebook.Root["cells"]!.AsArray().Where(cell => (string)cell!["cell_type"]! == "code");

        Assert.Distinct(notebook.Cells.Select(cell => cell.Id));
        Assert.All(notebook.Cells, cell => Assert.Matches("^[a-zA-Z0-9-_]{1,64}$", cell.Id)); // nbformat 4.5
        Assert.Equal(Enumerable.Range(1, cells.Count()), cells.Select(cell => (int?)cell!["execution_count"] ?? 0));
        Assert.NotEmpty(notebook.Code.SelectMany(cell => cell.Shown));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_Code_FitsIntoAHundredColumns(string name) => Assert.All(
        Notebook.Load(name).Code.SelectMany(cell => cell.Source.Split('\n')), line => Assert.True(line.Length <= MaxColumns, line));

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_Images_AreLargeEnoughToJudge(string name)
    {
        var images = Notebook.Load(name).Root["cells"]!.AsArray().SelectMany(cell => cell!["outputs"]?.AsArray() ?? [])
            .Select(output => (string?)output!["data"]?["image/png"]).OfType<string>().Select(Convert.FromBase64String);

        Assert.All(images, png => Assert.InRange(
            Math.Min(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))),
            MinSide, int.MaxValue));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_Beginning_SaysHowPackagesAreFoundFromAClone(string name) =>
        Assert.Contains("From a clone", Notebook.Load(name).Cells[0].Source);

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_File_IsSmall(string name) => Assert.InRange(Notebook.Load(name).Bytes, 1, MaxBytes);

    [Fact]
    public void Readme_NamesEveryNotebookAndItsQuestion()
    {
        var readme = File.ReadAllText(Path.Combine(Notebook.Folder, "README.md"));

        Assert.All(Notebook.Names,
            name => Assert.Contains($"[{name[..2]}]({name}) | {Notebook.Load(name).Cells[0].Source.Split('\n')[0][5..]} |", readme));
    }

    [GeneratedRegex("^#r \"nuget: ([\\w.-]+), ([\\w.-]+)\"$")]
    private static partial Regex Reference();
}
