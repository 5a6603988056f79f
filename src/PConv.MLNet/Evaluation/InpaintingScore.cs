using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Metrics of the fill of one image, and the class of its mask.</summary>
/// <remarks>All metrics are computed on I_comp, whose known pixels are the original's; changes outside of the holes are ignored.</remarks>
sealed record InpaintingScore
{
    /// <summary>Share of hole pixels, [0, 1].</summary>
    public required double HoleRatio { get; init; }

    /// <summary>Whether the holes keep away from the edges.</summary>
    public required BorderClass Border { get; init; }

    /// <summary>Mean absolute difference over the whole image in percent of 255.</summary>
    public required double L1Percent { get; init; }

    /// <summary>Peak signal-to-noise ratio over the whole image in dB; positive infinity if the fill equals the original.</summary>
    public required double Psnr { get; init; }

    /// <summary>Structural similarity over the whole image, at most 1.</summary>
    public required double Ssim { get; init; }

    /// <summary>Mean absolute difference over the holes in percent of 255; NaN without holes.</summary>
    public required double HoleL1Percent { get; init; }

    /// <summary>Peak signal-to-noise ratio over the holes in dB; positive infinity if the fill equals the original, NaN without
    /// holes.</summary>
    public required double HolePsnr { get; init; }

    /// <summary>Perceptual distance over the whole image, 0 if the fill equals the original; NaN, the default, if not measured.</summary>
    public double Perceptual { get; init; } = double.NaN;

    /// <summary>Terms of <see cref="Perceptual"/>, one per output of the network; empty, the default, if they are not kept. Equality of
    /// scores compares this list by reference.</summary>
    public IReadOnlyList<double> PerceptualStages { get; init; } = [];

    /// <summary>Mean gradient in the holes as a ratio to the original's (<see cref="ImageMetrics.HoleSharpness"/>); NaN, the default, if
    /// not measured.</summary>
    public double Sharpness { get; init; } = double.NaN;

    /// <summary>Compares an image with the output of a method.</summary>
    /// <param name="original">The image without holes; at least 11×11 pixels, the window of SSIM.</param>
    /// <param name="output">The method's output; only its pixels in the holes are used.</param>
    /// <param name="mask">The holes.</param>
    /// <param name="border">Pixels along each side without holes in <see cref="BorderClass.B"/>, at least 1.</param>
    /// <exception cref="ArgumentException">Sizes differ, or a side is below 11.</exception>
    public static InpaintingScore Compute(RgbImage original, RgbImage output, Mask mask, int border = EvaluationOptions.PaperBorder)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(border, 1);
        var composite = Composite.Create(original, output, mask);
        return new()
        {
            HoleRatio = mask.HoleRatio,
            Border = mask.KeepsBorder(border) ? BorderClass.B : BorderClass.N,
            L1Percent = ImageMetrics.L1Percent(original, composite),
            Psnr = ImageMetrics.Psnr(original, composite),
            Ssim = ImageMetrics.Ssim(original, composite),
            HoleL1Percent = ImageMetrics.HoleL1Percent(original, composite, mask),
            HolePsnr = ImageMetrics.HolePsnr(original, composite, mask),
        };
    }
}
