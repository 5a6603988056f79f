using PConv.MLNet.Files;
using PConv.MLNet.Images;

namespace PConv.MLNet.Evaluation;

// A result for people and for programs.
public sealed partial class EvaluationResult
{
    /// <summary>File name of the rows in an output folder.</summary>
    public const string RowsFileName = "rows.jsonl";

    /// <summary>Name of the page in an output folder.</summary>
    public const string HtmlFileName = "report.html";

    /// <summary>Names of the files that <see cref="Save"/> and <see cref="EvaluationRun.SaveHtml"/> write, the page last.</summary>
    public static IReadOnlyList<string> FileNames { get; } = ["report.md", "report.csv", "report.json", HtmlFileName];

    /// <summary>
    /// Aligned text of at most 100 columns: a block per metric with a row per method and a column per class, like the paper's Table 1;
    /// then the comparisons of the first method with each other one.
    /// </summary>
    public string ToTable() => ConsoleReport.Format(this);

    /// <summary>The block of one metric from <see cref="ToTable()"/>.</summary>
    /// <param name="metric">One of the result's metrics.</param>
    public string ToTable(EvaluationMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return ConsoleReport.Format(this, metric);
    }

    /// <summary>Markdown: one table per metric with intervals, and the comparisons.</summary>
    public string ToMarkdown() => MarkdownReport.Format(this);

    /// <summary>CSV: one line for each method in each class, and in all classes together.</summary>
    public string ToCsv() => TableReport.Csv(this);

    /// <summary>
    /// An array of objects {method, bucket, border, images, l1_percent, psnr, ssim, seconds_per_image} and the ends of the intervals, such
    /// as psnr_low; perceptual follows ssim if measured, and perceptual_stages, an array, if the options request it; null stands for a
    /// missing value.
    /// </summary>
    public string ToJson() => TableReport.Json(this);

    /// <summary>
    /// Curves of a metric over the hole ratio, as in the HTML page: one line per method with its interval as a band, masks of class N
    /// (holes anywhere) on the left, of class B (off the border) on the right.
    /// </summary>
    /// <param name="metric">One of the result's metrics.</param>
    public SvgImage ToCurves(EvaluationMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return HtmlCurves.Means(this, metric).ToSvg();
    }

    /// <summary>
    /// Writes report.md, report.csv and report.json, which has the comparisons as well, into a folder; replaces those there. The page has
    /// images as well: <see cref="EvaluationRun.SaveHtml"/>.
    /// </summary>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (var (name, text) in FileNames.Zip([ToMarkdown(), ToCsv(), TableReport.FullJson(this) + '\n']))
        {
            AtomicFile.Write(Path.Combine(folder, name), temporary => File.WriteAllText(temporary, text));
        }
    }
}
