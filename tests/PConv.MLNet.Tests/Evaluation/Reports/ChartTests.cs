using System.Globalization;
using System.Xml.Linq;
using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public sealed class ChartTests
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    static ChartSeries Series(string name, params double[] values) => new(name, 0, [.. values.Select((v, i) => new ChartPoint(i, v))]);

    static Chart Of(params ChartSeries[] series) =>
        new("Made", Axis.Over([0, series.Max(s => s.Points.Count) - 1], leastStep: 1), "step", "value", series);

    static XElement[] Paths(XElement chart, string kind) =>
        [.. chart.Descendants("path").Where(p => (string)p.Attribute("class")! == kind)];

    /// <summary>Places on a path up to its first curve.</summary>
    static (double X, double Y)[] Points(XElement path) =>
        [.. path.Attribute("d")!.Value[1..].Split(['m', 'z'])[0].Split('L')
            .Select(p => p.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()).Select(p => (p[0], p[1]))];

    /// <summary>Labels of the y axis with the y of their baseline.</summary>
    static (string Text, double Y)[] Labels(XElement chart) =>
        [.. from text in chart.Descendants("text")
            where (string)text.Attribute("text-anchor")! == "end"
            select (text.Value, (double)text.Attribute("y")!)];

    [Fact]
    public void ToElement_DrawsALineAndDotsAtTheirPlacesBetweenTheLabels()
    {
        var chart = Of(Series("a", 0, 1, 4)).ToElement();

        Assert.Equal([("0", 288), ("1", 220.5), ("2", 153), ("3", 85.5), ("4", 18)], Labels(chart)); // 4 px under the middle of a digit
        var line = Points(Assert.Single(Paths(chart, "line")));
        Assert.Equal([284, 216.5, 14], line.Select(p => p.Y));
        Assert.Equal(line[2].X - line[1].X, line[1].X - line[0].X, .11);
        Assert.Equal(line, Paths(chart, "marker").Select(m => Points(m)[0]));
    }

    [Fact]
    public void ToElement_OfOnePoint_IsADotInTheMiddleOfALabeledAxis()
    {
        foreach (var logarithmic in new[] { false, true })
        {
            var chart = (Of(Series("a", 25)) with { Logarithmic = logarithmic }).ToElement();

            Assert.Empty(Paths(chart, "line"));
            Assert.Equal(149, Points(Assert.Single(Paths(chart, "marker")))[0].Y, logarithmic ? 10.0 : .1);
            Assert.Equal(["22", "23", "24", "25", "26", "27", "28"], Labels(chart).Select(l => l.Text));
        }
    }

    [Fact]
    public void ToElement_OfManyPoints_IsALineWithDotsOnlyWherePointsStandAlone()
    {
        var values = Enumerable.Range(0, 500).Select(i => i is 3 or 5 ? double.NaN : i == 9 ? double.PositiveInfinity : i).ToArray();

        var chart = Of(Series("a", values)).ToElement();

        Assert.Equal([3, 3, 490], Paths(chart, "line").Select(l => Points(l).Length));
        Assert.Equal(Labels(chart)[0].Y - 4 - 270 * 4 / 500.0, Points(Assert.Single(Paths(chart, "marker")))[0].Y, .06); // the fifth
    }

    [Fact]
    public void ToElement_OnALogarithmicAxis_LeavesOutWhatIsNotAboveZero()
    {
        var chart = (Of(Series("a", 1, 0, .1, -1, .01)) with { Logarithmic = true }).ToElement();

        Assert.Equal([14, 149, 284], Paths(chart, "marker").Select(m => Points(m)[0].Y));
        Assert.Equal(["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"], Labels(chart).Select(l => l.Text));
    }

    [Fact]
    public void ToElement_OfIntervals_IsABandAroundTheLineThatMeetsItWhereOneEndIsMissing()
    {
        var chart = Of(new ChartSeries("a", 0, [new(0, 2, 0, 4), new(1, 2, double.NegativeInfinity, 4), new(2, 2)])).ToElement();

        Assert.Equal([14, 14, 149, 149, 149, 284], Points(Assert.Single(Paths(chart, "band"))).Select(p => p.Y));
    }

    [Fact]
    public void ToElement_WithoutValues_SaysSoBetweenLabeledAxes()
    {
        foreach (var chart in new[] { Of(Series("a")), Of(Series("a", double.NaN)), Of(Series("a", 0)) with { Logarithmic = true } })
        {
            var drawn = chart.ToElement();

            Assert.Contains("no values", drawn.Descendants("text").Select(t => t.Value));
            Assert.InRange(Labels(drawn).Length, 2, 8);
            Assert.DoesNotContain("NaN", drawn.ToString());
        }
    }

    [Fact]
    public void ToElement_MakesRoomForLongLabels()
    {
        double Left(params double[] values) => Points(Paths(Of(Series("a", values)).ToElement(), "grid")[0])[0].X;

        Assert.Equal(40 + 7.5 * "5".Length, Left(1, 5));
        Assert.Equal(40 + 7.5 * "1234567.000".Length, Left(1234567, 1234567.02), .06);
    }

    [Fact]
    public void ToSvg_WrapsTheLegendAndShortensLongNames()
    {
        var name = string.Concat(Enumerable.Repeat("日本語𠮷", 30)) + "\u0007";

        var svg = XElement.Parse(Of(Series(name, 1), Series(new('b', 60), 2), Series(new('b', 60), 3)).ToSvg().Svg);

        var legend = svg.Elements(Svg + "g").First().Elements().ToArray();
        string[] shortened = [string.Concat(Enumerable.Repeat("日本語𠮷", 7)) + "日…", new string('b', 52) + '…'];
        Assert.Equal(shortened, legend.Select(l => l.Element(Svg + "text")!.Value));
        Assert.Equal(name[..^1] + '\uFFFD', legend[0].Element(Svg + "title")!.Value);
        Assert.Equal([(80 - 14, 0), (80 - 14, 22)], legend.Select(l => Points(l.Descendants(Svg + "path").First())[0]));
        Assert.Equal("0 -50 924 382", (string)svg.Attribute("viewBox")!);
    }

    [Fact]
    public void ToElement_ShortensALabelThatIsLongerThanTheChart()
    {
        var labels = (Of(Series("a", 1)) with { YLabel = new('y', 60) }).ToElement().Elements("text");

        Assert.Equal(new string('y', 43) + '…', Assert.Single(labels).Value);
    }

    [Fact]
    public void ToSvg_HasItsColorsInAttributesAndForDarkScreensInASheet()
    {
        var svg = XElement.Parse(Of(Series("a", 1, 2)).ToSvg().Svg);

        Assert.Equal("#fff", (string)svg.Element(Svg + "rect")!.Attribute("fill")!);
        Assert.All(svg.Descendants(Svg + "path").Concat(svg.Descendants(Svg + "text")),
            e => Assert.Contains("currentColor", new[] { (string?)e.Attribute("fill"), (string?)e.Attribute("stroke") }));
        Assert.Contains("prefers-color-scheme: dark", svg.Element(Svg + "style")!.Value);
    }
}
