using System.Globalization;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Sentences shared by several reports.</summary>
static class ReportText
{
    /// <summary>The protocol in one sentence.</summary>
    public static string Protocol(EvaluationResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{Count(result.Images.Count, "image")} of {result.Options.Size}×{result.Options.Size} (the middle square of each image, " +
        $"scaled), {result.Classes.Count} classes of masks, border {result.Options.Border} px, seed {result.Options.Seed}.");

    /// <summary>Description of the statistics.</summary>
    public static string Statistics { get; } = string.Create(CultureInfo.InvariantCulture,
        $"Means over images; intervals of {100 * Bootstrap.Level:F0} % by the percentile bootstrap over images ({Bootstrap.Resamples:N0} " +
        $"resamples). A difference is called real where Wilcoxon's signed-rank test gives p < {1 - Bootstrap.Level:F2} (over classes: " +
        $"corrected by Holm's method) and the interval leaves out 0. Seconds are the median of a fill on one thread while other images " +
        $"are worked on.");

    /// <summary>What PSNR rewards; null for another metric.</summary>
    public static string? Caution(EvaluationResult result, EvaluationMetric metric) => metric != EvaluationMetric.Psnr ? null
        : "PSNR rewards the average of everything that could be in a hole: a blurred fill scores higher than a sharp one whose details " +
        "are not exactly the original's, though people prefer the sharp one. L1 and SSIM do much the same. " +
        (result.PerceptualNetwork is null ? "Measure the perceptual distance too, and look at the fills."
            : "The perceptual distance is nearer to what people see; look at the fills too.");

    /// <summary>Comparisons of the first method with each other one, one line per metric.</summary>
    public static IEnumerable<string> Comparisons(EvaluationResult result) =>
        result.Methods.Skip(1).SelectMany(other => Comparisons(result, other));

    /// <summary>Comparisons of the first method with one other.</summary>
    public static IEnumerable<string> Comparisons(EvaluationResult result, string other) =>
        from metric in result.Metrics.OrderByDescending(m => m == EvaluationMetric.Psnr)
        let comparison = result.Comparison(result.Methods[0], other, metric)
        select $"{metric.Name}: {comparison.Overall}; {Classes(comparison)}.";

    /// <summary>Notes on images and classes that were left out or changed.</summary>
    public static IEnumerable<string> Notes(EvaluationResult result)
    {
        yield return Protocol(result);
        if (result.ImpossibleClasses.ToArray() is { Length: > 0 } missing)
        {
            yield return $"No such masks at this size and border: {string.Join(", ", missing.Select(c => c.Name))}.";
        }

        if (result.Enlarged > 0)
        {
            yield return $"{Count(result.Enlarged, "image")} smaller than {result.Options.Size}×{result.Options.Size} enlarged.";
        }

        if (result.Unreadable.Count > 0)
        {
            yield return $"Left out, because unreadable: {Count(result.Unreadable.Count, "image")} " +
                $"({string.Join(", ", result.Unreadable.Keys.Order(StringComparer.Ordinal).Take(3)).ReplaceLineEndings("\\n")}" +
                $"{(result.Unreadable.Count > 3 ? ", ..." : "")}).";
        }

        if (result.PerceptualNetwork is { } network)
        {
            yield return $"Perceptual: LPIPS with all channels weighted alike, in the features of {network}; 0 = equal. It compares with " +
                $"no other network's.";
        }

        if (result.Options.Sharpness)
        {
            yield return "Sharpness: mean gradient in the holes in percent of the original's.";
        }

        if (result.Methods.Sum(m => result.Summary(m).EqualImages) is > 0 and var equal)
        {
            yield return $"{Count(equal, "fill")} equal to the original, left out of PSNR.";
        }
    }

    /// <summary>A range such as <c>0.1-0.2</c>.</summary>
    public static string Range(HoleRatioBucket bucket) => string.Create(CultureInfo.InvariantCulture, $"{bucket.Low}-{bucket.High}");

    static string Classes(MethodComparison comparison) =>
        $"better in {comparison.Wins}, worse in {comparison.Losses} of {comparison.Classes.Count} classes";

    static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
