using System.Globalization;

namespace PConv.MLNet.Evaluation;

/// <summary>A metric of Table 1, the perceptual distance or one of its terms, or the sharpness. Metrics with the same key are equal, even
/// if their networks differ.</summary>
public sealed class EvaluationMetric : IEquatable<EvaluationMetric>
{
    readonly string format;
    readonly string? network;

    EvaluationMetric(string key, string name, string unit, string format, bool higherIsBetter, Func<InpaintingScore, double> of,
        Func<InpaintingClassMetrics, double> mean, string? network = null)
    {
        (Key, Name, Unit, this.format, this.network) = (key, name, unit, format, network);
        (HigherIsBetter, Of, Mean) = (higherIsBetter, of, mean);
    }

    /// <summary>Mean absolute difference over the whole image in percent of 255.</summary>
    public static EvaluationMetric L1Percent { get; } = new("l1_percent", "L1", "%", "F2", false, s => s.L1Percent, m => m.L1Percent);

    /// <summary>Peak signal-to-noise ratio over the whole image in dB.</summary>
    public static EvaluationMetric Psnr { get; } = new("psnr", "PSNR", "dB", "F2", true, s => s.Psnr, m => m.Psnr);

    /// <summary>Structural similarity over the whole image, at most 1.</summary>
    public static EvaluationMetric Ssim { get; } = new("ssim", "SSIM", "", "F4", true, s => s.Ssim, m => m.Ssim);

    /// <summary>Perceptual distance over the whole image, the sum over the network's outputs; 0 = equal. Measured if
    /// <see cref="EvaluationOptions.PerceptualFeatures"/> is set.</summary>
    public static EvaluationMetric Perceptual { get; } = PerceptualBy(null);

    /// <summary>Mean gradient in the holes in percent of the original's; 100 = equally sharp. Measured if
    /// <see cref="EvaluationOptions.Sharpness"/> is set.</summary>
    public static EvaluationMetric Sharpness { get; } =
        new("sharpness", "sharpness", "%", "F0", true, s => 100 * s.Sharpness, m => 100 * m.Sharpness);

    /// <summary>The three metrics of Table 1, in the paper's order. <see cref="EvaluationResult.Metrics"/> lists the metrics of a
    /// result.</summary>
    public static IReadOnlyList<EvaluationMetric> All { get; } = [L1Percent, Psnr, Ssim];

    /// <summary>Name in JSON and CSV, such as <c>l1_percent</c>.</summary>
    public string Key { get; }

    /// <summary>Name in tables.</summary>
    public string Name { get; }

    /// <summary>Unit, or empty.</summary>
    public string Unit { get; }

    /// <summary>Whether a larger value is better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>Whether this is the distance in one output of the feature network, which is a term of the perceptual distance.</summary>
    internal bool IsPerceptualStage { get; private init; }

    /// <summary>Gets the value of one fill.</summary>
    internal Func<InpaintingScore, double> Of { get; }

    /// <summary>Gets the mean of a class.</summary>
    internal Func<InpaintingClassMetrics, double> Mean { get; }

    /// <summary>Name and unit, such as <c>PSNR dB</c>, or name and network, such as <c>perceptual (vgg.onnx)</c>.</summary>
    public string Title => network is not null ? $"{Name} ({network})" : Unit.Length > 0 ? $"{Name} {Unit}" : Name;

    /// <summary>Formats a value with the digits of this metric; – if it is not finite.</summary>
    public string Text(double value) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

    /// <inheritdoc/>
    public bool Equals(EvaluationMetric? other) => Key == other?.Key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EvaluationMetric);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Title;

    /// <summary>The perceptual distance, labeled with the name of its network.</summary>
    internal static EvaluationMetric PerceptualBy(string? network) =>
        new("perceptual", "perceptual", "", "F4", false, s => s.Perceptual, m => m.Perceptual, network);

    /// <summary>The distance in one output of the network.</summary>
    /// <param name="index">Index of the output.</param>
    /// <param name="name">Name of the output in the network; part of the key if it is a valid name in JSON and CSV.</param>
    internal static EvaluationMetric PerceptualStage(int index, string name) => new(
        $"perceptual_{(name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : $"output{index + 1}")}", $"perceptual {name}", "",
        "F4", false,
        s => At(s.PerceptualStages, index), m => At(m.PerceptualStages, index)) { IsPerceptualStage = true };

    static double At(IReadOnlyList<double> stages, int index) => index < stages.Count ? stages[index] : double.NaN;
}
