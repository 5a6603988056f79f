using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>Parameters for filling one image.</summary>
/// <param name="Method">A name of <see cref="Evaluation.InpaintingMethods"/>; null for that of the options.</param>
/// <param name="Polarity">What white means in the mask.</param>
/// <param name="Threshold">The lowest gray value that counts as white.</param>
/// <param name="Format">The result's format.</param>
/// <param name="Style">Style of the fill, which selects the network; null for that of the method.</param>
/// <param name="Grow">Pixels by which holes grow before they are filled.</param>
sealed record InpaintingRequest(string? Method, MaskPolarity Polarity = MaskPolarity.WhiteIsHole, byte Threshold = 128,
    ImageFormat Format = ImageFormat.Png,
    InpaintingStyle? Style = null, int Grow = 0);
