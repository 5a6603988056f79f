using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Masks;

/// <summary>Images for training or evaluation, decoded on demand. Called concurrently from background threads.</summary>
public interface IImageSource
{
    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Name of an image for messages, such as its path.</summary>
    string NameOf(int index);

    /// <summary>Decodes an image.</summary>
    RgbImage Read(int index);

    /// <summary>The mask that belongs to an image, of the same size; null, the default, if masks are generated.</summary>
    Mask? MaskOf(int index) => null;

    /// <summary>The filled image, for networks that start from <see cref="InitialFill.Given"/>; null, the default, if there is
    /// none.</summary>
    RgbImage? FillOf(int index) => null;
}
