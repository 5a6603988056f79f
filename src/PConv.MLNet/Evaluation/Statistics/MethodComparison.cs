namespace PConv.MLNet.Evaluation;

/// <summary>Comparison of two methods, image by image, by one metric.</summary>
/// <param name="Classes">One difference per class. The p-values are corrected by Holm's method, so that the chance of any false claim over
/// all classes is at most 5 %.</param>
/// <param name="Overall">Differences of the images' means over all classes, in one test.</param>
sealed record MethodComparison(IReadOnlyList<MethodDifference> Classes, MethodDifference Overall)
{
    /// <summary>Number of classes in which the first method is better.</summary>
    public int Wins => Classes.Count(c => c.IsReal && c.Gain.Mean > 0);

    /// <summary>Number of classes in which the second method is better.</summary>
    public int Losses => Classes.Count(c => c.IsReal && c.Gain.Mean < 0);

    internal static MethodComparison Compare(EvaluationResult result, string first, string second, EvaluationMetric metric)
    {
        var differences = result.Classes.Select(c => Differences(result, first, second, metric, c)).ToArray();
        var values = SignedRankTest.Holm([.. differences.Select(SignedRankTest.PValue)]);
        var overall = Differences(result, first, second, metric, null);
        return new(
            [.. result.Classes.Select((c, i) => Difference(c, differences[i], values[i]))],
            Difference(null, overall, SignedRankTest.PValue(overall)));

        MethodDifference Difference(MaskClass? of, double[] gains, double p) =>
            new(first, second, metric, of, gains.Length,
                new(gains.Length > 0 ? gains.Average() : double.NaN, Bootstrap.OfMean(gains, result.Options.Seed)), p);
    }

    /// <summary>Gain of the first method, one value per image; pairs with an infinite PSNR are excluded.</summary>
    static double[] Differences(EvaluationResult result, string first, string second, EvaluationMetric metric, MaskClass? of) =>
        [.. from pair in result.RowsOf(first, of).Zip(result.RowsOf(second, of))
            let gain = (metric.HigherIsBetter ? 1 : -1) * (metric.Of(pair.First.Score) - metric.Of(pair.Second.Score))
            where double.IsFinite(gain)
            group gain by pair.First.Image into image
            select image.Average()];
}

/// <summary>Gain of one method over another, and whether it is statistically significant.</summary>
/// <param name="First">Name of the first method.</param>
/// <param name="Second">Name of the second.</param>
/// <param name="Metric">The compared metric.</param>
/// <param name="Class">The class; null for all classes together.</param>
/// <param name="Images">Number of compared pairs.</param>
/// <param name="Gain">Mean gain of the first method, positive if the first is better, whether higher or lower values of the metric are
/// better.</param>
/// <param name="PValue">Two-sided p-value of Wilcoxon's signed-rank test; for a class, corrected for the number of classes.</param>
sealed record MethodDifference(string First, string Second, EvaluationMetric Metric, MaskClass? Class, int Images, Estimate Gain,
    double PValue)
{
    /// <summary>Whether the difference is significant: p below 0.05, and 0 outside of the interval.</summary>
    public bool IsReal => PValue < 1 - Bootstrap.Level && (Gain.Mean > 0 ? Gain.Low > 0 : Gain.High < 0);

    /// <summary>The difference in words, such as "natural is better than harmonic by 0.62 dB [0.51, 0.73]" or "no difference shown between
    /// ...".</summary>
    public override string ToString()
    {
        var unit = Metric.Unit.Length > 0 ? $" {Metric.Unit}" : $" {Metric.Name}";
        return !IsReal
            ? $"no difference shown between {First} and {Second}: {Metric.Text(Gain.Mean)}{unit} {Text(Gain.Interval)}, p = {P}, " +
            $"{Images} " +
            $"{(Images == 1 ? "image" : "images")}"
            : Gain.Mean > 0 ? $"{First} is better than {Second} by {Metric.Text(Gain.Mean)}{unit} {Text(Gain.Interval)}"
            : $"{Second} is better than {First} by {Metric.Text(-Gain.Mean)}{unit} {Text(Gain.Interval.Negated)}";
    }

    string P => PValue.ToString("F3", System.Globalization.CultureInfo.InvariantCulture);

    string Text(Interval interval) => $"[{Metric.Text(interval.Low)}, {Metric.Text(interval.High)}]";
}
