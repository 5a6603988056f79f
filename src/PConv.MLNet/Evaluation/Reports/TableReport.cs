using System.Text.Json;
using System.Text.Json.Nodes;

namespace PConv.MLNet.Evaluation;

/// <summary>A result as CSV and JSON, with an entry for each method in each class and in all classes together.</summary>
static class TableReport
{
    static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>An array of objects {method, bucket, border, images, l1_percent, psnr, ssim, seconds_per_image, l1_percent_low,
    /// l1_percent_high, ...}.</summary>
    public static string Json(EvaluationResult result) => Rows(result).ToJsonString(Indented);

    /// <summary>An object with the protocol, the array of <see cref="Json"/> as <c>rows</c>, and the comparisons of the first method with
    /// the others.</summary>
    public static string FullJson(EvaluationResult result) => new JsonObject
    {
        ["size"] = result.Options.Size,
        ["border"] = result.Options.Border,
        ["seed"] = result.Options.Seed,
        ["images"] = new JsonArray([.. result.Images.Select(name => JsonValue.Create(name))]),
        ["unreadable"] = new JsonArray([.. result.Unreadable.Keys.Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))]),
        ["methods"] = new JsonArray([.. result.Options.Methods.Select(m => new JsonObject
        {
            ["name"] = m.Name,
            ["description"] = m.Description,
        })]),
        ["perceptual_features"] = result.PerceptualNetwork?.ToString(),
        ["perceptual_stages"] = new JsonArray([.. result.PerceptualStages.Select(name => JsonValue.Create(name))]),
        ["rows"] = Rows(result),
        ["comparisons"] = new JsonArray([.. from other in result.Methods.Skip(1)
                                            from metric in result.Metrics
                                            let comparison = result.Comparison(result.Methods[0], other, metric)
                                            from difference in comparison.Classes.Append(comparison.Overall)
                                            select Entry(difference)]),
    }.ToJsonString(Indented);

    /// <summary>The array of <see cref="Json"/> as a table, with a column for each output of the network; missing values are
    /// empty.</summary>
    public static string Csv(EvaluationResult result)
    {
        var rows = Rows(result, isFlat: true).Select(row => row!.AsObject()).ToArray();
        return string.Concat(rows.Select(row => row.Select(v => Field(v.Value))).Prepend(rows[0].Select(v => v.Key))
            .Select(fields => string.Join(',', fields) + '\n'));
    }

    static JsonArray Rows(EvaluationResult result, bool isFlat = false) =>
        new([.. from method in result.Methods from of in result.Classes.Append(null)
            select Entry(result, result.Summary(method, of), isFlat)]);

    static JsonObject Entry(EvaluationResult result, ClassSummary summary, bool isFlat)
    {
        var row = Entry(summary.Class);
        row.Insert(0, "method", summary.Method);
        row["images"] = summary.Images;
        foreach (var metric in result.Metrics)
        {
            Add(metric, "", summary[metric].Mean);
        }

        row["seconds_per_image"] = Math.Round(summary.SecondsPerImage, 4);
        foreach (var metric in result.Metrics)
        {
            Add(metric, "_low", summary[metric].Low);
            Add(metric, "_high", summary[metric].High);
        }

        return row;

        void Add(EvaluationMetric metric, string suffix, double value)
        {
            if (isFlat || !metric.IsPerceptualStage)
            {
                row[metric.Key + suffix] = Number(value);
            }
            else if (row[$"perceptual_stages{suffix}"] is JsonArray others)
            {
                others.Add(Number(value));
            }
            else
            {
                row[$"perceptual_stages{suffix}"] = new JsonArray(Number(value));
            }
        }
    }

    static JsonObject Entry(MethodDifference difference)
    {
        var row = Entry(difference.Class);
        row.Insert(0, "first", difference.First);
        row.Insert(1, "second", difference.Second);
        row.Insert(2, "metric", difference.Metric.Key);
        row["images"] = difference.Images;
        row["gain"] = Number(difference.Gain.Mean);
        row["low"] = Number(difference.Gain.Low);
        row["high"] = Number(difference.Gain.High);
        row["p"] = difference.PValue;
        row["is_real"] = difference.IsReal;
        row["text"] = difference.ToString();
        return row;
    }

    static JsonObject Entry(MaskClass? of) => new()
    {
        ["bucket"] = of?.Bucket.ToString() ?? "all",
        ["border"] = of?.Border.ToString() ?? "all",
    };

    /// <summary>JSON cannot represent NaN, so it is written as null.</summary>
    static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    static string Field(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "",
        JsonValueKind.String => value.GetValue<string>() is var text && text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text,
        _ => value.ToJsonString(),
    };
}
