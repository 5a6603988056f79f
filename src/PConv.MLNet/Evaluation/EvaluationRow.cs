using System.Text.Json;
using System.Text.Json.Serialization;
using PConv.MLNet.Images;

namespace PConv.MLNet.Evaluation;

/// <summary>Score of one method for one mask in one image.</summary>
/// <param name="Image">The image's name.</param>
/// <param name="Class">The mask's class.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Score">L1, PSNR and SSIM, over the image and over the holes, and the perceptual distance if it is measured.</param>
/// <param name="Seconds">Time of the fill alone, while other images are processed in parallel.</param>
/// <param name="OriginalSize">Size of the image before cropping and scaling.</param>
sealed record EvaluationRow(string Image, MaskClass Class, string Method, InpaintingScore Score, double Seconds,
    ImageSize OriginalSize)
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The row as one line of JSON, in full precision.</summary>
    internal string ToJson() => JsonSerializer.Serialize(
        new Line(Image, Class.Name, Method, Score.HoleRatio, Score.L1Percent, OrNull(Score.Psnr), Score.Ssim, Score.HoleL1Percent,
            OrNull(Score.HolePsnr), Seconds, OriginalSize.Width, OriginalSize.Height,
            OrNone(Score.Perceptual), OrNone(Score.Sharpness), Score.PerceptualStages.Count > 0 ? Score.PerceptualStages : null), Json);

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">The line is incomplete.</exception>
    internal static EvaluationRow FromJson(string json)
    {
        var line = JsonSerializer.Deserialize<Line>(json, Json) ?? throw new JsonException("A row is null.");
        var of = MaskClass.Parse(line.Class);
        var score = new InpaintingScore
        {
            HoleRatio = line.HoleRatio,
            Border = of.Border,
            L1Percent = line.L1Percent,
            Psnr = line.Psnr ?? double.PositiveInfinity,
            Ssim = line.Ssim,
            HoleL1Percent = line.HoleL1Percent,
            HolePsnr = line.HolePsnr ?? double.PositiveInfinity,
            Perceptual = line.Perceptual ?? double.NaN,
            PerceptualStages = line.PerceptualStages ?? [],
            Sharpness = line.Sharpness ?? double.NaN,
        };
        return new(line.Image, of, line.Method, score, line.Seconds, new(line.Width, line.Height));
    }

    /// <summary>JSON cannot represent infinity, the PSNR of equal images, so it is written as null.</summary>
    static double? OrNull(double value) => double.IsPositiveInfinity(value) ? null : value;

    static double? OrNone(double value) => double.IsNaN(value) ? null : value;

    sealed record Line(
        string Image, string Class, string Method, double HoleRatio, double L1Percent, double? Psnr, double Ssim, double HoleL1Percent,
        double? HolePsnr,
        double Seconds, int Width, int Height,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Perceptual = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Sharpness = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<double>? PerceptualStages = null);
}
