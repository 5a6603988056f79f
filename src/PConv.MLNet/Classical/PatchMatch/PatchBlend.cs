using System.Buffers;
using PConv.MLNet.Images;

namespace PConv.MLNet.Classical;

/// <summary>Adds the patches' fill to a smooth one, with separate weights for low and high frequencies.</summary>
static class PatchBlend
{
    static readonly float[] Binomial = [1 / 16f, 4 / 16f, 6 / 16f, 4 / 16f, 1 / 16f]; // σ = 1

    /// <summary>Computes H + coarse · G(P − H) + fine · (P − H − G(P − H)) in the holes of P, H elsewhere. Updates and returns
    /// <paramref name="smooth"/>.</summary>
    /// <param name="patches">P.</param>
    /// <param name="smooth">H, with the same known pixels.</param>
    /// <param name="shares">Weights of the parts that G keeps and removes.</param>
    /// <param name="cancel">Cancels the work.</param>
    public static RgbImage Blend(PatchLevel patches, RgbImage smooth, PatchShares shares, CancellationToken cancel)
    {
        for (var c = 0; c < RgbImage.Channels; c++)
        {
            cancel.ThrowIfCancellationRequested();
            Split(patches.Holes, smooth.Size, i => patches.Colors[PatchLevel.Stride * i + c] - smooth.Pixels[RgbImage.Channels * i + c],
                (i, low, high) =>
            {
                ref var pixel = ref smooth.Pixels[RgbImage.Channels * i + c];
                pixel = (byte)Math.Clamp(Math.Round(pixel + shares.Coarse * low + shares.Fine * high), 0, 255);
            });
        }

        return smooth;
    }

    /// <summary>Splits the difference P − H, which is zero outside holes, into its low-pass G and the rest.</summary>
    /// <param name="holes">Pixel indices, row-major.</param>
    /// <param name="size">Size of the image.</param>
    /// <param name="added">P − H at a hole pixel.</param>
    /// <param name="read">Receives each hole pixel with its low-pass and high-pass part.</param>
    public static void Split(ReadOnlySpan<int> holes, ImageSize size, Func<int, float> added, Action<int, float, float> read)
    {
        var (width, height) = (size.Width, size.Height);
        var all = ArrayPool<float>.Shared.Rent(width * height);
        var across = ArrayPool<float>.Shared.Rent(width * height);
        try
        {
            Array.Clear(across, 0, width * height);
            foreach (var i in holes)
            {
                all[i] = added(i);
                for (var (x, k) = (i % width, -2); k <= 2; k++)
                {
                    if (x + k >= 0 && x + k < width)
                    {
                        across[i + k] += Binomial[k + 2] * all[i];
                    }
                }
            }

            foreach (var i in holes)
            {
                var low = 0f;
                for (var k = -2; k <= 2; k++)
                {
                    low += Binomial[k + 2] * (i / width + k is var y && y >= 0 && y < height ? across[i + k * width] : 0);
                }

                read(i, low, all[i] - low);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(all);
            ArrayPool<float>.Shared.Return(across);
        }
    }
}
