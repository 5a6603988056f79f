using System.Globalization;

namespace PConv.MLNet.Evaluation;

/// <summary>One of the figures of Table 1, the perceptual distance or one of its terms, or the sharpness. Two of one key are equal,
/// whatever network the distance is of.</summary>
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

    /// <summary>Distance over the whole image in the features of a network, the sum over its outputs, where
    /// <see cref="EvaluationOptions.PerceptualFeatures"/> names one; 0 = equal.</summary>
    public static EvaluationMetric Perceptual { get; } = PerceptualBy(null);

    /// <summary>Mean gradient in the holes in percent of the original's, where <see cref="EvaluationOptions.Sharpness"/> asks for it; 100 =
    /// as sharp.</summary>
    public static EvaluationMetric Sharpness { get; } =
        new("sharpness", "sharpness", "%", "F0", true, s => 100 * s.Sharpness, m => 100 * m.Sharpness);

    /// <summary>The three of Table 1, in the paper's order; <see cref="EvaluationResult.Metrics"/> are those of a result.</summary>
    public static IReadOnlyList<EvaluationMetric> All { get; } = [L1Percent, Psnr, Ssim];

    /// <summary>Name in JSON and CSV, as in <c>l1_percent</c>.</summary>
    public string Key { get; }

    /// <summary>Name in tables.</summary>
    public string Name { get; }

    /// <summary>Unit, or empty.</summary>
    public string Unit { get; }

    /// <summary>Whether a larger value is better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>Whether it is the distance in one output of the feature network, a term of the perceptual distance.</summary>
    internal bool IsPerceptualStage { get; private init; }

    /// <summary>The value of one fill.</summary>
    public Func<InpaintingScore, double> Of { get; }

    /// <summary>The mean of a class.</summary>
    internal Func<InpaintingClassMetrics, double> Mean { get; }

    /// <summary>Name and unit, as in <c>PSNR dB</c>, or name and network, as in <c>perceptual (vgg.onnx)</c>.</summary>
    public string Title => network is not null ? $"{Name} ({network})" : Unit.Length > 0 ? $"{Name} {Unit}" : Name;

    /// <summary>A value in the digits of this metric; – where there is none.</summary>
    public string Text(double value) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

    /// <inheritdoc/>
    public bool Equals(EvaluationMetric? other) => Key == other?.Key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EvaluationMetric);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Title;

    /// <summary>The perceptual distance under the name of its network.</summary>
    internal static EvaluationMetric PerceptualBy(string? network) =>
        new("perceptual", "perceptual", "", "F4", false, s => s.Perceptual, m => m.Perceptual, network);

    /// <summary>The distance in one output of the network.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="name">What the network calls it; part of the key where it is a name in JSON and CSV too.</param>
    internal static EvaluationMetric PerceptualStage(int index, string name) => new(
        $"perceptual_{(name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : $"output{index + 1}")}", $"perceptual {name}", "",
        "F4", false,
        s => At(s.PerceptualStages, index), m => At(m.PerceptualStages, index)) { IsPerceptualStage = true };

    static double At(IReadOnlyList<double> stages, int index) => index < stages.Count ? stages[index] : double.NaN;
}
