using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>One fill to look at.</summary>
/// <param name="Original">The image, cut and scaled.</param>
/// <param name="Mask">Its mask of the class.</param>
/// <param name="Filled">What the method made of it.</param>
public sealed record EvaluationSample(RgbImage Original, Mask Mask, RgbImage Filled)
{
    /// <summary>The image with white holes.</summary>
    public RgbImage Masked => Composite.WithWhiteHoles(Original, Mask);
}
