using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Fills holes with the harmonic function that continues the known pixels: Δu = 0 in the hole, u = I around it.</summary>
/// <remarks>
/// Five-point stencil, solved by conjugate gradients with a multigrid preconditioner to about 0.01 levels before rounding. The number of
/// iterations does not grow with the hole. Image borders reflect (no flux). The channels are solved in parallel. Run time is proportional
/// to the hole area; memory is about 300 bytes per hole pixel plus 30 per pixel of the bounding box of all holes.
/// </remarks>
sealed class HarmonicInpainter : IInpainter
{
    /// <summary>Fills the holes; known pixels stay bit-identical. An image without known pixels becomes mid-gray.</summary>
    /// <exception cref="ArgumentException">The mask and the image differ in size.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default) =>
        DiffusionFill.Inpaint(image, mask, isBiharmonic: false, cancel);
}
