using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml.Linq;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class HtmlReportTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Parsed strictly: one element left open, or one sign not encoded, and it is no XML.</summary>
    (XDocument Page, EvaluationResult Result, EvaluationRun Run) Page(RampImages images, EvaluationOptions options,
        HtmlReportOptions? html = null)
    {
        using var run = new EvaluationRun(images, options);
        var result = run.Run();
        run.SavePage(result, folder["out"], html ?? new());
        return (XDocument.Load(folder["out/report.html"]), result, run);
    }

    static byte[] Png(XElement image) => Convert.FromBase64String(image.Attribute("src")!.Value["data:image/png;base64,".Length..]);

    static XElement Section(XDocument page, string id) => page.Descendants("section").Single(s => s.Attribute("id")!.Value == id);

    static string[] Classes(XElement element) => element.Attribute("class")?.Value.Split(' ') ?? [];

    [Fact]
    public void SaveHtml_ShowsImagesThatDecodeToTheFills()
    {
        var (page, result, run) =
            Page(RampImages.Of(3), Methods.Small(Methods.Gray("black", 0), Methods.Gray()), new() { Samples = 2, WorstCases = 1 });
        var images = page.Descendants("img").ToArray();

        Assert.Equal(2 * 4 + (1 + 6 * 3) + 1 * 4, images.Length);
        Assert.All(images, image =>
        {
            var png = Png(image);
            var (width, height) =
                (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
            using var rows = new MemoryStream();
            new ZLibStream(new MemoryStream(png, 41, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33))),
                CompressionMode.Decompress).CopyTo(rows);
            Assert.Equal((32, 32, 32 * (1 + 3 * 32)), (width, height, (int)rows.Length));
            Assert.NotEmpty(image.Attribute("alt")!.Value);
            Assert.Null(image.Attribute("loading")); // a lazy image is neither printed nor in a capture of the whole page
        });
        Assert.Contains("a blurred fill scores higher than a sharp one", Section(page, "psnr").Element("p")!.Value);
        var worst = result.WorstCases(1)[0];
        Assert.Equal(
            [Masked(run.Sample(worst.Image, worst.Class, "gray")).ToPngBytes(),
                .. new[] { "black", "gray" }.Select(m => run.Sample(worst.Image, worst.Class, m).Filled.ToPngBytes()), run.Read(worst.Image)
                .ToPngBytes()],
            Section(page, "worst").Descendants("img").Select(Png));
    }

    [Fact]
    public void SaveHtml_OfLargeImages_ScalesThemByAreasAndSaysSo()
    {
        var (page, result, run) = Page(RampImages.Of(2), Methods.Small(), new()
        {
            Samples = 1,
            GrowingHoles = 0,
            WorstCases = 0,
            ImageSide = 20,
        });
        var row = result.Rows.Where(r => r.Image == "p1.png")
            .First(r => page.ToString().Contains($"holes {r.Class.Bucket} {r.Class.Border}, ", StringComparison.Ordinal));

        Assert.Equal(Crop.Center(new(32, 32), 20).Apply(run.Sample("p1.png", row.Class, "gray").Filled).ToPngBytes(),
            Png(page.Descendants("img").ElementAt(1)));
        Assert.Contains("Images in this page are scaled from 32×32 to 20×20 by averaging over areas; scores are of the full size.",
            Section(page, "notes").Value);
        Assert.DoesNotContain("scaled from", Page(RampImages.Of(2), Methods.Small()).Page.ToString());
    }

    [Fact]
    public void SaveHtml_NeedsNothingFromElsewhere()
    {
        var (page, _, _) = Page(RampImages.Of(2), Methods.Small());
        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToArray();

        Assert.Equal(ids.Distinct(), ids);
        Assert.All(page.Descendants().Attributes("src"), source => Assert.StartsWith("data:image/png;base64,", source.Value));
        Assert.All(page.Descendants().Attributes("href"), link => Assert.Contains(link.Value[1..], ids));
        Assert.All(page.Descendants().Attributes("aria-labeledby"), label => Assert.Contains(label.Value, ids));
        Assert.All(page.Descendants().Where(e => e.Name.LocalName is "style" or "script"),
            e => Assert.DoesNotMatch(@"url\(|@import|//\w+\.|fetch\(|import\(", e.Value));
        Assert.Equal("en", page.Root!.Attribute("lang")!.Value);
    }

    [Fact]
    public void SaveHtml_OfNamesThatLookLikeMarkup_ShowsThemAsTheyAre()
    {
        var (page, _, _) = Page(new("<script>alert('a & b')</script>.png", "bell\u0007.png", "x.png") { Bad = ["x.png"] }, Methods.Small());

        Assert.Single(page.Descendants("script"));
        Assert.Contains(page.Descendants("img"),
            image => image.Attribute("alt")!.Value.StartsWith("<script>alert('a & b')</script>.png", StringComparison.Ordinal));
        Assert.Contains("bell\uFFFD.png", Section(page, "notes").Value);
        Assert.Contains("Left out, because unreadable: 1 image (x.png).", page.Descendants("header").Single().Value);
        Assert.Contains("x.png: 'x.png' is empty (0 bytes).", Section(page, "notes").Value);
    }

    [Fact]
    public void SaveHtml_MarksTheBestMeanOfEachRow()
    {
        var (page, result, _) = Page(RampImages.Of(3), Methods.Small());
        var psnr = EvaluationMetric.Psnr;
        var rows = Section(page, "psnr").Descendants("tr").Skip(1).ToArray();

        Assert.Equal(13, rows.Length);
        Assert.All(result.Classes.Append(null).Zip(rows), row =>
        {
            var means = result.Methods.Select(m => result.Summary(m, row.First)[psnr]).ToArray();
            var cells = row.Second.Elements("td").ToArray();
            Assert.Equal(means.Select(m => psnr.Text(m.Mean) == psnr.Text(means.Max(x => x.Mean))),
                cells.Select(c => Classes(c).Contains("best")));
            Assert.Equal(means.Select(m => $" [{psnr.Text(m.Interval.Low)}, {psnr.Text(m.Interval.High)}]"),
                cells.Select(c => c.Element("small")!.Value));
            Assert.All(means.Zip(cells), m => Assert.StartsWith(psnr.Text(m.First.Mean), m.Second.Value));
        });
    }

    [Fact]
    public void SaveHtml_DrawsALineAMethodAndPanelWithAMarkerAClass()
    {
        var (page, result, _) = Page(RampImages.Of(2), Methods.Small() with { Size = 64, Border = 12 });
        var curves = Section(page, "ssim").Descendants("svg").Single(s => Classes(s).Contains("curves"));
        XElement[] Of(string kind) => [.. curves.Descendants("path").Where(p => Classes(p).Contains(kind))];

        Assert.Equal((2 * 2, 2 * 2, 2 * result.Classes.Count), (Of("line").Length, Of("band").Length, Of("marker").Length));
        Assert.Equal([6, 6, 4, 4], Of("line").Select(l => l.Attribute("d")!.Value.Count(c => c is 'M' or 'L')));
        Assert.Contains("No such masks at this size and border: 0.4-0.5_B, 0.5-0.6_B.", page.Descendants("header").Single().Value);
        var summary = result.Summary("black", result.Classes[0])[EvaluationMetric.Ssim];
        Assert.Contains($"black, holes (0.01, 0.1] N: {EvaluationMetric.Ssim.Text(summary.Mean)} ", curves.Value);
    }

    [Fact]
    public void SaveHtml_OfOneMethodAndImage_HasNeitherComparisonsNorIntervals()
    {
        var (page, _, _) = Page(RampImages.Of(1), Methods.Small(Methods.Gray()));
        var sections = page.Descendants("section").Select(s => s.Attribute("id")!.Value);

        Assert.Equal(["methods", "l1_percent", "psnr", "ssim", "time", "samples", "growing", "notes"], sections);
        Assert.DoesNotContain("NaN", page.ToString());
        Assert.DoesNotContain(Section(page, "psnr").Descendants("td"), cell => cell.Element("small") is not null);
    }

    [Fact]
    public void SaveHtml_WithoutImages_FillsNothing()
    {
        var (page, _, _) = Page(RampImages.Of(2), Methods.Small(), new() { Samples = 0, GrowingHoles = 0, WorstCases = 0 });

        Assert.Empty(page.Descendants("img"));
        Assert.Equal(["methods", "l1_percent", "psnr", "ssim", "time", "comparisons", "notes"], page.Descendants("section")
            .Select(s => s.Attribute("id")!.Value));
    }

    [Fact]
    public void SaveHtml_TellsEveryFill()
    {
        List<(int Done, int Total, double RowsPerSecond, string Image)> told = [];
        using var run = new EvaluationRun(RampImages.Of(2), Methods.Small());
        run.SavePage(run.Run(), folder["out"], new() { Samples = 1, WorstCases = 0 }, new Told(told));

        Assert.Equal(Enumerable.Range(1, 2 * (1 + 6)).Select(i => (i, 14)), told.Select(p => (p.Done, p.Total)));
    }

    [Fact]
    public void SaveHtml_Canceled_LeavesThePageThatWasThere()
    {
        using var run = new EvaluationRun(RampImages.Of(2), Methods.Small());
        var result = run.Run();
        File.WriteAllText(folder["report.html"], "before");

        Assert.Throws<OperationCanceledException>(() => run.SaveHtml(result, folder.Path, cancel: new(canceled: true)));
        Assert.Equal("before", File.ReadAllText(folder["report.html"]));
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void SaveHtml_WithImagesTooSmall_SaysWhatToTake()
    {
        using var run = new EvaluationRun(RampImages.Of(1), Methods.Small());

        Assert.Equal("ImageSide is 8 px, expected at least 16. Set the counts to 0 to leave images out.",
            Assert.Throws<ArgumentException>(() => run.SavePage(run.Run(), folder.Path, new() { ImageSide = 8 })).Message);
    }

    static RgbImage Masked((RgbImage Original, Mask Mask, RgbImage Filled) sample) =>
        Composite.WithWhiteHoles(sample.Original, sample.Mask);

    sealed class Told(List<(int Done, int Total, double RowsPerSecond, string Image)> progress)
        : IProgress<(int Done, int Total, double RowsPerSecond, string Image)>
    {
        public void Report((int Done, int Total, double RowsPerSecond, string Image) value) => progress.Add(value);
    }
}
