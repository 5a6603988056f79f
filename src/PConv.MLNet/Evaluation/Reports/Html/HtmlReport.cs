using System.Diagnostics;
using System.Text;
using PConv.MLNet.Files;

namespace PConv.MLNet.Evaluation;

// The page to look at and to hand on: one file without anything from elsewhere.
public static partial class EvaluationReport
{
    /// <summary>Name of the page in an output folder.</summary>
    public const string HtmlFileName = "report.html";

    /// <summary>Writes report.html to a folder: curves over the hole ratio, tables, comparisons, and images, which are filled again.
    /// Replaces an existing file.</summary>
    /// <param name="run">The run that produced the result.</param>
    /// <param name="result">What the run found.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="options">Number and size of the images.</param>
    /// <param name="progress">Reported after every fill.</param>
    /// <param name="cancel">Cancels the work; no page is written.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message says what to change.</exception>
    public static void SaveHtml(
        this EvaluationRun run, EvaluationResult result, string folder, HtmlReportOptions? options = null,
        IProgress<EvaluationProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new();
        options.Validate();
        var samples = HtmlSamples.Create(result, options);
        var (clock, done, total) = (Stopwatch.StartNew(), 0, samples.Fills(result));
        var pictures =
            new HtmlImages(run, result, options.ImageSide,
                image => progress?.Report(new(++done, total, done / clock.Elapsed.TotalSeconds, image)), cancel);
        AtomicFile.Write(Path.Combine(folder, HtmlFileName), stream =>
        {
            using var page = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            HtmlPage.Write(page, result, samples, pictures);
        });
    }
}
