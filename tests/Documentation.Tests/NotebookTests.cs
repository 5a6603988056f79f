using System.Text.Json;

namespace Documentation.Tests;

[Collection(nameof(Workplace))]
public class NotebookTests
{
    static string Folder => Path.Combine(AppContext.BaseDirectory, "documents");

    public static TheoryData<string> Notebooks => [.. Directory.EnumerateFiles(Folder, "*.ipynb").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task Notebook_RunFromTopToBottom_GivesItsStoredResult(string name)
    {
        using var place = new Workplace();
        var cells = Cells(name).Where(cell => cell.Kind == "code").ToArray();

        var result = await Workplace.Run([.. cells.Select(cell => WithoutPackages(cell.Source))]);

        Assert.Equal(cells[^1].Output, result?.ToString());
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Notebook_FirstCode_ReferencesThisPackage(string name)
    {
        var version = typeof(PConv.MLNet.ImageFile).Assembly.GetName().Version!.ToString(3);

        Assert.StartsWith($"#r \"nuget: PConv.MLNet, {version}\"", Cells(name).First(cell => cell.Kind == "code").Source);
    }

    static string WithoutPackages(string source) => string.Join('\n', source.Split('\n').Where(line => !line.StartsWith("#r", StringComparison.Ordinal)));

    static IEnumerable<(string Kind, string Source, string? Output)> Cells(string name)
    {
        using var notebook = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name)));
        foreach (var cell in notebook.RootElement.GetProperty("cells").EnumerateArray())
        {
            var output = cell.TryGetProperty("outputs", out var outputs) && outputs.GetArrayLength() > 0
                ? Text(outputs[0].GetProperty("data").GetProperty("text/plain"))
                : null;
            yield return (cell.GetProperty("cell_type").GetString()!, Text(cell.GetProperty("source")), output);
        }
    }

    static string Text(JsonElement lines) => string.Concat(lines.EnumerateArray().Select(line => line.GetString()));
}
