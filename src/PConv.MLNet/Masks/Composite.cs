using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>I_comp: the known pixels of the original combined with the network's output in the holes (section 3.3 of the paper).</summary>
public static class Composite
{
    /// <summary>Known pixels of <paramref name="original"/>, bit-identical, and holes from <paramref name="output"/>.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static RgbImage Create(RgbImage original, RgbImage output, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(mask);
        mask.EnsureCovers(original.Size);
        if (output.Size != original.Size)
        {
            throw new ArgumentException(
                $"Output is {output.Size} but image is {original.Size}. Crop the output to the image's size first.");
        }

        var result = original.Clone();
        mask.ForEachHole(i => output.Pixels.AsSpan(3 * i, 3).CopyTo(result.Pixels.AsSpan(3 * i, 3)));
        return result;
    }

    /// <summary>The image with white holes, for display.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static RgbImage WithWhiteHoles(RgbImage image, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Create(image, Mask.AllHoles(image.Width, image.Height).ToImage(), mask);
    }
}
