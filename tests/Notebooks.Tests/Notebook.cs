using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>A notebook of this checkout, nbformat 4.5.</summary>
sealed class Notebook
{
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly string path;

    Notebook(string path) => (this.path, Root) = (path, JsonNode.Parse(File.ReadAllText(path))!.AsObject());

    /// <summary>The checkout.</summary>
    public static string Checkout { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "root.txt")).Trim();

    public static string Folder { get; } = Path.Combine(Checkout, "notebooks");

    public static IEnumerable<string> Names { get; } = [.. Directory.EnumerateFiles(Folder, "*.ipynb").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public JsonObject Root { get; }

    public long Bytes => new FileInfo(path).Length;

    public IReadOnlyList<NotebookCell> Cells => [.. Root["cells"]!.AsArray().Select(cell => new NotebookCell(cell!.AsObject()))];

    public IEnumerable<NotebookCell> Code => Cells.Where(cell => cell.IsCode);

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

    /// <summary>What a compiler can read; kernels themselves act on references.</summary>
    public string WithoutReferences => string.Join('\n', Source.Split('\n').Where(line => !IsReference(line)));

    /// <summary>What running it has shown: by form, as <c>image/png</c>; what it wrote to the console is <c>stdout</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Shown =>
        [.. from output in cell["outputs"]!.AsArray()
            from form in output!["data"]?.AsObject() ?? new() { ["stdout"] = output["text"]!.DeepClone() }
            select KeyValuePair.Create(form.Key, TextOf(form.Value!))];

    /// <summary>Puts what a run has shown in the place of what is stored.</summary>
    public void Store(int run, IReadOnlyList<KeyValuePair<string, string>> shown)
    {
        var outputs = new JsonArray();
        foreach (var (_, text) in shown.Where(s => s.Key == "stdout"))
        {
            outputs.Add((JsonNode)new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = Lines(text) });
        }

        if (shown.Where(s => s.Key != "stdout").ToArray() is { Length: > 0 } forms)
        {
            var data = new JsonObject(forms.Select(s => KeyValuePair.Create(s.Key, s.Key == "image/png" ? s.Value : (JsonNode?)Lines(s.Value))));
            outputs.Add((JsonNode)new JsonObject { ["output_type"] = "execute_result", ["data"] = data, ["metadata"] = new JsonObject(), ["execution_count"] = run });
        }

        (cell["execution_count"], cell["outputs"]) = (run, outputs);
    }

    static bool IsReference(string line) => line.StartsWith("#r", StringComparison.Ordinal);

    static JsonArray Lines(string text) => [.. text.Split('\n').Select((line, i) => (JsonNode?)(i < text.Count(c => c == '\n') ? line + '\n' : line)).Where(line => (string)line! != "")];

    static string TextOf(JsonNode text) => text is JsonArray lines ? string.Concat(lines.Select(line => (string)line!)) : (string)text!;
}
