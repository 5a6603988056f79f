using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Networks;

/// <summary>The mask update of partial convolutions (eq. (2) of the paper), which shrinks the holes, computed without a network.</summary>
static class MaskUpdate
{
    /// <summary>The mask after one layer: valid where the window contains a valid pixel. Pixels beyond the edges count as holes.</summary>
    /// <param name="mask">The layer's mask, [H, W].</param>
    /// <param name="kernel">Side of the window, odd.</param>
    /// <param name="stride">Step of the window.</param>
    /// <returns>A mask of ⌈W / stride⌉ × ⌈H / stride⌉.</returns>
    /// <exception cref="ArgumentException">The window is even or smaller than 1, or the step is smaller than 1.</exception>
    public static Mask Apply(Mask mask, int kernel, int stride = 1)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (kernel < 1 || kernel % 2 == 0 || stride < 1)
        {
            throw new ArgumentException(
                $"A window of {kernel} with a step of {stride} is not possible: it must be odd, the step at least 1.");
        }

        var size = new ImageSize((mask.Width + stride - 1) / stride, (mask.Height + stride - 1) / stride);
        var valid = new byte[size.Area];
        for (var i = 0; i < valid.Length; i++)
        {
            var (x, y) = (stride * (i % size.Width) - kernel / 2, stride * (i / size.Width) - kernel / 2);
            var window = PixelBox.Whole(mask.Size).Intersect(new(x, y, kernel, kernel));
            for (var row = window.Top; row < window.Bottom && valid[i] == 0; row++)
            {
                valid[i] = mask.Valid.Slice(row * mask.Width + window.Left, window.Width).Contains((byte)1) ? (byte)1 : (byte)0; // eq. (2)
            }
        }

        return Mask.FromValid(size, valid);
    }

    /// <summary>The masks after each encoder layer, starting at the image: how far the network sees into a hole.</summary>
    /// <param name="spec">The network; with plain convolutions everything is valid after the first layer.</param>
    /// <param name="mask">The image's mask.</param>
    public static IReadOnlyList<Mask> EncoderMasks(UNetSpec spec, Mask mask)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(mask);
        var masks = new List<Mask>();
        foreach (var row in spec.Encoder)
        {
            mask = Apply(spec.Convolution == ConvolutionKind.Plain ? Mask.AllValid(mask.Width, mask.Height) : mask, row.Kernel, row.Stride);
            masks.Add(mask);
        }

        return masks;
    }
}
