using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>A notebook of this checkout, nbformat 4.5.</summary>
sealed class Notebook
{
    static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    readonly string path;

    Notebook(string path) => (this.path, Root) = (path, JsonNode.Parse(File.ReadAllText(path))!.AsObject());

    public static string Folder { get; } = Path.Combine(Built.Root, "notebooks");

    public static IEnumerable<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.ipynb").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public JsonObject Root { get; }

    public long Bytes => new FileInfo(path).Length;

    public IReadOnlyList<NotebookCell> Cells => [.. Root["cells"]!.AsArray().Select(cell => new NotebookCell(cell!.AsObject()))];

    public IEnumerable<NotebookCell> Code => Cells.Where(cell => cell.IsCode);

    public bool UsesTorch => Code.SelectMany(cell => cell.References).Any(line => line.Contains("TorchSharp", StringComparison.Ordinal));

    public static Notebook Load(string name) => new(Path.Combine(Folder, name));

    public void Save() => File.WriteAllText(path, Root.ToJsonString(Json) + '\n');
}

/// <summary>One of its cells.</summary>
sealed class NotebookCell(JsonObject cell)
{
    public string Id => (string)cell["id"]!;

    public bool IsCode => (string)cell["cell_type"]! == "code";

    public string Source => TextOf(cell["source"]!);

    /// <summary>Lines that name packages.</summary>
    public IEnumerable<string> References => Source.Split('\n').Where(IsReference);

    public bool ReferencesPackages => References.Any();

    /// <summary>What running it has shown.</summary>
    public IReadOnlyList<Output> Shown => [.. cell["outputs"]!.AsArray().Select(output => new Output((string)output!["output_type"]!,
        output["data"] is JsonObject forms
            ? [.. forms.Select(form => KeyValuePair.Create(form.Key, TextOf(form.Value!)))]
            : [KeyValuePair.Create((string)output["name"]!, TextOf(output["text"]!))]))];

    /// <summary>Puts what a run has shown in the place of what is stored.</summary>
    public void Store(int run, IReadOnlyList<Output> shown) =>
        (cell["execution_count"], cell["outputs"]) = (run, new JsonArray([.. shown.Select(output => Stored(output, run))]));

    static JsonObject Stored(Output output, int run)
    {
        if (output.Kind == "stream")
        {
            return new() { ["output_type"] = output.Kind, ["name"] = output.Forms[0].Key, ["text"] = Lines(output.Forms[0].Value) };
        }

        var data =
            new JsonObject(
                output.Forms.Select(f => KeyValuePair.Create(f.Key, f.Key == "image/png" ? f.Value : (JsonNode?)Lines(f.Value))));
        var stored = new JsonObject { ["output_type"] = output.Kind, ["data"] = data, ["metadata"] = new JsonObject() };
        if (output.Kind == "execute_result")
        {
            stored["execution_count"] = run;
        }

        return stored;
    }

    static bool IsReference(string line) => line.StartsWith("#r", StringComparison.Ordinal);

    static JsonArray Lines(string text) =>
        [.. text.Split('\n').Select((line, i) => (JsonNode?)(i < text.Count(c => c == '\n') ? line + '\n' : line))
            .Where(line => (string)line! != "")];

    static string TextOf(JsonNode text) => text is JsonArray lines ? string.Concat(lines.Select(line => (string)line!)) : (string)text!;
}
