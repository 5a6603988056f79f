namespace PConv.MLNet.Evaluation;

/// <summary>Mean over images and its confidence interval.</summary>
/// <param name="Mean">The mean; NaN without a value.</param>
/// <param name="Low">Lower end of the 95 % confidence interval by the percentile bootstrap over images with 2,000 resamples; NaN with fewer
/// than two values.</param>
/// <param name="High">Upper end.</param>
readonly record struct Estimate(double Mean, double Low, double High)
{
    internal Estimate(double mean, Interval interval)
        : this(mean, interval.Low, interval.High)
    {
    }

    internal Interval Interval => new(Low, High);
}

/// <summary>Results of one method in one class, or in all classes together.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Class">The class; null for all classes together, whose intervals resample images with all of their masks.</param>
/// <param name="Images">Number of images.</param>
/// <param name="SecondsPerImage">Median time of a fill; the median, because the first fills of a process are slower.</param>
/// <param name="EqualImages">Number of fills equal to the original, whose infinite PSNR is excluded.</param>
sealed record ClassSummary(string Method, MaskClass? Class, int Images, double SecondsPerImage, int EqualImages)
{
    readonly Dictionary<EvaluationMetric, Estimate> estimates = [];

    /// <summary>Mean and interval of a metric.</summary>
    public Estimate this[EvaluationMetric metric] => estimates[metric];

    internal static ClassSummary Compute(EvaluationResult result, string method, MaskClass? of)
    {
        var rows = result.RowsOf(method, of).ToArray();
        var metrics = InpaintingMetrics.Average(rows.Select(r => r.Score)).Overall;
        var summary =
            new ClassSummary(method, of, result.Images.Count, rows.Select(r => r.Seconds).Order().ElementAt(rows.Length / 2),
                metrics.EqualImages);
        foreach (var metric in result.Metrics)
        {
            summary.estimates[metric] = new(metric.Mean(metrics), Bootstrap.OfMean(ImageMeans(rows, metric), result.Options.Seed));
        }

        return summary;
    }

    /// <summary>Means of the finite values of each image.</summary>
    static double[] ImageMeans(EvaluationRow[] rows, EvaluationMetric metric) =>
        [.. from row in rows let value = metric.Of(row.Score) where double.IsFinite(value) group value by row.Image into image
            select image.Average()];
}
