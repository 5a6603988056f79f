using System.Text.Json;
using System.Text.Json.Nodes;

namespace PConv.MLNet.Evaluation;

/// <summary>Everything that the results of a run depend on, as JSON. It is the first line of the file of rows.</summary>
sealed class EvaluationProtocol
{
    const int Version = 1; // increase it when masks, metrics or crops change

    static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly JsonObject values;

    EvaluationProtocol(JsonObject values) => this.values = values;

    public static EvaluationProtocol From(EvaluationOptions options, IEnumerable<string> images)
    {
        var values = Basics(options, images);
        if (options.PerceptualFeatures is { } path) // older files, written before this option existed, have no such member
        {
            values["perceptual_features"] = $"{FeatureNetworkFile.From(path)}";
        }

        if (options.PerceptualStages)
        {
            values["perceptual_stages"] = true;
        }

        if (options.Sharpness)
        {
            values["sharpness"] = true;
        }

        return new(values);
    }

    static JsonObject Basics(EvaluationOptions options, IEnumerable<string> images) => new()
    {
        ["protocol"] = Version,
        ["size"] = options.Size,
        ["border"] = options.Border,
        ["seed"] = options.Seed,
        ["device"] = options.GpuDeviceId is null ? "cpu" : "cuda",
        ["methods"] = new JsonObject(options.Methods.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Identity))),
        ["images"] = new JsonArray([.. images.Select(name => JsonValue.Create(name))]),
    };

    /// <summary>Reads the first line of a file.</summary>
    /// <exception cref="JsonException">The line is not a protocol.</exception>
    public static EvaluationProtocol Parse(string line) => JsonNode.Parse(line) is JsonObject values && values.ContainsKey("protocol")
        ? new(values)
        : throw new JsonException("The first line is no protocol.");

    public string ToJson() => values.ToJsonString(Json);

    /// <summary>A phrase for each value that differs, such as "size was 512, now 256".</summary>
    public IEnumerable<string> DifferencesTo(EvaluationProtocol now) =>
        from key in values.Select(v => v.Key).Union(now.values.Select(v => v.Key))
        where !JsonNode.DeepEquals(values[key], now.values[key])
        select (values[key], now.values[key]) switch
        {
            (JsonArray before, JsonArray after) => $"{key}: {Changed(before, after)}",
            (JsonObject before, JsonObject after) =>
                $"{key} were {Short(before)}, now " +
                $"{Short(after)}{(Short(before) == Short(after) ? " in another order or with another model" : "")}",
            var (before, after) => $"{key} was {before?.ToJsonString() ?? "nothing"}, now {after?.ToJsonString() ?? "nothing"}",
        };

    static string Changed(JsonArray before, JsonArray after)
    {
        var (old, next) = (before.Select(n => $"{n}").ToArray(), after.Select(n => $"{n}").ToArray());
        var (gone, added) = (old.Except(next).ToArray(), next.Except(old).ToArray());
        return string.Join(", ", new[] { (gone, "gone"), (added, "new") }.Where(c => c.Item1.Length > 0)
            .Select(c => $"{c.Item1.Length} {c.Item2}, such as '{c.Item1[0]}'"));
    }

    static string Short(JsonObject methods) => string.Join(", ", methods.Select(m => m.Key));
}
