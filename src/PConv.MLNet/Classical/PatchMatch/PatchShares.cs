using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Weights in [0, 1] for the low-frequency and high-frequency part of the difference between the patches' fill and a smooth
/// one.</summary>
readonly record struct PatchShares(double Coarse, double Fine)
{
    const int Shifts = 8;

    /// <summary>
    /// Finds the weights on holes of the same shapes elsewhere in the image, where the truth is known: the coarse weight with the least
    /// error, and the largest fine weight for which both together lose no more than the limit against the smooth fill.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="maxLoss">Limit in dB of PSNR.</param>
    /// <param name="patches">Fills holes with patches.</param>
    /// <param name="cancel">Cancels the work.</param>
    public static PatchShares Measure(RgbImage image, Mask mask, double maxLoss, IInpainter patches, CancellationToken cancel)
    {
        var elsewhere = Elsewhere(mask);
        if (!elsewhere.Contains(true))
        {
            return new(0, 0); // no known region to measure on
        }

        var all = Mask.FromHoles(image.Width, image.Height, [.. elsewhere.Select((hole, i) => hole || mask.Valid[i] == 0)]);
        var smooth = new HarmonicInpainter().Inpaint(image, all, cancel);
        var filled = patches.Inpaint(image, all, cancel);
        var holes = Enumerable.Range(0, all.Valid.Length).Where(i => all.Valid[i] == 0).ToArray();
        var sums = new Sums();
        for (var c = 0; c < RgbImage.Channels; c++)
        {
            int At(int i) => RgbImage.Channels * i + c;
            PatchBlend.Split(holes, image.Size, i => filled.Pixels[At(i)] - smooth.Pixels[At(i)], (i, low, high) =>
            {
                if (elsewhere[i])
                {
                    sums.Add(image.Pixels[At(i)] - smooth.Pixels[At(i)], low, high);
                }
            });
        }

        return sums.Shares(Math.Pow(10, maxLoss / 10) - 1);
    }

    /// <summary>Moves the holes to where most of them cover known pixels, and keeps only those pixels.</summary>
    static bool[] Elsewhere(Mask mask)
    {
        var (width, height) = (mask.Width, mask.Height);
        var valid = mask.Valid.ToArray();
        bool[] Moved(int shift)
        {
            var (dx, dy) = (shift * width / (Shifts + 1), shift * 5 % (Shifts + 1) * height / (Shifts + 1));
            return [.. valid.Select((known, i) => known == 1 && valid[(i / width + dy) % height * width + (i % width + dx) % width] == 0)];
        }

        return Enumerable.Range(1, Shifts).Select(Moved).MaxBy(moved => moved.Count(hole => hole))!;
    }

    /// <summary>Sums of squares and products of t = T − H with the low-frequency and high-frequency part of P − H.</summary>
    sealed class Sums
    {
        double truth, low, lowTrue, high, highTrue;

        public void Add(double t, double coarse, double fine)
        {
            truth += t * t;
            low += coarse * coarse;
            lowTrue += coarse * t;
            high += fine * fine;
            highTrue += fine * t;
        }

        /// <summary>A weight s of a part p changes the error ⟨t²⟩ by s² ⟨p²⟩ − 2 s ⟨p t⟩.</summary>
        /// <param name="most">Allowed relative increase of the error.</param>
        public PatchShares Shares(double most)
        {
            var coarse = low > 0 ? Math.Clamp(lowTrue / low, 0, 1) : 0;
            var left = most * truth - coarse * (coarse * low - 2 * lowTrue); // the error the coarse part saves can be spent as well
            // s² ⟨p²⟩ − 2 s ⟨p t⟩ = left
            var fine = high > 0 ? (highTrue + Math.Sqrt(Math.Max(0, highTrue * highTrue + high * left))) / high : 0;
            return new(coarse, Math.Clamp(fine, 0, 1));
        }
    }
}
