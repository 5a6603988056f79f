using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PConv.MLNet.Images;
using static PConv.MLNet.Evaluation.Html;

namespace PConv.MLNet.Evaluation;

/// <summary>The curves of the page as a picture of their own: with a legend, and with the page's light colours on every element in place of its style sheet.</summary>
static partial class SvgCurves
{
    const int LegendHeight = 30, KeyWidth = 48, CharacterWidth = 8;

    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    static readonly Lazy<Dictionary<string, string>> Colours = new(() => Variable().Matches(Resource("report.css")).DistinctBy(m => m.Groups["name"].Value)
        .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["colour"].Value)); // light ones come first

    public static SvgImage Of(EvaluationResult result, EvaluationMetric metric)
    {
        var curves = HtmlCurves.Of(result, metric).Descendants("svg").Single(e => (string?)e.Attribute("class") == "curves");
        var size = ((string)curves.Attribute("viewBox")!).Split(' ')[2..].Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        var (width, height) = (size[0], size[1] + LegendHeight);
        var picture = Tag("svg", Is("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 -{LegendHeight} {width} {height}")), Is("width", width), Is("height", height),
            curves.Attribute("role"), curves.Attribute("aria-label"), Is("font-family", "sans-serif"), Is("font-size", 13),
            Tag("rect", Is("y", -LegendHeight), Is("width", width), Is("height", height), Is("fill", Colours.Value["paper"])), Legend(result), curves.Elements());
        foreach (var element in picture.DescendantsAndSelf())
        {
            element.Name = Svg + element.Name.LocalName;
            Paint(element);
        }

        return new(picture.ToString(SaveOptions.DisableFormatting));
    }

    static IEnumerable<XElement> Legend(EvaluationResult result)
    {
        var x = 80;
        foreach (var (i, method) in result.Methods.Index())
        {
            yield return Tag($"path.line m{Marker.StyleOf(i)}", Is("d", $"M{x - 14} -14H{x + 14}"));
            yield return Marker.At(i, x, -14);
            yield return Tag("text", Is("x", x + 20), Is("y", -10), method);
            x += KeyWidth + CharacterWidth * method.Length;
        }
    }

    static void Paint(XElement element)
    {
        var classes = ((string?)element.Attribute("class") ?? "").Split(' ');
        var colour = Colours.Value.GetValueOrDefault(classes[^1]);
        (string, object?)[] looks = (element.Name.LocalName, classes[0]) switch
        {
            ("text", "panel") => [("fill", Colours.Value["ink"]), ("font-weight", 600)],
            ("text", _) => [("fill", Colours.Value["soft"])],
            (_, "line") => [("fill", "none"), ("stroke", colour), ("stroke-width", 2), ("stroke-linejoin", "round")],
            (_, "marker") => [("fill", colour), ("stroke", Colours.Value["paper"])],
            (_, "band") => [("fill", colour), ("fill-opacity", ".08")],
            (_, "axis") => [("fill", "none"), ("stroke", Colours.Value["soft"])],
            (_, "grid") => [("stroke", Colours.Value["grid"])],
            (_, "zero") => [("stroke", Colours.Value["ink"])],
            _ => [],
        };
        element.SetAttributeValue("class", null);
        foreach (var (name, value) in looks)
        {
            element.SetAttributeValue(name, value);
        }
    }

    [GeneratedRegex("--(?<name>\\w+): (?<colour>#[0-9a-f]+);")]
    private static partial Regex Variable();
}
