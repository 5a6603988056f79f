using PConv.MLNet.Files;
using PConv.MLNet.Images;

namespace PConv.MLNet.Evaluation;

/// <summary>A result for people and for programs.</summary>
public static partial class EvaluationReport
{
    /// <summary>File name of the rows in an output folder.</summary>
    public const string RowsFileName = "rows.jsonl";

    /// <summary>Names of the files that <see cref="Save"/> and <see cref="SaveHtml"/> write, the page last.</summary>
    public static IReadOnlyList<string> FileNames { get; } = ["report.md", "report.csv", "report.json", HtmlFileName];

    /// <summary>
    /// Aligned text of at most 100 columns: a block per metric with a row per method and a column per class, like the paper's Table 1;
    /// then the comparisons of the first method with each other one.
    /// </summary>
    public static string ToTable(this EvaluationResult result) => ConsoleReport.Format(Checked(result));

    /// <summary>The block of one metric from <see cref="ToTable(EvaluationResult)"/>.</summary>
    /// <param name="result">The result of a run.</param>
    /// <param name="metric">One of the result's metrics.</param>
    public static string ToTable(this EvaluationResult result, EvaluationMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return ConsoleReport.Format(Checked(result), metric);
    }

    /// <summary>Markdown: one table per metric with intervals, and the comparisons.</summary>
    public static string ToMarkdown(this EvaluationResult result) => MarkdownReport.Format(Checked(result));

    /// <summary>CSV: one line for each method in each class, and in all classes together.</summary>
    public static string ToCsv(this EvaluationResult result) => TableReport.Csv(Checked(result));

    /// <summary>
    /// An array of objects {method, bucket, border, images, l1_percent, psnr, ssim, seconds_per_image} and the ends of the intervals, such
    /// as psnr_low; perceptual follows ssim if measured, and perceptual_stages, an array, if the options request it; null stands for a
    /// missing value.
    /// </summary>
    public static string ToJson(this EvaluationResult result) => TableReport.Json(Checked(result));

    /// <summary>
    /// Curves of a metric over the hole ratio, as in the HTML page: one line per method with its interval as a band, masks of class N
    /// (holes anywhere) on the left, of class B (off the border) on the right.
    /// </summary>
    /// <param name="result">The result of a run.</param>
    /// <param name="metric">One of the result's metrics.</param>
    public static SvgImage ToCurves(this EvaluationResult result, EvaluationMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return HtmlCurves.Means(Checked(result), metric).ToSvg();
    }

    /// <summary>
    /// Writes report.md, report.csv and report.json, which has the comparisons as well, into a folder; replaces those there. The page has
    /// images as well: <see cref="SaveHtml"/>.
    /// </summary>
    public static void Save(this EvaluationResult result, string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (var (name, text) in FileNames.Zip([result.ToMarkdown(), result.ToCsv(), TableReport.FullJson(result) + '\n']))
        {
            AtomicFile.Write(Path.Combine(folder, name), temporary => File.WriteAllText(temporary, text));
        }
    }

    static EvaluationResult Checked(EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result;
    }
}
