using System.Globalization;

namespace PConv.MLNet.Evaluation;

/// <summary>A Fréchet distance a method: of all its fills, in all classes of masks together, to the originals.</summary>
/// <remarks>
/// An original counts once, though each is filled several times: repeated vectors leave the mean as it is and the covariance nearly so, and the number of images,
/// on which the bias of the estimate depends, is that of different ones. Distances compare within one run, whose methods fill the same images and masks.
/// </remarks>
/// <param name="Network">The network of the features.</param>
/// <param name="Images">Originals.</param>
/// <param name="Fills">Fills of each method.</param>
/// <param name="Distances">A distance a method, by name, in squared units of the features; 0 = equal.</param>
public sealed record FrechetDistances(FeatureNetworkFile Network, int Images, int Fills, IReadOnlyDictionary<string, double> Distances)
{
    /// <summary>As in "Fréchet distance (inception.onnx, sha256 ...), 10,000 originals, 120,000 fills of all classes together: pconv 3.21, harmonic 5.43."</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Fréchet distance ({Network}), {Images:N0} originals, {Fills:N0} fills of all classes together: {string.Join(", ", Distances.Select(d => $"{d.Key} {Text(d.Value)}"))}.{(Images < FrechetDistance.MinImages ? $" Forced: below {FrechetDistance.MinImages:N0} images it compares with no other set's." : "")}");

    static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>Of the images that count in a result.</summary>
    internal static FrechetDistances Of(EvaluationResult result, FeatureNetworkFile network, FeatureFile features, Action<string> step, CancellationToken cancel)
    {
        var originals = features.Statistics(result.Images.Select(image => (image, (MaskClass?)null, (string?)null)), cancel);
        var distances = new Dictionary<string, double>();
        foreach (var method in result.Methods)
        {
            step($"Fréchet distance of {method}");
            var fills = features.Statistics(result.RowsOf(method, null).Select(row => (row.Image, (MaskClass?)row.Class, (string?)method)), cancel);
            distances[method] = FrechetDistance.Between(originals, fills, force: true); // refused before, if at all
        }

        return new(network, result.Images.Count, result.Images.Count * result.Classes.Count, distances);
    }
}
