using System.Globalization;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Metrics as aligned text, 80 characters wide.</summary>
static class InpaintingTable
{
    public static string Format(InpaintingMetrics metrics) => string.Join('\n', [
        Line("class", "border", "images", "hole %", "L1 %", "PSNR dB", "SSIM", "hole L1 %", "hole PSNR dB")
        + Perceptual(metrics, "perceptual"),
        .. metrics.Rows.Where(row => row.Images > 0 || row.Bucket is null)
        .Select(row => Line(row) + Perceptual(metrics, Number(row.Perceptual, "F4"))),
        .. Note(metrics.ImagesOutsideClasses,
            Invariant($"in no class: hole ratio at most {HoleRatioBucket.All[0].Low} or above {HoleRatioBucket.All[^1].High}")),
        .. Note(metrics.Overall.EqualImages, "equal to the original, left out of PSNR"),
        .. metrics.PerceptualNetwork is { } network ? [$"perceptual: distance in the features of {network}."] : Array.Empty<string>(),
    ]);

    static string Line(InpaintingClassMetrics row) => Line(
        row.Bucket?.ToString() ?? "all", row.Border?.ToString() ?? "all", Invariant($"{row.Images}"), Number(100 * row.HoleRatio, "F1"),
        Number(row.L1Percent, "F2"), Number(row.Psnr, "F2"), Number(row.Ssim, "F4"), Number(row.HoleL1Percent, "F2"),
        Number(row.HolePsnr, "F2"));

    static string Line(string bucket, string border, string images, string holes, string l1, string psnr, string ssim, string holeL1,
        string holePsnr) =>
        $"{bucket,-12}{border,-6}{images,7}{holes,8}{l1,7}{psnr,8}{ssim,8}{holeL1,11}{holePsnr,13}";

    static string Perceptual(InpaintingMetrics metrics, string cell) => metrics.PerceptualNetwork is null ? "" : $"{cell,12}";

    static IEnumerable<string> Note(int images, string what) =>
        images > 0 ? [Invariant($"{images} {(images == 1 ? "image" : "images")} {what}.")] : [];

    static string Number(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
