using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Masks;

/// <summary>Images to train or to evaluate on, decoded on demand. Calls come from background threads, several at a
/// time.</summary>
public interface IImageSource
{
    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Name of an image for messages, such as its path.</summary>
    string NameOf(int index);

    /// <summary>Decodes an image.</summary>
    RgbImage Read(int index);

    /// <summary>The mask that comes with an image, of its size; null, the default, where masks are generated.</summary>
    Mask? MaskOf(int index) => null;

    /// <summary>The image as it was filled, for networks that start from <see cref="InitialFill.Given"/>; null, the default, where none is
    /// given.</summary>
    RgbImage? FillOf(int index) => null;
}
