using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>
/// Fills holes with the biharmonic function that continues the known pixels and their slopes: Δ²u = 0 in the hole
/// (Damelin and Hoang, <see href="https://doi.org/10.1155/2018/3950312">On Surface Completion and Image Inpainting by Biharmonic
/// Functions</see>, 2018).
/// </summary>
/// <remarks>
/// Applies the five-point stencil twice; image borders reflect both times. Minimizes the part of |Δu|² that depends on the hole. Each
/// channel is clamped to the range of its known values. Solved like <see cref="HarmonicInpainter"/>.
/// </remarks>
sealed class BiharmonicInpainter : IInpainter
{
    /// <summary>Fills the holes; known pixels stay bit-identical. An image without known pixels becomes mid-gray.</summary>
    /// <exception cref="ArgumentException">The mask and the image differ in size.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default) =>
        DiffusionFill.Inpaint(image, mask, isBiharmonic: true, cancel);
}
