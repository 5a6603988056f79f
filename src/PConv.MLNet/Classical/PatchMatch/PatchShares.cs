using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>How much of what patches add to a smooth fill is worth adding: shares of its coarse and its fine part, [0, 1].</summary>
readonly record struct PatchShares(double Coarse, double Fine)
{
    const int Shifts = 8;

    /// <summary>
    /// Finds the shares on holes of the same shapes elsewhere in the image, where the truth is known: the coarse share of the least error,
    /// and the largest fine share at which both together cost no more than a loss against the smooth fill.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">Its holes.</param>
    /// <param name="maxLoss">In dB of PSNR.</param>
    /// <param name="patches">Fills with patches.</param>
    /// <param name="cancel">Ends the work early.</param>
    public static PatchShares Measure(RgbImage image, Mask mask, double maxLoss, IInpainter patches, CancellationToken cancel)
    {
        var elsewhere = Elsewhere(mask);
        if (!elsewhere.Contains(true))
        {
            return new(0, 0); // nothing is known of what texture is worth here
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

    /// <summary>The holes moved to where most of them fall on known pixels; only those.</summary>
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

    /// <summary>Squares and products of t = T − H with the coarse and the fine part of P − H.</summary>
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

        /// <summary>A share s of a part p changes the error ⟨t²⟩ by s² ⟨p²⟩ − 2 s ⟨p t⟩.</summary>
        /// <param name="most">How much the error may grow, as a share of it.</param>
        public PatchShares Shares(double most)
        {
            var coarse = low > 0 ? Math.Clamp(lowTrue / low, 0, 1) : 0;
            var left = most * truth - coarse * (coarse * low - 2 * lowTrue); // what the coarse part saves can be spent as well
            // s² ⟨p²⟩ − 2 s ⟨p t⟩ = left
            var fine = high > 0 ? (highTrue + Math.Sqrt(Math.Max(0, highTrue * highTrue + high * left))) / high : 0;
            return new(coarse, Math.Clamp(fine, 0, 1));
        }
    }
}
