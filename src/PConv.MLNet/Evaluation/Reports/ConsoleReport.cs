using System.Globalization;
using System.Text;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>A result as aligned text of at most 100 columns: a block per metric like the paper's Table 1, then the comparisons in
/// words.</summary>
static class ConsoleReport
{
    const int Width = 100, NameWidth = 18, Cell = 6, Indent = 2;

    public static string Format(EvaluationResult result)
    {
        var text = new StringBuilder();
        foreach (var metric in result.Metrics)
        {
            Block(text, result, metric.Title, summary => Fitting(metric.Text(summary[metric].Mean)));
        }

        Block(text, result, "s/image", summary => Seconds(summary.SecondsPerImage));
        foreach (var line in ReportText.Comparisons(result).Concat(ReportText.Notes(result)))
        {
            text.AppendJoin('\n', Wrapped(line)).Append('\n');
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>The block of one metric.</summary>
    public static string Format(EvaluationResult result, EvaluationMetric metric)
    {
        var text = new StringBuilder();
        Block(text, result, metric.Title, summary => Fitting(metric.Text(summary[metric].Mean)));
        return text.ToString().TrimEnd();
    }

    static void Block(StringBuilder text, EvaluationResult result, string title, Func<ClassSummary, string> cell)
    {
        var buckets = MaskClass.All.Where(c => c.Border == BorderClass.N).Select(c => c.Bucket);
        if (title.Length >= NameWidth)
        {
            text.Append(title.Length <= Width ? title : $"{title[..(Width - 1)]}…").Append('\n');
            title = "";
        }

        text.Append(CultureInfo.InvariantCulture,
            $"{title,-NameWidth}{string.Concat(buckets.Select(b => ReportText.Range(b).PadLeft(2 * Cell)))}{"all",Cell}\n");
        text.Append(CultureInfo.InvariantCulture, $"{"",-NameWidth}{string.Concat(MaskClass.All.Select(c => $"{c.Border,Cell}"))}\n");
        foreach (var method in result.Methods)
        {
            var cells = MaskClass.All.Select(c => result.Classes.Contains(c) ? cell(result.Summary(method, c)) : "–")
                .Append(cell(result.Summary(method)));
            text.Append(CultureInfo.InvariantCulture, $"{Short(method),-NameWidth}{string.Concat(cells.Select(c => c.PadLeft(Cell)))}\n");
        }

        text.Append('\n');
    }

    /// <summary>Shortens a number to the width of a cell: four decimals without the leading zero, or as many digits as fit.</summary>
    static string Fitting(string text) =>
        text.Length < Cell ? text : text.StartsWith("0.", StringComparison.Ordinal) ? text[1..] : text[..(Cell - 1)];

    static IEnumerable<string> Wrapped(string line)
    {
        var start = 0;
        while (line.Length - start > Width - Indent && line.LastIndexOf(' ', start + Width - Indent, Width - Indent) is > 0 and var blank
            && blank > start)
        {
            yield return (start > 0 ? new string(' ', Indent) : "") + line[start..blank];
            start = blank + 1;
        }

        yield return (start > 0 ? new string(' ', Indent) : "") + line[start..];
    }

    /// <summary>At most four digits.</summary>
    static string Seconds(double value) => value.ToString(value < 10 ? "F3" : "F0", CultureInfo.InvariantCulture);

    static string Short(string name) => name.Length < NameWidth ? name : name[..(NameWidth - 2)] + "…";
}
