using System.Globalization;
using System.Xml.Linq;
using PConv.MLNet.Masks;
using static PConv.MLNet.Evaluation.Html;

namespace PConv.MLNet.Evaluation;

/// <summary>Curves over the hole ratio as inline SVG: class N on the left, B on the right, a line a method with its interval as a band.</summary>
static class HtmlCurves
{
    const double Left = 62, Top = 30, PanelWidth = 410, PanelHeight = 270, Gap = 30, Width = Left + 2 * PanelWidth + Gap + 12, Height = Top + PanelHeight + 48, LargestRatio = .6;

    /// <summary>Of a metric's means.</summary>
    public static XElement Of(EvaluationResult result, EvaluationMetric metric) => Figure(result, metric,
        $"{metric.Name} over the hole ratio", $"{metric.Title} ({HtmlTables.Direction(metric)})", [.. result.Methods.Index().Select(m => m.Index)],
        (method, of) => result.Summary(result.Methods[method], of)[metric]);

    /// <summary>Of the PSNR by which the first method is above each other one.</summary>
    public static XElement Gains(EvaluationResult result)
    {
        var comparisons = result.Methods.Skip(1).Select(other => result.Compare(result.Methods[0], other, EvaluationMetric.Psnr)).ToArray();
        return Figure(result, EvaluationMetric.Psnr, $"PSNR of {result.Methods[0]} above the others'", $"dB above (over 0: {result.Methods[0]} is better)", [.. Enumerable.Range(1, comparisons.Length)],
            (method, of) => comparisons[method - 1].Classes.First(c => c.Class == of) is var gain ? new(gain.Gain, gain.Interval) : default);
    }

    static XElement Figure(EvaluationResult result, EvaluationMetric metric, string title, string label, int[] methods, Func<int, MaskClass, Estimate> value)
    {
        var curves = (from method in methods
                      from border in Enum.GetValues<BorderClass>()
                      select (Method: method, Border: border, Points: (
                          from of in result.Classes
                          where of.Border == border
                          let y = value(method, of)
                          where double.IsFinite(y.Mean)
                          select new Point(result.RowsOf(result.Methods[0], of).Average(r => r.Score.HoleRatio), y, of)).ToArray())).ToArray();
        var axis = Axis.Over(from c in curves from p in c.Points from y in new[] { p.Y.Mean, p.Low, p.High } select y);
        return Tag("figure",
            Tag("figcaption", Tag("strong", title), Tag("span.legend", methods.Select(m => Tag("span", Key(m), " ", result.Methods[m])))),
            Scroll(title, Tag("svg.curves", Is("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {Height}")), Is("role", "img"), Is("aria-label", $"{title}: {string.Join(", ", methods.Select(m => result.Methods[m]))}. The table has the numbers."),
                Enum.GetValues<BorderClass>().Select((border, panel) => Panel(result, metric, border, panel, axis, [.. curves.Where(c => c.Border == border).Select(c => (c.Method, c.Points))])),
                Text("middle", 14, Top + PanelHeight / 2, label, Is("transform", string.Create(CultureInfo.InvariantCulture, $"rotate(-90 14 {Top + PanelHeight / 2})"))))));
    }

    static XElement Panel(EvaluationResult result, EvaluationMetric metric, BorderClass border, int panel, Axis axis, (int Method, Point[] Points)[] curves)
    {
        var left = Left + panel * (PanelWidth + Gap);
        double X(double ratio) => left + PanelWidth * ratio / LargestRatio;
        double Y(double value) => Top + PanelHeight * (1 - axis.Share(value));
        return Tag("g",
            Text("start", left, Top - 12, border == BorderClass.N ? "N: holes anywhere" : "B: holes off the border", Is("class", "panel")),
            axis.Ticks.Select(t => new[]
            {
                Tag(t == 0 ? "path.zero" : "path.grid", Is("d", Path("M", (left, Y(t))) + Path("H", (left + PanelWidth)))),
                panel == 0 ? Text("end", left - 8, Y(t) + 4, axis.Text(t)) : null,
            }),
            Enumerable.Range(0, 7).Select(i => i / 10.0).Select(r => new[]
            {
                Tag("path.axis", Is("d", Path("M", (X(r), Top + PanelHeight)) + "v5")),
                Text("middle", X(r), Top + PanelHeight + 19, r.ToString("0.#", CultureInfo.InvariantCulture)),
            }),
            Tag("path.axis", Is("d", Path("M", (left, Top)) + Path("V", Top + PanelHeight) + Path("H", left + PanelWidth))),
            Text("middle", left + PanelWidth / 2, Top + PanelHeight + 40, "hole ratio (mean of the class)"),
            curves.Where(c => c.Points.Length > 0).Select(c => Tag($"path.band m{Marker.StyleOf(c.Method)}",
                Is("d", Path("M", [.. c.Points.Select(p => (X(p.X), Y(p.High))), .. c.Points.Reverse().Select(p => (X(p.X), Y(p.Low)))]) + "z"))),
            curves.Where(c => c.Points.Length > 0).Reverse().Select(c => Tag("g",
                Tag($"path.line m{Marker.StyleOf(c.Method)}", Is("d", Path("M", [.. c.Points.Select(p => (X(p.X), Y(p.Y.Mean)))]))),
                c.Points.Select(p => Marker.At(c.Method, X(p.X), Y(p.Y.Mean), $"{result.Methods[c.Method]}, holes {p.Class.Bucket} {border}: {metric.Text(p.Y.Mean)} [{metric.Text(p.Y.Interval.Low)}, {metric.Text(p.Y.Interval.High)}]")))));
    }

    static XElement Text(string anchor, double x, double y, string text, params object[] more) =>
        Tag("text", Is("x", Math.Round(x, 1)), Is("y", Math.Round(y, 1)), Is("text-anchor", anchor), more, text);

    static string Path(string command, params (double X, double Y)[] points) =>
        command + string.Join('L', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#} {p.Y:0.#}")));

    static string Path(string command, double to) => string.Create(CultureInfo.InvariantCulture, $"{command}{to:0.#}");

    /// <summary>A class on a curve; without an interval the band has no height.</summary>
    sealed record Point(double X, Estimate Y, MaskClass Class)
    {
        public double Low => double.IsFinite(Y.Interval.Low) ? Y.Interval.Low : Y.Mean;

        public double High => double.IsFinite(Y.Interval.High) ? Y.Interval.High : Y.Mean;
    }
}
