using System.Text.Json;
using System.Text.Json.Nodes;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Mean scores of a method over a set of images, overall and for the twelve classes of the paper's Table 1.</summary>
/// <remarks>
/// Every number is a mean over images. The classes are disjoint: an image belongs to one of the six <see cref="HoleRatioBucket"/>s by its
/// hole ratio, and to <see cref="BorderClass.B"/> if its holes keep the border free, else to <see cref="BorderClass.N"/>.
/// </remarks>
public sealed class InpaintingMetrics
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    InpaintingMetrics(string? network) => PerceptualNetwork = network;

    /// <summary>The network of the perceptual distances; null if they are not measured.</summary>
    public string? PerceptualNetwork { get; }

    /// <summary>The whole set, including images outside of the classes.</summary>
    public InpaintingClassMetrics Overall { get; } = new(null, null);

    /// <summary>The twelve classes, from small to large holes, N before B, including those without images.</summary>
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

    /// <summary>Computes the means over scores, in one pass without storing them.</summary>
    /// <param name="scores">The images' scores.</param>
    /// <param name="perceptualNetwork">Name of the network of their perceptual distances; null, the default, omits them from table and
    /// JSON.</param>
    internal static InpaintingMetrics Average(IEnumerable<InpaintingScore> scores, string? perceptualNetwork = null)
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

    /// <summary>A table for the console: one row for each class that has images, then the whole set; – stands for a missing value. With a
    /// network there is a column of perceptual distances.</summary>
    public string ToTable() => InpaintingTable.Format(this);

    /// <summary>
    /// An array of thirteen objects {bucket, border, images, l1_percent, psnr, ssim, hole_l1_percent, hole_psnr}: the classes, such as
    /// "(0.1, 0.2]" and "N", and the whole set, "all" and "all"; null for a missing value. With a network, each object also has
    /// perceptual.
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

    /// <summary>Same as <see cref="ToTable"/>.</summary>
    public override string ToString() => ToTable();

    /// <summary>JSON cannot represent NaN, so it is written as null.</summary>
    static double? OrNull(double value) => double.IsFinite(value) ? value : null;
}
