using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Training;

static class ImageSourceExtensions
{
    /// <summary>Reads an image with its mask and its fill, if it has them.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or the network needs a fill or mask that is missing.</exception>
    public static Example ReadExample(this IImageSource images, int index, InitialFill prior)
    {
        var (image, mask) = (images.Read(index), images.MaskOf(index));
        var fill = prior == InitialFill.Given ? images.FillOf(index) : null;
        mask?.EnsureCovers(image.Size);
        if (prior == InitialFill.Given && (fill is null || mask is null || fill.Size != image.Size))
        {
            throw new ArgumentException(
                $"The network starts from a given fill, and '{images.NameOf(index)}' comes without one " +
                $"of {image.Size} and the mask of it.");
        }

        return new(images.NameOf(index), image, mask, fill);
    }
}
