using PConv.MLNet.Core;

namespace PConv.MLNet.Training;

/// <summary>Pictures to train on, decoded when asked for. Calls come from background threads, several at a time.</summary>
public interface IImageSource
{
    /// <summary>Number of pictures.</summary>
    int Count { get; }

    /// <summary>Name of a picture for messages, such as its path.</summary>
    string NameOf(int index);

    /// <summary>Decodes a picture.</summary>
    RgbImage Read(int index);

    /// <summary>The mask that comes with a picture, of its size; null, the default, where masks are generated.</summary>
    Mask? MaskOf(int index) => null;
}

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
