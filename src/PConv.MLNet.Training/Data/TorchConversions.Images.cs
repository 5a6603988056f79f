using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

// Between images and the tensors of a network, one image at a time.
public static partial class TorchConversions
{
    /// <summary>Converts an image to float [1, 3, H, W], RGB, [0, 1], on the CPU.</summary>
    public static Tensor ToTensor(this RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var planes = new float[RgbImage.Channels * image.Size.Area];
        PlanarLayout.Write(image, planes, image.Size);
        return tensor(planes, [1, RgbImage.Channels, image.Height, image.Width]);
    }

    /// <summary>Converts a mask to float [1, 1, H, W], 1 = valid, on the CPU.</summary>
    public static Tensor ToTensor(this Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var plane = new float[mask.Size.Area];
        PlanarLayout.Write(mask, plane, mask.Size);
        return tensor(plane, [1, 1, mask.Height, mask.Width]);
    }

    /// <summary>Converts a tensor to an image of 8 bits per channel. Values are clamped to [0, 1] and rounded.</summary>
    /// <param name="image">float [1, 3, H, W], RGB, [0, 1], on any device.</param>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static RgbImage ToRgbImage(this Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.shape is not [1, RgbImage.Channels, var height, var width])
        {
            throw new ArgumentException($"The tensor is [{string.Join(", ", image.shape)}], expected one image: [1, 3, H, W].");
        }

        using var scope = NewDisposeScope();
        return PlanarLayout.Read(image.detach().cpu().contiguous().data<float>().ToArray(), RgbImage.Channels,
            new((int)width, (int)height));
    }
}
