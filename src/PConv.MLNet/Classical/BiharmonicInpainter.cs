using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>
/// Fills holes with the biharmonic function that continues the known pixels and their slopes: Δ²u = 0 in the hole
/// (Damelin and Hoang, <see href="https://doi.org/10.1155/2018/3950312">On Surface Completion and Image Inpainting by Biharmonic
/// Functions</see>, 2018).
/// </summary>
/// <remarks>
/// The five-point stencil applied twice, image borders reflecting both times: the hole's part of |Δu|² is least.
/// Values beyond the least and the largest known one of a channel are clamped to them. Solved as by <see cref="HarmonicInpainter"/>.
/// </remarks>
sealed class BiharmonicInpainter : IInpainter
{
    /// <summary>Known pixels bit by bit, holes filled. An image without a known pixel becomes mid-gray.</summary>
    /// <exception cref="ArgumentException">The mask has another size than the image.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default) =>
        DiffusionFill.Inpaint(image, mask, isBiharmonic: true, cancel);
}
