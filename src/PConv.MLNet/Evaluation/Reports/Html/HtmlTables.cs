using System.Globalization;
using System.Xml.Linq;
using PConv.MLNet.Masks;
using static PConv.MLNet.Evaluation.Html;

namespace PConv.MLNet.Evaluation;

/// <summary>The tables of the page: one row per class, one column per method, intervals beside the means.</summary>
static class HtmlTables
{
    /// <summary>Table of a metric; the best mean of each row is marked.</summary>
    public static XElement Create(EvaluationResult result, EvaluationMetric metric) =>
        Table(result, $"{metric.Title} ({Direction(metric)})", result.Methods, of =>
    {
        var summaries = result.Methods.Select(m => result.Summary(m, of)[metric]).ToArray();
        var means = summaries.Select(s => s.Mean).Where(double.IsFinite).DefaultIfEmpty(double.NaN);
        var best = metric.Text(metric.HigherIsBetter ? means.Max() : means.Min());
        return summaries.Select(s => metric.Text(s.Mean) is var mean && mean == best && result.Methods.Count > 1 && double.IsFinite(s.Mean)
            ? Tag("td.best", Tag("strong", mean, Tag("span.unseen", " (best)")), Interval(metric, s.Interval))
            : Tag("td", mean, Interval(metric, s.Interval)));
    });

    /// <summary>Table of the median time per fill.</summary>
    public static XElement Seconds(EvaluationResult result) => Table(result, "Seconds an image (median)", result.Methods,
        of => result.Methods.Select(m => Tag("td", result.Summary(m, of).SecondsPerImage.ToString("F3", CultureInfo.InvariantCulture))));

    /// <summary>Table of the mean PSNR gain of the first method over each other one, image by image.</summary>
    public static XElement Gains(EvaluationResult result)
    {
        var others = result.Methods.Skip(1).ToArray();
        var comparisons = others.Select(other => result.Comparison(result.Methods[0], other, EvaluationMetric.Psnr)).ToArray();
        return Table(result, $"PSNR of {result.Methods[0]} above theirs in dB; gray where no difference is shown", others,
            of => comparisons.Select(c =>
        {
            var gain = c.Classes.FirstOrDefault(d => d.Class == of) ?? c.Overall;
            return Tag(gain.IsReal ? "td" : "td.unshown", gain.Gain.Mean > 0 ? "+"
                : "", gain.Metric.Text(gain.Gain.Mean), Interval(gain.Metric, gain.Gain.Interval),
                gain.IsReal ? null : Tag("span.unseen", " (no difference shown)"));
        }));
    }

    /// <summary>Whether higher or lower values are better, in words.</summary>
    public static string Direction(EvaluationMetric metric) => metric.HigherIsBetter ? "higher is better" : "lower is better";

    static XElement Table(EvaluationResult result, string caption, IReadOnlyCollection<string> methods,
        Func<MaskClass?, IEnumerable<XElement>> cells) => Scroll(caption,
        Tag("table", Tag("caption", caption),
            Tag("thead", Tag("tr",
                Tag("th", Is("scope", "col"), "holes"),
                Tag("th", Is("scope", "col"), "border"),
                methods.Select(m => Tag("th.number", Is("scope", "col"), Key(Place(result, m)), " ", m)))),
            from bucket in HoleRatioBucket.All
            let classes = result.Classes.Where(c => c.Bucket == bucket).ToArray()
            where classes.Length > 0
            select Tag("tbody", classes.Select((of, i) => Tag("tr",
                i == 0 ? Tag("th", Is("scope", "rowgroup"), Is("rowspan", classes.Length), bucket.ToString()) : null,
                Tag("th", Is("scope", "row"), of.Border.ToString()),
                cells(of)))),
            Tag("tbody", Tag("tr.all", Tag("th", Is("scope", "row"), Is("colspan", 2), "all"), cells(null)))));

    static int Place(EvaluationResult result, string method) => result.Methods.Index().First(m => m.Item == method).Index;

    static XElement? Interval(EvaluationMetric metric, Interval interval) =>
        double.IsFinite(interval.Low) ? Tag("small", $" [{metric.Text(interval.Low)}, {metric.Text(interval.High)}]") : null;
}
