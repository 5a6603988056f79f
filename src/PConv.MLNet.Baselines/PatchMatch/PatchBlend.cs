using System.Buffers;
using PConv.MLNet.Core;

namespace PConv.MLNet.Baselines;

/// <summary>Adds the patches' fill to a smooth one, coarse and fine parts by shares of their own.</summary>
static class PatchBlend
{
    static readonly float[] Binomial = [1 / 16f, 4 / 16f, 6 / 16f, 4 / 16f, 1 / 16f]; // σ = 1

    /// <summary>H + coarse · G(P − H) + fine · (P − H − G(P − H)) in the holes of P, H elsewhere. Changes and gives <paramref name="smooth"/>.</summary>
    /// <param name="patches">P.</param>
    /// <param name="smooth">H, of the same known pixels.</param>
    /// <param name="coarse">Share of what G keeps.</param>
    /// <param name="fine">Share of what it takes away.</param>
    /// <param name="cancel">Ends the work early.</param>
    public static RgbImage Of(PatchLevel patches, RgbImage smooth, double coarse, double fine, CancellationToken cancel)
    {
        var (width, height) = (patches.Width, patches.Height);
        var added = ArrayPool<float>.Shared.Rent(width * height);
        var across = ArrayPool<float>.Shared.Rent(width * height);
        try
        {
            for (var c = 0; c < RgbImage.Channels; c++)
            {
                cancel.ThrowIfCancellationRequested();
                Array.Clear(added, 0, width * height); // P = H where known
                Array.Clear(across, 0, width * height);
                foreach (var i in patches.Holes)
                {
                    added[i] = patches.Colours[PatchLevel.Stride * i + c] - smooth.Pixels[RgbImage.Channels * i + c];
                    Spread(added[i], i, across);
                }

                foreach (var i in patches.Holes)
                {
                    var low = 0f;
                    for (var k = -2; k <= 2; k++)
                    {
                        low += Binomial[k + 2] * (i / width + k is var y && y >= 0 && y < height ? across[i + k * width] : 0);
                    }

                    ref var pixel = ref smooth.Pixels[RgbImage.Channels * i + c];
                    pixel = (byte)Math.Clamp(Math.Round(pixel + coarse * low + fine * (added[i] - low)), 0, 255);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(added);
            ArrayPool<float>.Shared.Return(across);
        }

        return smooth;

        void Spread(float value, int i, float[] to)
        {
            for (var (x, k) = (i % width, -2); k <= 2; k++)
            {
                if (x + k >= 0 && x + k < width)
                {
                    to[i + k] += Binomial[k + 2] * value;
                }
            }
        }
    }
}
