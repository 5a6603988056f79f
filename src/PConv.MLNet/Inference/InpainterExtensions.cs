using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Inference;

/// <summary>Fills image files by any inpainter.</summary>
public static class InpainterExtensions
{
    /// <summary>Fills the holes of an image file and keeps everything else of it: known pixels, transparency, 16 bits, color profile,
    /// metadata.</summary>
    /// <param name="inpainter">A model or a classical method.</param>
    /// <param name="image">The image. Colors under full transparency count as holes and stay as they are; holes get the opacity that is
    /// round them. Where all that is seen is gray, the fill is.</param>
    /// <param name="mask">Of its size.</param>
    /// <param name="cancel">Ends the work early.</param>
    /// <returns>A new image file, to be written or encoded; the same one if the mask has no hole.</returns>
    /// <exception cref="ArgumentException">The sizes differ, or the method does not take the image's.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public static ImageFile Inpaint(this IInpainter inpainter, ImageFile image, Mask mask, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(inpainter);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        return VisibleFill.Fill(image, mask, (colors, holes) => inpainter.Inpaint(colors, holes, cancel));
    }
}
