using System.Text.Json;
using System.Text.Json.Nodes;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>How well a method fills a set of images: as a whole, and by the twelve classes of the paper's Table 1.</summary>
/// <remarks>
/// Every number is a mean over images. The classes are disjoint: an image is in one of the six <see cref="HoleRatioBucket"/>s by its hole
/// ratio, and there in <see cref="BorderClass.B"/> if its holes keep the border free, else in <see cref="BorderClass.N"/>.
/// </remarks>
public sealed class InpaintingMetrics
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    InpaintingMetrics(string? network) => PerceptualNetwork = network;

    /// <summary>The network of the perceptual distances; null where none are measured.</summary>
    public string? PerceptualNetwork { get; }

    /// <summary>The whole set, images outside of the classes among them.</summary>
    public InpaintingClassMetrics Overall { get; } = new(null, null);

    /// <summary>The twelve classes, from small to large holes, N before B; those without images as well.</summary>
    public IReadOnlyList<InpaintingClassMetrics> Classes { get; } =
        [.. from bucket in HoleRatioBucket.All from border in Enum.GetValues<BorderClass>()
            select new InpaintingClassMetrics(bucket, border)];

    /// <summary>The classes, then the whole set.</summary>
    internal IEnumerable<InpaintingClassMetrics> Rows => Classes.Append(Overall);

    /// <summary>Images in no class: hole ratios of at most 0.01 or above 0.6, which the paper does not measure.</summary>
    public int ImagesOutsideClasses { get; private set; }

    /// <summary>One of the twelve classes.</summary>
    public InpaintingClassMetrics this[HoleRatioBucket bucket, BorderClass border] =>
        Classes.Single(c => c.Bucket == bucket && c.Border == border);

    /// <summary>Means over scores; reads them once and keeps none.</summary>
    /// <param name="scores">The images' scores.</param>
    /// <param name="perceptualNetwork">Name of the network of their perceptual distances; null, the default, leaves these out of table and
    /// JSON.</param>
    public static InpaintingMetrics Average(IEnumerable<InpaintingScore> scores, string? perceptualNetwork = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var metrics = new InpaintingMetrics(perceptualNetwork);
        foreach (var score in scores)
        {
            metrics.Overall.Add(score);
            if (HoleRatioBucket.Containing(score.HoleRatio) is { } bucket)
            {
                metrics[bucket, score.Border].Add(score);
            }
            else
            {
                metrics.ImagesOutsideClasses++;
            }
        }

        return metrics;
    }

    /// <summary>A table for the console: a row a class, the whole set below; – where there is no value; with a network, a column of
    /// perceptual distances.</summary>
    public string ToTable() => InpaintingTable.Format(this);

    /// <summary>
    /// An array of thirteen objects {bucket, border, images, l1_percent, psnr, ssim, hole_l1_percent, hole_psnr}: the classes, as in
    /// "(0.1, 0.2]" and "N", and the whole set, "all" and "all"; null where there is no value. With a network, perceptual as well.
    /// </summary>
    public string ToJson() => JsonSerializer.Serialize(Rows.Select(Entry), Indented);

    JsonObject Entry(InpaintingClassMetrics row)
    {
        JsonObject entry = new()
        {
            ["bucket"] = row.Bucket?.ToString() ?? "all",
            ["border"] = row.Border?.ToString() ?? "all",
            ["images"] = row.Images,
            ["l1_percent"] = OrNull(row.L1Percent),
            ["psnr"] = OrNull(row.Psnr),
            ["ssim"] = OrNull(row.Ssim),
            ["hole_l1_percent"] = OrNull(row.HoleL1Percent),
            ["hole_psnr"] = OrNull(row.HolePsnr),
        };
        if (PerceptualNetwork is not null)
        {
            entry["perceptual"] = OrNull(row.Perceptual);
        }

        return entry;
    }

    /// <summary>As <see cref="ToTable"/>.</summary>
    public override string ToString() => ToTable();

    /// <summary>JSON cannot represent NaN, so it is written as null.</summary>
    static double? OrNull(double value) => double.IsFinite(value) ? value : null;
}
