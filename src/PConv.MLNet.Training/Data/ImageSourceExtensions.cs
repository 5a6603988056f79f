using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Training;

static class ImageSourceExtensions
{
    /// <summary>Decodes an image, and the mask and the fill that come with it, if they do.</summary>
    /// <exception cref="ArgumentException">Their sizes differ, or a network that needs a fill gets none.</exception>
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
