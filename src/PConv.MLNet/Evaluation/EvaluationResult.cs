namespace PConv.MLNet.Evaluation;

/// <summary>The rows of a run and the statistics computed from them.</summary>
/// <remarks>Only images with a row for every method in every class are counted, so that all means are over the same images.</remarks>
public sealed partial class EvaluationResult
{
    readonly Dictionary<(string Method, MaskClass? Class), ClassSummary> summaries = [];

    internal EvaluationResult(EvaluationOptions options, IReadOnlyList<MaskClass> classes, IEnumerable<EvaluationRow> rows,
        IReadOnlyDictionary<string, string> unreadable)
    {
        (Options, Classes, Unreadable) = (options, classes, unreadable);
        var (methods, places) =
            (Methods.Index().ToDictionary(m => m.Item, m => m.Index), classes.Index().ToDictionary(c => c.Item, c => c.Index));
        Rows = [.. from row in rows
                   group row by row.Image into image
                   where image.Count() == classes.Count * methods.Count
                   orderby image.Key
                   from row in image.OrderBy(r => places[r.Class]).ThenBy(r => methods[r.Method])
                   select row];
        Images = [.. Rows.Select(r => r.Image).Distinct().Order(StringComparer.Ordinal)];
        if (Images.Count == 0)
        {
            throw new InvalidOperationException(
                $"None of the {unreadable.Count} images can be read, so there is nothing to evaluate. The first, " +
                $"'{unreadable.Keys.Order(StringComparer.Ordinal).FirstOrDefault()}': " +
                $"{unreadable.OrderBy(u => u.Key, StringComparer.Ordinal).FirstOrDefault().Value}");
        }
    }

    /// <summary>Options of the evaluation.</summary>
    public EvaluationOptions Options { get; }

    /// <summary>The classes of masks, from small to large holes, N before B.</summary>
    public IReadOnlyList<MaskClass> Classes { get; }

    /// <summary>Names of the methods. The others are compared with the first one.</summary>
    public IReadOnlyList<string> Methods => [.. Options.Methods.Select(m => m.Name)];

    /// <summary>All rows, ordered by image, class and method.</summary>
    internal IReadOnlyList<EvaluationRow> Rows { get; }

    /// <summary>Names of the images that are counted, sorted.</summary>
    public IReadOnlyList<string> Images { get; }

    /// <summary>Images that could not be read, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Unreadable { get; }

    /// <summary>The metrics: <see cref="EvaluationMetric.All"/>, the perceptual distance if there is a network, and its terms and the
    /// sharpness if the options request them.</summary>
    public IReadOnlyList<EvaluationMetric> Metrics =>
    [
        .. EvaluationMetric.All,
        .. PerceptualNetwork is { } network ? [EvaluationMetric.PerceptualBy(network.Name)] : Array.Empty<EvaluationMetric>(),
        .. PerceptualStages.Select((stage, i) => EvaluationMetric.PerceptualStage(i, stage)),
        .. Options.Sharpness ? [EvaluationMetric.Sharpness] : Array.Empty<EvaluationMetric>(),
    ];

    /// <summary>The network of the perceptual distances; null without.</summary>
    internal FeatureNetworkFile? PerceptualNetwork { get; init; }

    /// <summary>Names of the network's outputs, whose distances are separate metrics; empty unless
    /// <see cref="EvaluationOptions.PerceptualStages"/> is set.</summary>
    public IReadOnlyList<string> PerceptualStages { get; internal init; } = [];

    /// <summary>Number of images with a side below the evaluation size, which were enlarged.</summary>
    public int Enlarged =>
        Rows.Where(r => Math.Min(r.OriginalSize.Width, r.OriginalSize.Height) < Options.Size).Select(r => r.Image).Distinct().Count();

    /// <summary>Classes that cannot exist at this size with this border.</summary>
    public IEnumerable<MaskClass> ImpossibleClasses => MaskClass.All.Except(Classes);

    /// <summary>Mean of a metric for a method, NaN without a value, and its 95 % confidence interval by the percentile bootstrap over
    /// images with 2,000 resamples, NaN with fewer than two values.</summary>
    /// <param name="method">Name of the method.</param>
    /// <param name="metric">One of the result's metrics.</param>
    /// <param name="of">The class; null for all classes together.</param>
    public (double Mean, double Low, double High) Mean(string method, EvaluationMetric metric, MaskClass? of = null)
    {
        var (mean, low, high) = Summary(method, of)[metric];
        return (mean, low, high);
    }

    /// <summary>Compares two methods image by image, in words: "natural is better than harmonic by 0.62 dB [0.51, 0.73]" with the 95 %
    /// confidence interval if the difference is significant, else "no difference shown between ..." with the p-value of Wilcoxon's
    /// signed-rank test.</summary>
    /// <param name="first">Name of the first method.</param>
    /// <param name="second">Name of the second method.</param>
    /// <param name="metric">The metric to compare.</param>
    /// <param name="of">The class, whose p-value is corrected for the number of classes; null for all classes together, in one
    /// test.</param>
    public string Compare(string first, string second, EvaluationMetric metric, MaskClass? of = null)
    {
        var comparison = Comparison(first, second, metric);
        return (of is null ? comparison.Overall : comparison.Classes.First(c => c.Class == of)).ToString();
    }

    /// <summary>Means of a method over a class, or over all classes.</summary>
    internal ClassSummary Summary(string method, MaskClass? of = null)
    {
        lock (summaries)
        {
            return summaries.TryGetValue((method, of), out var known) ? known
                : summaries[(method, of)] = ClassSummary.Compute(this, method, of);
        }
    }

    /// <summary>Compares two methods in each class, and in all classes together.</summary>
    internal MethodComparison Comparison(string first, string second, EvaluationMetric metric) =>
        MethodComparison.Compare(this, first, second, metric);

    /// <summary>Rows of a method in one class, or in all classes, in the order of images.</summary>
    internal IEnumerable<EvaluationRow> RowsOf(string method, MaskClass? of) =>
        Rows.Where(r => r.Method == method && (of is null || r.Class == of));
}
