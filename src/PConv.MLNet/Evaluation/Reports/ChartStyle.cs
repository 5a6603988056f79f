using System.Globalization;
using System.Xml.Linq;
using static PConv.MLNet.Evaluation.Html;

namespace PConv.MLNet.Evaluation;

/// <summary>Color and marker shape of a series. Either one alone may be indistinguishable to a reader; there are thirty
/// combinations.</summary>
static class ChartStyle
{
    /// <summary>Neutral colors on a light background.</summary>
    public const string Ink = "#1c1e21", Paper = "#fff";

    /// <summary>Half the width of a legend symbol.</summary>
    public const int Reach = 14;

    /// <summary>After Okabe and Ito, Color Universal Design (2008).</summary>
    static readonly string[] Light = ["#0072b2", "#d55e00", "#009e73", "#882255", "#333", "#c08a00"];
    static readonly string[] Dark = ["#56b4e9", "#ff8a4c", "#00a57a", "#cc79a7", "#fff", "#f0e442"];

    /// <summary>Disc, square, triangle, diamond and inverted triangle, of about equal size.</summary>
    static readonly string[] Shapes =
    [
        "m-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0z", "m-3.8-3.8h7.6v7.6h-7.6z", "m0-5l4.6 8.4h-9.2z",
        "m0-5.4l5.4 5.4l-5.4 5.4l-5.4-5.4z", "m0 5l4.6-8.4h-9.2z",
    ];

    /// <summary>Style sheet for dark mode. It overrides the color attributes, which are used by viewers without CSS support.</summary>
    public static string DarkSheet { get; } = "@media screen and (prefers-color-scheme: dark) {\n"
        + "  .pconv-chart { color: #e6e8eb; } .pconv-chart .paper { fill: #14171b; } .pconv-chart .marker { stroke: #14171b; }\n "
        + string.Concat(Dark.Select((color, i) => $" .pconv-chart .m{i} {{ color: {color}; }}")) + "\n}\n";

    /// <summary>Legend symbol of a style: a piece of line and the marker.</summary>
    public static XElement Sign(int style, double x, double y) =>
        Group(style, Line(2, (x - Reach, y), (x + Reach, y)), Marker(style, x, y));

    /// <summary>Groups elements in the color of a style.</summary>
    public static XElement Group(int style, params object?[] content) =>
        Tag($"g.m{style % Light.Length}", Is("color", Light[style % Light.Length]), content);

    public static XElement Line(double thickness, params (double X, double Y)[] points) => Tag("path.line", Is("d", Path(points)),
        Is("fill", "none"), Is("stroke", "currentColor"), Is("stroke-width", thickness), Is("stroke-linejoin", "round"));

    public static XElement Marker(int style, double x, double y, string? title = null) => Tag("path.marker",
        Is("d", $"{Path((x, y))}{Shapes[style % Shapes.Length]}"), Is("fill", "currentColor"), Is("stroke", Paper),
        title is null ? null : Tag("title", title));

    public static string Path(params (double X, double Y)[] points) =>
        "M" + string.Join('L', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#} {p.Y:0.#}")));
}
