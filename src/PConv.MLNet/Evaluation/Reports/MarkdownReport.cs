using System.Globalization;
using System.Text;

namespace PConv.MLNet.Evaluation;

/// <summary>A result as Markdown: one table per metric with a row per class and a column per method, intervals in brackets, and the
/// comparisons.</summary>
static class MarkdownReport
{
    public static string Format(EvaluationResult result)
    {
        var text = new StringBuilder($"# Evaluation\n\n{string.Join('\n', ReportText.Notes(result))}\n{ReportText.Statistics}\n");
        foreach (var metric in result.Metrics)
        {
            Table(text, result, metric.Title,
                summary =>
                $"{metric.Text(summary[metric].Mean)} [{metric.Text(summary[metric].Low)}, " +
                $"{metric.Text(summary[metric].High)}]");
            text.Append(ReportText.Caution(result, metric) is { } caution ? $"\n{caution}\n" : "");
        }

        Table(text, result, "Seconds an image", summary => summary.SecondsPerImage.ToString("F3", CultureInfo.InvariantCulture));
        if (result.Methods.Count > 1)
        {
            text.Append($"\n## {result.Methods[0]} against the others\n\n");
            foreach (var line in ReportText.Comparisons(result))
            {
                text.Append(CultureInfo.InvariantCulture, $"- {line}\n");
            }

            Gains(text, result);
        }

        return text.ToString();
    }

    static void Table(StringBuilder text, EvaluationResult result, string title, Func<ClassSummary, string> cell)
    {
        Header(text, title, result.Methods);
        foreach (var of in result.Classes.Append(null))
        {
            Row(text, of, result.Methods.Select(method => cell(result.Summary(method, of))));
        }
    }

    /// <summary>PSNR gain of the first method in dB for each class; ~ if no difference is shown.</summary>
    static void Gains(StringBuilder text, EvaluationResult result)
    {
        var others = result.Methods.Skip(1).ToArray();
        var comparisons = others.Select(other => result.Comparison(result.Methods[0], other, EvaluationMetric.Psnr)).ToArray();
        Header(text, $"PSNR of {result.Methods[0]} above theirs in dB (~ no difference shown)", others);
        foreach (var (of, i) in result.Classes.Append(null).Select((c, i) => (c, i)))
        {
            Row(text, of, comparisons.Select(c => Cell(i < c.Classes.Count ? c.Classes[i] : c.Overall)));
        }

        static string Cell(MethodDifference d) =>
            $"{(d.IsReal ? "" : "~ ")}{d.Metric.Text(d.Gain.Mean)} [{d.Metric.Text(d.Gain.Low)}, {d.Metric.Text(d.Gain.High)}]";
    }

    static void Header(StringBuilder text, string title, IReadOnlyCollection<string> methods) =>
        text.Append(CultureInfo.InvariantCulture,
            $"\n## {title}\n\n| holes | border | {string.Join(" | ", methods)} |\n" +
            $"|---|---|{string.Concat(methods.Select(_ => "---:|"))}\n");

    static void Row(StringBuilder text, MaskClass? of, IEnumerable<string> cells) =>
        text.Append(CultureInfo.InvariantCulture,
            $"| {of?.Bucket.ToString() ?? "all"} | {of?.Border.ToString() ?? "all"} | {string.Join(" | ", cells)} |\n");
}
