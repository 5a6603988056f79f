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

    static double[][] Points(XElement line) =>
        [.. line.Attribute("points")!.Value.Split(' ').Select(p => p.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];

    [Fact]
    public void Write_DrawsALineFromLossToLossThatFallsOnALogarithmicScale()
    {
        var svg = Plot(Row(0, 1), Row(50, .1), Row(100, .01))!;

        var points = Points(Assert.Single(svg.Elements(Svg + "polyline")));
        Assert.Equal([70, 425, 780], points.Select(p => p[0]));
        Assert.Equal((points[0][1] + points[2][1]) / 2, points[1][1], .11); // tenths of a pixel
        Assert.True(points[0][1] < points[1][1], "A lower loss stands lower: y grows downwards.");
        Assert.Superset(new HashSet<string> { "1", "0.1", "0.01", "training loss", "step", "50" }, svg.Elements(Svg + "text").Select(t => t.Value).ToHashSet());
    }

    [Fact]
    public void Write_WithValidation_DrawsASecondLineOfTheRowsThatHaveIt()
    {
        var measured = Row(4, 2);
        measured["validation_loss"] = 3;
        var svg = Plot(Row(1, 4), measured, Row(5, 1))!;

        Assert.Equal([3, 1], svg.Elements(Svg + "polyline").Select(l => Points(l).Length));
        Assert.Contains("validation loss", svg.Elements(Svg + "text").Select(t => t.Value));
    }

    [Fact]
    public void Write_OfManyRows_DrawsMeansOfNeighbours()
    {
        var svg = Plot([.. Enumerable.Range(1, 100_000).Select(i => Row(i, i % 2 == 0 ? 1 : 3))])!;

        var points = Points(svg.Element(Svg + "polyline")!);
        Assert.InRange(points.Length, 500, 1_001);
        Assert.Equal(780, points[^1][0]);
    }

    [Fact]
    public void Write_WithoutALossAboveZero_WritesNothing()
    {
        Assert.Null(Plot());
        Assert.Null(Plot(Row(1, 0)));
    }
}
