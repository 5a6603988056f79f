using System.Globalization;
using System.Xml.Linq;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using static PConv.MLNet.Evaluation.Html;

namespace PConv.MLNet.Evaluation;

/// <summary>Sample fills with scores, as in the paper's figures 6 to 10. They are filled again on demand; at most one image with its masks
/// is kept in memory.</summary>
/// <param name="run">The run that fills the images.</param>
/// <param name="result">The result with the scores.</param>
/// <param name="side">Maximum width and height of an image in the page, in pixels.</param>
/// <param name="filled">Called with the image name after each fill.</param>
/// <param name="cancel">Cancels the work.</param>
sealed class HtmlImages(EvaluationRun run, EvaluationResult result, int side, Action<string> filled, CancellationToken cancel)
{
    static readonly EvaluationMetric Psnr = EvaluationMetric.Psnr, Ssim = EvaluationMetric.Ssim, L1 = EvaluationMetric.L1Percent,
        Perceptual = EvaluationMetric.Perceptual;

    /// <summary>One mask: the image with holes, each method's fill and the original in a row.</summary>
    public XElement Case(string image, MaskClass of)
    {
        var original = run.Read(image);
        var (fills, masked, rows) = Fill(original, image, of);
        return Tag("figure.case", Is("style", $"--columns:{fills.Length + 2}"),
            Tag("figcaption", Tag("strong", Shown(image)), $", {Holes(rows)}{Lead(rows)}"),
            Tag("div.row",
                Figure(masked, $"{image} with white holes", Tag("strong", "holes")),
                fills.Select((fill, i) =>
                    Figure(fill, $"{image} filled by {result.Methods[i]}", Tag("strong", Key(i), " ", result.Methods[i]), Score(rows, i))),
                Figure(Shrunk(original), $"{image}, original", Tag("strong", "original"))));
    }

    /// <summary>All masks of class N of an image: one column per mask, from small to large holes, and one row per method.</summary>
    public XElement Growing(string image)
    {
        var original = run.Read(image);
        var cases = result.Classes.Where(c => c.Border == BorderClass.N).Select(of => (Class: of, Shown: Fill(original, image, of)))
            .ToArray();
        return Tag("figure.case", Is("style", $"--columns:{cases.Length + 1}"),
            Tag("figcaption", Tag("strong", Shown(image)), ", holes anywhere (N) that grow"),
            Scroll($"{image} with growing holes", Tag("table.growing",
                Tag("thead", Tag("tr", Tag("td", ""), cases.Select(c => Tag("th", Is("scope", "col"), c.Class.Bucket.ToString())))),
                Tag("tbody",
                    Tag("tr", Tag("th", Is("scope", "row"), Figure(Shrunk(original), $"{image}, original", Tag("strong", "original"))),
                        cases.Select(c =>
                            Tag("td",
                                Figure(c.Shown.Masked, $"{image} with white holes of class {c.Class}",
                                    $"{Percent(c.Shown.Rows)} holes")))),
                    result.Methods.Select((method, i) => Tag("tr", Tag("th", Is("scope", "row"), Key(i), " ", method),
                        cases.Select(c =>
                            Tag("td",
                                Figure(c.Shown.Fills[i], $"{image} with holes of class {c.Class} filled by {method}",
                                    Score(c.Shown.Rows, i, brief: true))))))))));
    }

    (string[] Fills, string Masked, EvaluationRow[] Rows) Fill(RgbImage original, string image, MaskClass of)
    {
        var masked = "";
        var fills = result.Methods.Select((method, i) =>
        {
            var sample = run.Sample(original, image, of, method, cancel);
            masked = i == 0 ? Shrunk(Composite.WithWhiteHoles(original, sample.Mask)) : masked;
            filled(image);
            return Shrunk(sample.Filled);
        }).ToArray();
        return (fills, masked, [.. result.Rows.Where(r => r.Image == image && r.Class == of)]);
    }

    /// <summary>An image as a data URI, scaled down if it is larger than the page shows.</summary>
    string Shrunk(RgbImage image) =>
        "data:image/png;base64,"
        + Convert.ToBase64String((image.Width > side ? Crop.Center(image.Size, side).Apply(image) : image).ToPngBytes());

    static XElement Figure(string source, string alt, params object?[] caption) => Tag("figure.image",
        Tag("img", Is("src", source), Is("alt", Shown(alt))), Tag("figcaption", caption));

    static object[] Score(EvaluationRow[] rows, int method, bool brief = false)
    {
        var score = rows[method].Score;
        var psnr = double.IsPositiveInfinity(score.Psnr) ? "equal" : $"{Psnr.Text(score.Psnr)} {Psnr.Unit}";
        return [rows.Length > 1 && score.Psnr >= rows.Max(r => r.Score.Psnr) ? Tag("b", psnr, Tag("span.unseen", " (best)"))
            : Tag("span", psnr),
            Tag("small", brief ? $"SSIM {Ssim.Text(score.Ssim)}" : $"SSIM {Ssim.Text(score.Ssim)}, L1 {L1.Text(score.L1Percent)} %"),
            double.IsFinite(score.Perceptual) ? Tag("small", $"perceptual {Perceptual.Text(score.Perceptual)}") : ""];
    }

    static string Holes(EvaluationRow[] rows) => $"holes {rows[0].Class.Bucket} {rows[0].Class.Border}, {Percent(rows)} of the image";

    static string Percent(EvaluationRow[] rows) => string.Create(CultureInfo.InvariantCulture, $"{100 * rows[0].Score.HoleRatio:F1} %");

    /// <summary>Difference between the first method and the best other one, in words.</summary>
    static string Lead(EvaluationRow[] rows) =>
        rows.Skip(1).MaxBy(r => r.Score.Psnr) is { } other && Math.Abs(rows[0].Score.Psnr - other.Score.Psnr) is var apart
        && double.IsFinite(apart)
            ? $": {rows[0].Method} {Psnr.Text(apart)} {Psnr.Unit} {(rows[0].Score.Psnr < other.Score.Psnr ? "below" : "above")} " +
            $"{other.Method}"
            : "";
}
