using System.Xml.Linq;
using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Tests;

public class SvgCurvesTests
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    static readonly EvaluationResult Result = MadeResult.Of(5, (method, of, image) => 30 - 20 * of.Bucket.High - method + MadeResult.Wobble(method, of, image), "one", "two");

    [Fact]
    public void ToCurves_IsAPictureOfItsOwnWithALineABandAndMarkersForEachMethodAndBorder()
    {
        var picture = XElement.Parse(Result.ToCurves(EvaluationMetric.Psnr).Svg);

        Assert.All(picture.DescendantsAndSelf(), e => Assert.Equal((Svg, null), (e.Name.Namespace, e.Attribute("class")))); // no style sheet is needed
        var paths = picture.Descendants(Svg + "path").ToLookup(p => (string?)p.Attribute("fill-opacity") is not null ? "band" : (string?)p.Attribute("stroke-width") == "2" ? "line" : "other");
        Assert.Equal(2 * 2, paths["band"].Count());
        Assert.Equal(2 * 2 + 2, paths["line"].Count()); // and the legend
        Assert.Equal(["#0072b2", "#d55e00"], paths["line"].Select(p => (string)p.Attribute("stroke")!).Distinct()); // the light ones
        Assert.Equal(2 * 12, picture.Descendants(Svg + "title").Count()); // a marker a class says its numbers
        Assert.Superset(new HashSet<string> { "one", "two", "N: holes anywhere", "PSNR dB (higher is better)" }, picture.Descendants(Svg + "text").Select(t => t.Value).ToHashSet());
    }

    [Fact]
    public void ToCurves_LeavesThePageAsItWas()
    {
        var before = HtmlCurves.Of(Result, EvaluationMetric.Ssim).ToString();
        Result.ToCurves(EvaluationMetric.Ssim);

        Assert.Equal(before, HtmlCurves.Of(Result, EvaluationMetric.Ssim).ToString());
    }

    [Fact]
    public void ToTable_OfAMetric_IsItsBlockOfTheWholeTable()
    {
        Assert.StartsWith("PSNR dB", Result.ToTable(EvaluationMetric.Psnr));
        Assert.Contains(Result.ToTable(EvaluationMetric.Psnr) + '\n', Result.ToTable());
        Assert.DoesNotContain("s/image", Result.ToTable(EvaluationMetric.Psnr));
    }
}
