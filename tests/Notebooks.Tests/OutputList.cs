using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>Gathers what a cell shows from its kernel's events.</summary>
sealed class OutputList
{
    readonly List<(string? Id, Output Output)> outputs = [];

    public IReadOnlyList<Output> All => [.. outputs.Select(o => o.Output)];

    /// <summary>Adds what an event shows, if it shows anything.</summary>
    public void Add(string name, JsonObject content)
    {
        var values = content["formattedValues"]?.AsArray() ?? [];
        var forms = values.Select(v => KeyValuePair.Create((string)v!["mimeType"]!, (string)v["value"]!)).ToArray();
        var id = (string?)content["valueId"];
        switch (name)
        {
            case "StandardOutputValueProduced":
                Write("stdout", forms.Single().Value);
                break;
            case "StandardErrorValueProduced":
                Write("stderr", forms.Single().Value);
                break;
            case "DisplayedValueUpdated":
                outputs[outputs.FindIndex(o => o.Id == id)] = (id, new("display_data", forms));
                break;
            case "DisplayedValueProduced" or "ReturnValueProduced" when forms.Length > 0:
                outputs.Add((id, new(name == "ReturnValueProduced" ? "execute_result" : "display_data", forms)));
                break;
        }
    }

    /// <summary>What is written to a stream piece by piece is one output.</summary>
    void Write(string stream, string text)
    {
        if (outputs is [.., (_, { Kind: "stream", Forms: [(var last, var before)] })] && last == stream)
        {
            outputs.RemoveAt(outputs.Count - 1);
            text = before + text;
        }

        outputs.Add((null, new("stream", [KeyValuePair.Create(stream, text)])));
    }
}
