using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore;

/// <summary>How one image is to be filled.</summary>
/// <param name="Method">A name of <see cref="InpaintingMethod.All"/>; null for the options'.</param>
/// <param name="Reading">What white is and means in the mask.</param>
/// <param name="Format">The result's format.</param>
/// <param name="Style">Style of the fill, which selects the network; null for that of the method.</param>
/// <param name="Grow">Pixels by which holes grow before they are filled.</param>
/// <param name="IsMeant">Whether a mask that makes nearly everything a hole is meant, because the request says what white means.</param>
sealed record InpaintingRequest(string? Method, MaskReading Reading, ImageFormat Format = ImageFormat.Png,
    InpaintingStyle? Style = null, int Grow = 0, bool IsMeant = false);

/// <summary>A filled image.</summary>
/// <param name="File">The encoded image.</param>
/// <param name="Notes">What was left out or converted, in sentences.</param>
sealed record InpaintingAnswer(byte[] File, IReadOnlyList<string> Notes);
