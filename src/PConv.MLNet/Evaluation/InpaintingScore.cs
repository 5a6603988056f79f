using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>How well the holes of one image were filled, and the class of its mask.</summary>
/// <remarks>All metrics are those of I_comp, whose known pixels are the original's: what a method changes outside of the holes does not
/// count.</remarks>
public sealed record InpaintingScore
{
    /// <summary>Pixels along each side that a mask of <see cref="BorderClass.B"/> keeps free: 50 (section 4.2).</summary>
    public const int PaperBorder = 50;

    /// <summary>Share of hole pixels, [0, 1].</summary>
    public required double HoleRatio { get; init; }

    /// <summary>Whether the holes keep away from the edges.</summary>
    public required BorderClass Border { get; init; }

    /// <summary>Mean absolute difference over the whole image in percent of 255.</summary>
    public required double L1Percent { get; init; }

    /// <summary>Over the whole image, in dB; positive infinity where the fill equals the original.</summary>
    public required double Psnr { get; init; }

    /// <summary>Structural similarity over the whole image, at most 1.</summary>
    public required double Ssim { get; init; }

    /// <summary>Mean absolute difference over the holes in percent of 255; NaN without holes.</summary>
    public required double HoleL1Percent { get; init; }

    /// <summary>Over the holes, in dB; positive infinity where the fill equals the original, NaN without holes.</summary>
    public required double HolePsnr { get; init; }

    /// <summary>Distance over the whole image in the features of a network, 0 where the fill equals the original; NaN, the default, where
    /// none was measured.</summary>
    public double Perceptual { get; init; } = double.NaN;

    /// <summary>What <see cref="Perceptual"/> is the sum of: a distance an output of the network; empty, the default, where they are not
    /// kept. Scores are equal where it is the same list.</summary>
    public IReadOnlyList<double> PerceptualStages { get; init; } = [];

    /// <summary>Mean gradient in the holes as a share of the original's (<see cref="ImageMetrics.HoleSharpness"/>); NaN, the default, where
    /// it was not measured.</summary>
    public double Sharpness { get; init; } = double.NaN;

    /// <summary>Compares an image with what a method made of it.</summary>
    /// <param name="original">The image as it was before it had holes; sides of at least 11 pixels, the window of SSIM.</param>
    /// <param name="output">The method's output; only its pixels in the holes count.</param>
    /// <param name="mask">The holes.</param>
    /// <param name="border">Pixels along each side that are free in <see cref="BorderClass.B"/>, at least 1.</param>
    /// <exception cref="ArgumentException">Sizes differ, or a side is below 11.</exception>
    public static InpaintingScore Compute(RgbImage original, RgbImage output, Mask mask, int border = PaperBorder)
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
