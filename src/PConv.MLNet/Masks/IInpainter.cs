using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Fills the holes of images, one at a time. Thread-safe.</summary>
public interface IInpainter
{
    /// <summary>Fills the holes of one image.</summary>
    /// <param name="image">The image, of any size.</param>
    /// <param name="mask">The mask, of the same size.</param>
    /// <param name="cancel">Cancels the work.</param>
    /// <returns>A new image: known pixels are bit-identical, holes are filled. The pixel values in the holes are ignored.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the method does not support the image's size.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default);
}
