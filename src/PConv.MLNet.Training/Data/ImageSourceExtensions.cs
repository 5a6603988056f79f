using PConv.MLNet.Core;

namespace PConv.MLNet.Training;

static class ImageSourceExtensions
{
    /// <summary>Decodes a picture and the mask that comes with it, if one does.</summary>
    /// <exception cref="ArgumentException">Their sizes differ.</exception>
    public static (RgbImage Image, Mask? Mask) ReadWithMask(this IImageSource images, int index)
    {
        var (image, mask) = (images.Read(index), images.MaskOf(index));
        mask?.EnsureCovers(image.Size);
        return (image, mask);
    }
}
