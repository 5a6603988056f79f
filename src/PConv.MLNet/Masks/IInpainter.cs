using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Fills the holes of images, one at a time. Safe for use by several threads at once.</summary>
public interface IInpainter
{
    /// <summary>Fills the holes of one image.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="mask">Of the same size.</param>
    /// <param name="cancel">Ends the work early.</param>
    /// <returns>A new image: known pixels bit by bit, holes filled. What lies under a hole never matters.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the method does not take the image's.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default);
}
