using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>The fills that a page shows, chosen from the rows only.</summary>
/// <param name="Samples">Images with one mask each.</param>
/// <param name="Growing">Images with all masks of class N.</param>
/// <param name="Worst">Images and masks for which the first method is farthest below the best other one.</param>
/// <param name="Side">Maximum width and height of an image in the page, in pixels.</param>
sealed record HtmlSamples(IReadOnlyList<(string Image, MaskClass Class)> Samples, IReadOnlyList<string> Growing,
    IReadOnlyList<(string Image, MaskClass Class)> Worst, int Side)
{
    /// <summary>Whether there is an image to show.</summary>
    public bool Any => Samples.Count + Growing.Count + Worst.Count > 0;

    public static HtmlSamples Create(EvaluationResult result, HtmlReportOptions options) =>
        new(Spread(result, options.Samples), [.. result.Images.Take(options.GrowingHoles)], result.WorstCases(options.WorstCases),
            options.ImageSide);

    /// <summary>Number of fills that are needed.</summary>
    public int Fills(EvaluationResult result) =>
        result.Methods.Count * (Samples.Count + Worst.Count + Growing.Count * result.Classes.Count(c => c.Border == BorderClass.N));

    /// <summary>Images spread evenly over the list, with hole ratios from small to large, alternating N and B.</summary>
    static IReadOnlyList<(string Image, MaskClass Class)> Spread(EvaluationResult result, int count)
    {
        var byTurns =
            result.Classes.Where(c => HoleRatioBucket.All.Index()
                .First(b => b.Item == c.Bucket).Index % 2 == (c.Border == BorderClass.N ? 0 : 1)).ToArray();
        return [.. Enumerable.Range(0, count)
            .Select(i => (result.Images[Middle(result.Images.Count, i)], byTurns[Middle(byTurns.Length, i)])).Distinct()];

        int Middle(int length, int part) => (int)((2L * part + 1) * length / (2 * count));
    }
}
