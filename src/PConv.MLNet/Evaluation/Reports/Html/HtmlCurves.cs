using System.Xml.Linq;
using PConv.MLNet.Masks;
using static PConv.MLNet.Evaluation.Html;

namespace PConv.MLNet.Evaluation;

/// <summary>Curves over the hole ratio: class N on the left, B on the right, one line per method with its interval as a band.</summary>
static class HtmlCurves
{
    static readonly Axis Ratios = Axis.Over([0, .6]);

    /// <summary>Curves of the means of a metric.</summary>
    public static Chart Means(EvaluationResult result, EvaluationMetric metric) => Over(result, metric, 0,
        $"{metric.Name} over the hole ratio", $"{metric.Title} ({HtmlTables.Direction(metric)})",
        (method, of) => result.Summary(result.Methods[method], of)[metric]);

    /// <summary>Curves of the PSNR gain of the first method over each other one.</summary>
    public static Chart Gains(EvaluationResult result)
    {
        var (first, psnr) = (result.Methods[0], EvaluationMetric.Psnr);
        var gains = result.Methods.Select(other => other == first ? null : result.Comparison(first, other, psnr).Classes).ToArray();
        return Over(result, psnr, 1, $"PSNR of {first} above the others'", $"dB above (over 0: {first} is better)",
            (method, of) => gains[method]!.First(c => c.Class == of) is var gain ? gain.Gain : default);
    }

    /// <summary>A figure with chart, caption and legend.</summary>
    public static XElement Figure(Chart chart)
    {
        var svg = chart.ToElement();
        svg.Attribute("aria-label")!.Value += " The table has the numbers.";
        return Tag("figure",
            Tag("figcaption", Tag("strong", chart.Title),
                Tag("span.legend", chart.Legend.Select(l => Tag("span", Key(l.Style), " ", l.Name)))),
            Scroll(chart.Title, svg));
    }

    static Chart Over(
        EvaluationResult result, EvaluationMetric metric, int firstMethod, string title, string label, Func<int, MaskClass, Estimate> value)
    {
        return new(title, Ratios, "hole ratio (mean of the class)", label,
            [.. from border in Enum.GetValues<BorderClass>()
                from method in Enumerable.Range(firstMethod, result.Methods.Count - firstMethod)
                select new ChartSeries(result.Methods[method], method,
                    [.. from of in result.Classes where of.Border == border select Point(method, of)], (int)border)])
        {
            Panels = ["N: holes anywhere", "B: holes off the border"],
        };

        ChartPoint Point(int method, MaskClass of)
        {
            var (mean, low, high) = value(method, of);
            return new(result.RowsOf(result.Methods[0], of).Average(r => r.Score.HoleRatio), mean, low, high,
                $"{result.Methods[method]}, holes {of.Bucket} {of.Border}: {metric.Text(mean)} [{metric.Text(low)}, {metric.Text(high)}]");
        }
    }
}
