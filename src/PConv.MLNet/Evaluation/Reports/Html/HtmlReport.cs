using System.Diagnostics;
using System.Text;
using PConv.MLNet.Files;

namespace PConv.MLNet.Evaluation;

// The page to look at and to hand on: one file without anything from elsewhere.
public sealed partial class EvaluationRun
{
    /// <summary>Writes report.html to a folder: curves over the hole ratio, tables, comparisons, and images, which are filled again.
    /// Replaces an existing file.</summary>
    /// <param name="result">What this run found.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="samples">Number of fills shown for which the first method is farthest below the best other one. Twice as many images
    /// are shown with one mask each, as in the paper's figures 6 to 8, and one with growing holes, as in figure 9; none of all if this is
    /// 0. Each fill is embedded as an image; with the default and five methods the page is below 10 MB.</param>
    /// <param name="progress">Gets, after every fill, the number of fills done and of all, fills per second, and the image.</param>
    /// <param name="cancel">Cancels the work; no page is written.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public void SaveHtml(EvaluationResult result, string folder, int samples = 2,
        IProgress<(int Done, int Total, double RowsPerSecond, string Image)>? progress = null, CancellationToken cancel = default) =>
        SavePage(result, folder, new HtmlReportOptions { Samples = 2 * samples, GrowingHoles = Math.Min(1, samples), WorstCases = samples },
            progress, cancel);

    /// <summary>As above, with the number of each.</summary>
    internal void SavePage(EvaluationResult result, string folder, HtmlReportOptions options,
        IProgress<(int Done, int Total, double RowsPerSecond, string Image)>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options.Validate();
        var samples = HtmlSamples.Create(result, options);
        var (clock, done, total) = (Stopwatch.StartNew(), 0, samples.Fills(result));
        var pictures =
            new HtmlImages(this, result, options.ImageSide,
                image => progress?.Report((++done, total, done / clock.Elapsed.TotalSeconds, image)), cancel);
        AtomicFile.Write(Path.Combine(folder, EvaluationResult.HtmlFileName), stream =>
        {
            using var page = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            HtmlPage.Write(page, result, samples, pictures);
        });
    }
}
