using System.Xml.Linq;
using PConv.MLNet.Images;
using static System.FormattableString;
using static PConv.MLNet.Evaluation.ChartStyle;
using static PConv.MLNet.Evaluation.Html;

namespace PConv.MLNet.Evaluation;

/// <summary>A line chart as SVG: one line per series and one y axis, in one panel or several side by side.</summary>
/// <param name="Title">Title of the chart, for screen readers and captions.</param>
/// <param name="X">The x axis, which covers the x values of all points.</param>
/// <param name="XLabel">Label of the x axis.</param>
/// <param name="YLabel">Label of the y axis.</param>
/// <param name="Series">The lines; the first one is drawn on top.</param>
sealed record Chart(string Title, Axis X, string XLabel, string YLabel, params IReadOnlyList<ChartSeries> Series)
{
    const double Width = 924, Bottom = 48, Gap = 40, Character = 7.5, LegendLeft = 80, LegendRow = 22, LongestName = 400; // px
    const int MostMarkers = 40;

    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Titles of the panels.</summary>
    public IReadOnlyList<string> Panels { get; init; } = [""];

    /// <summary>Whether the y axis is logarithmic; values of 0 and below are not drawn.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Height of a panel in px.</summary>
    public double Height { get; init; } = 270;

    double Top => Panels is [""] ? 14 : 30;

    /// <summary>Entries of the legend: names and their styles.</summary>
    public IEnumerable<(string Name, int Style)> Legend => Series.Select(s => (Shown(s.Name), s.Style)).Distinct();

    /// <summary>The chart without a legend, for embedding in a page, whose background and font it inherits.</summary>
    public XElement ToElement()
    {
        var lines = Series.Select(s => (s.Panel, s.Style, Few: s.Points.Count <= MostMarkers, Runs: Runs(s))).ToArray();
        var y = Axis.Over(from l in lines from run in l.Runs from p in run from v in new[] { p.Y, p.Low, p.High } select v, Logarithmic);
        var left = 40 + Character * y.Ticks.Max(t => y.Text(t).Length);
        var right = Width - 4 - Character / 2 * X.Text(X.Ticks[^1]).Length;
        var (width, bottom) = ((right - left - Gap * (Panels.Count - 1)) / Panels.Count, Top + Height);
        var upright = Is("transform", Invariant($"rotate(-90 14 {Top + Height / 2})"));
        return Tag("svg.pconv-chart curves", Is("viewBox", Invariant($"0 0 {Width} {bottom + Bottom}")), Is("role", "img"),
            Is("aria-label", $"{Title}: {string.Join(", ", Legend.Select(l => l.Name))}."), Is("font-size", 13),
            Panels.Select((title, i) => Panel(i, title, left + i * (width + Gap))),
            Text("middle", 14, Top + Height / 2, Fit(YLabel, bottom + Bottom), more: upright));

        XElement Panel(int panel, string title, double start)
        {
            (double X, double Y) At(double left, double up) => (start + width * X.Share(left), bottom - Height * y.Share(up));
            var here = lines.Where(l => l.Panel == panel).ToArray();
            return Tag("g", Text("start", start, Top - 12, title, 1, Is("font-weight", 600)),
                from tick in y.Ticks
                let at = At(0, tick).Y
                select new[]
                {
                    Rule(tick == 0 ? "zero" : "grid", tick == 0 ? 1 : .13, (start, at), (start + width, at)),
                    panel == 0 ? Text("end", start - 8, at + 4, y.Text(tick)) : null,
                },
                from tick in X.Ticks
                let at = At(tick, 1).X
                select new[] { Rule("axis", .7, (at, bottom), (at, bottom + 5)), Text("middle", at, bottom + 19, X.Text(tick)) },
                Rule("axis", .7, (start, Top), (start, bottom), (start + width, bottom)),
                Text("middle", start + width / 2, bottom + 40, XLabel),
                here.All(l => l.Runs.Length == 0) ? Text("middle", start + width / 2, Top + Height * 3 / 8, "no values") : null,
                from line in here
                from run in line.Runs
                where run.Any(p => p.Low < p.High)
                let ring = run.Select(p => At(p.X, p.High)).Concat(run.Reverse().Select(p => At(p.X, p.Low)))
                select Group(line.Style,
                    Tag("path.band", Is("d", Path([.. ring]) + "z"), Is("fill", "currentColor"), Is("fill-opacity", .08))),
                from line in here.Reverse()
                from run in line.Runs
                select Group(line.Style,
                    run.Length > 1 ? Line(line.Few ? 2 : 1.5, [.. run.Select(p => At(p.X, p.Y))]) : null,
                    from p in line.Few || run.Length == 1 ? run : []
                    let at = At(p.X, p.Y)
                    select Marker(line.Style, at.X, at.Y, p.Text)));
        }
    }

    /// <summary>The chart as a standalone SVG with a legend; the background is light, or dark if the viewer prefers dark mode.</summary>
    public SvgImage ToSvg()
    {
        var (svg, legend, x, y) = (ToElement(), Tag("g"), LegendLeft, 0.0);
        foreach (var (name, style) in Legend)
        {
            var text = Fit(name, LongestName);
            var length = 50 + Length(text);
            (x, y) = x > LegendLeft && x + length > Width ? (LegendLeft, y + LegendRow) : (x, y);
            legend.Add(Tag("g", Sign(style, x, y), Text("start", x + Reach + 6, y + 4, text), text == name ? null : Tag("title", name)));
            x += length;
        }

        var (top, height) = (-y - 28, Top + Height + Bottom + y + 28);
        legend.SetAttributeValue("transform", Invariant($"translate(0 {top + 16})"));
        svg.SetAttributeValue("viewBox", Invariant($"0 {top} {Width} {height}"));
        svg.Add(Is("width", Width), Is("height", height), Is("font-family", "system-ui, sans-serif"), Is("color", Ink));
        var paper = Tag("rect.paper", Is("y", top), Is("width", Width), Is("height", height), Is("fill", Paper));
        svg.AddFirst(Tag("style", DarkSheet), paper, legend);
        foreach (var element in svg.DescendantsAndSelf())
        {
            element.Name = Svg + element.Name.LocalName;
        }

        return new(svg.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>Splits the points that can be drawn into runs; other points interrupt the line. Without an interval the band has no
    /// height.</summary>
    ChartPoint[][] Runs(ChartSeries series)
    {
        var part = 0;
        return [.. from point in series.Points
                   group point by Holds(point) ? part : part++ into run // keys are unique per run, in order
                   let held = run.Where(Holds).ToArray()
                   where held.Length > 0
                   select held.Select(p => p with { Low = Or(p.Low, p.Y), High = Or(p.High, p.Y) }).ToArray()];

        bool Holds(ChartPoint p) => Axis.Holds(p.Y, Logarithmic) && Axis.Holds(p.X, logarithmic: false);
        double Or(double end, double y) => Axis.Holds(end, Logarithmic) ? end : y;
    }

    /// <summary>Truncates a text that is longer than the available width.</summary>
    static string Fit(string text, double room)
    {
        var length = Character;
        return Length(text) <= room ? text
            : string.Concat(text.EnumerateRunes().TakeWhile(r => (length += Length($"{r}")) <= room)) + '…';
    }

    /// <summary>Approximate width of a text; characters from Hangul on count as wide.</summary>
    static double Length(string text) => Character * text.EnumerateRunes().Sum(r => r.Value < 0x1100 ? 1 : 1.8);

    static XElement Rule(string kind, double opacity, params (double, double)[] points) => Tag($"path.{kind}",
        Is("d", Path(points)), Is("fill", "none"), Is("stroke", "currentColor"), Is("stroke-opacity", opacity));

    static XElement Text(string anchor, double x, double y, string text, double opacity = .72, params object[] more) =>
        Tag("text", Is("x", Math.Round(x, 1)), Is("y", Math.Round(y, 1)), Is("text-anchor", anchor),
            Is("fill", "currentColor"), Is("fill-opacity", opacity), more, text);
}

/// <summary>A line of a chart.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Style">Index of the style.</param>
/// <param name="Points">The points, from left to right.</param>
/// <param name="Panel">Index of the panel.</param>
sealed record ChartSeries(string Name, int Style, IReadOnlyList<ChartPoint> Points, int Panel = 0);

/// <summary>A point with an optional interval of y and a tooltip.</summary>
readonly record struct ChartPoint(double X, double Y, double Low = double.NaN, double High = double.NaN, string? Text = null);
