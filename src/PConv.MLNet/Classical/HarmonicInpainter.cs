using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Fills holes with the harmonic function that continues the known pixels: Δu = 0 in the hole, u = I around it.</summary>
/// <remarks>
/// Five-point stencil, solved by conjugate gradients with a multigrid cycle as preconditioner, to about a hundredth of a level before
/// rounding: the number of iterations does not grow with the hole. Image borders reflect (no flux). The channels are solved side by side.
/// Time is in proportion to the holes, memory some 300 bytes a hole pixel and 30 a pixel of the rectangle around all holes.
/// </remarks>
sealed class HarmonicInpainter : IInpainter
{
    /// <summary>Known pixels bit by bit, holes filled. An image without a known pixel becomes mid-gray.</summary>
    /// <exception cref="ArgumentException">The mask has another size than the image.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default) =>
        DiffusionFill.Inpaint(image, mask, isBiharmonic: false, cancel);
}
