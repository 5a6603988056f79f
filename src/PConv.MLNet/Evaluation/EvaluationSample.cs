using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>One fill with its original and mask, for display.</summary>
/// <param name="Original">The original image, cropped and scaled.</param>
/// <param name="Mask">The mask of the image for the class.</param>
/// <param name="Filled">The image filled by the method.</param>
public sealed record EvaluationSample(RgbImage Original, Mask Mask, RgbImage Filled)
{
    /// <summary>The image with white holes.</summary>
    public RgbImage Masked => Composite.WithWhiteHoles(Original, Mask);
}
