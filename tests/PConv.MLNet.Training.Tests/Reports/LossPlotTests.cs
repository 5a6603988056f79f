using System.Globalization;
using System.Xml.Linq;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class LossPlotTests : IDisposable
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    XElement? Plot(params Dictionary<string, double>[] rows)
    {
        LossPlot.Write(rows, folder["loss.svg"]);
        return File.Exists(folder["loss.svg"]) ? XElement.Load(folder["loss.svg"]) : null;
    }

    static Dictionary<string, double> Row(double step, double loss) => new() { ["step"] = step, ["loss"] = loss };

    /// <summary>Points of the lines inside the axes, the legend's left out.</summary>
    static double[][][] Lines(XElement svg) =>
        [.. from path in svg.Descendants(Svg + "path")
            where (string)path.Attribute("class")! == "line" && path.Ancestors().All(a => a.Attribute("transform") is null)
            select path.Attribute("d")!.Value[1..].Split('L').Select(Numbers).ToArray()];

    static double[] Numbers(string text) => [.. text.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];

    static IEnumerable<string> Texts(XElement svg) => svg.Descendants(Svg + "text").Select(t => t.Value);

    [Fact]
    public void Write_DrawsALineFromLossToLossThatFallsOnALogarithmicScale()
    {
        var svg = Plot(Row(0, 1), Row(50, .1), Row(100, .01))!;

        var points = Assert.Single(Lines(svg));
        Assert.Equal(points[2][0] - points[1][0], points[1][0] - points[0][0], .11); // tenths of a pixel
        Assert.Equal([14, 184, 354], points.Select(p => p[1])); // a lower loss stands lower: y grows downwards
        Assert.Equal("training loss 0.01 0.02 0.05 0.1 0.2 0.5 1 0 20 40 60 80 100 step loss (logarithmic)",
            string.Join(' ', Texts(svg).Where(t => t.Length > 0)));
    }

    [Fact]
    public void Write_OfOneStep_IsADotWithLabelsAroundIt()
    {
        var svg = Plot(Row(1, .3))!;

        Assert.Empty(Lines(svg));
        Assert.Equal(2, svg.Descendants(Svg + "path").Count(p => (string)p.Attribute("class")! == "marker")); // and the legend's
        Assert.Superset(new HashSet<string> { "0.28", "0.30", "0.32", "0", "1" }, Texts(svg).ToHashSet());
    }

    [Fact]
    public void Write_OfLossesBetweenTwoTicks_LabelsThemAllTheSame() =>
        Assert.Superset(new HashSet<string> { "0.310", "0.315", "0.320", "0.325", "0.330" },
            Texts(Plot(Row(1, .312), Row(2, .327))!).ToHashSet());

    [Fact]
    public void Write_WithValidation_DrawsASecondLineOfTheRowsThatHaveIt()
    {
        var (first, measured) = (Row(1, 4), Row(4, 2));
        (first["validation_loss"], measured["validation_loss"]) = (5, 3);
        var svg = Plot(first, Row(2, 3), measured, Row(5, 1))!;

        Assert.Equal([2, 4], Lines(svg).Select(l => l.Length)); // training's is on top
        Assert.Contains("validation loss", Texts(svg));
    }

    [Fact]
    public void Write_WhereALossWasNotFinite_PartsTheLine()
    {
        var svg = Plot(Row(1, 4), Row(2, 3), new() { ["step"] = 3 }, Row(4, 2), Row(5, 1))!;

        Assert.Equal([2, 2], Lines(svg).Select(l => l.Length));
    }

    [Fact]
    public void Write_OfManyRows_DrawsMeansOfNeighbors()
    {
        var svg = Plot([.. Enumerable.Range(1, 100_000).Select(i => Row(i, i % 2 == 0 ? 1 : 3))])!;

        var points = Assert.Single(Lines(svg));
        Assert.InRange(points.Length, 500, 1_001);
        Assert.Superset(new HashSet<string> { "1.990", "2.000", "2.010", "20000", "100000" }, Texts(svg).ToHashSet()); // of 1 and 3
    }

    [Fact]
    public void Write_WithoutALossAboveZero_WritesNothing()
    {
        Assert.Null(Plot());
        Assert.Null(Plot(Row(1, 0)));
    }
}
