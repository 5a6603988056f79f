using System.Xml.Linq;
using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public class HtmlCurvesTests
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    static readonly EvaluationResult Result =
        MadeResult.Of(5, (method, of, image) => 30 - 20 * of.Bucket.High - method + MadeResult.Wobble(method, of, image), "one", "two");

    [Fact]
    public void ToCurves_IsADrawingOfItsOwnWithALineABandAndMarkersForEachMethodAndBorder()
    {
        var drawing = XElement.Parse(Result.ToCurves(EvaluationMetric.Psnr).Svg);

        Assert.All(drawing.DescendantsAndSelf(), e => Assert.Equal(Svg, e.Name.Namespace));
        var paths = drawing.Descendants(Svg + "path").ToLookup(p => (string)p.Attribute("class")!);
        Assert.Equal((2 * 2, 2 * 2 + 2, 2 * 12 + 2), // and the legend
            (paths["band"].Count(), paths["line"].Count(), paths["marker"].Count()));
        Assert.Equal(["#0072b2", "#d55e00"], paths["line"].Select(p => (string)p.Parent!.Attribute("color")!).Distinct()); // the light ones
        Assert.Equal(2 * 12, drawing.Descendants(Svg + "title").Count()); // a marker a class says its numbers
        string[] texts = [.. drawing.Descendants(Svg + "text").Select(t => t.Value)];
        Assert.Superset(new HashSet<string> { "one", "two", "N: holes anywhere", "PSNR dB (higher is better)" }, texts.ToHashSet());
        Assert.Equal(2, texts.Count(t => t == "0.6")); // an axis a panel
    }

    [Fact]
    public void Means_OfAClassWithoutAFiniteMean_PartTheLineThere()
    {
        var result = MadeResult.Of(2, (_, of, _) => of.Name == "0.2-0.3_N" ? double.PositiveInfinity : 30, "one");

        var lines = HtmlCurves.Means(result, EvaluationMetric.Psnr).ToElement().Descendants("path")
            .Where(p => (string)p.Attribute("class")! == "line").Select(p => p.Attribute("d")!.Value.Count(c => c is 'M' or 'L'));

        Assert.Equal([2, 3, 6], lines.Order());
    }

    [Fact]
    public void Gains_AreOfTheOtherMethodsInTheirStyles()
    {
        var gains = HtmlCurves.Gains(Result);

        Assert.Equal([("two", 1)], gains.Legend);
        var first = Result.Comparison("one", "two", EvaluationMetric.Psnr).Classes.First(c => c.Class == Result.Classes[0]);
        Assert.Equal((first.Gain.Mean, first.Gain.Low), (gains.Series[0].Points[0].Y, gains.Series[0].Points[0].Low));
        Assert.EndsWith("PSNR of one above the others': two. The table has the numbers.",
            HtmlCurves.Figure(gains).Descendants("svg").Last().Attribute("aria-label")!.Value);
    }

    [Fact]
    public void ToTable_OfAMetric_IsItsBlockOfTheWholeTable()
    {
        Assert.StartsWith("PSNR dB", Result.ToTable(EvaluationMetric.Psnr));
        Assert.Contains(Result.ToTable(EvaluationMetric.Psnr) + '\n', Result.ToTable());
        Assert.DoesNotContain("s/image", Result.ToTable(EvaluationMetric.Psnr));
    }
}
