using PConv.MLNet.Core;

namespace PConv.MLNet.Baselines;

/// <summary>Adds the fine part of patches from the known surroundings to a network's fill, which is smooth, region by region.</summary>
/// <remarks>
/// H + s · (P − H − G(P − H)), where H is the network's fill, P the patches', which starts from it, G a binomial low-pass of σ = 1
/// and s the strength.
/// </remarks>
/// <param name="seed">Of the patch search: another seed, another fill as good.</param>
/// <param name="threads">Of one call; 0 takes one a core. The outcome is the same on any number.</param>
sealed class NaturalFill(int seed, int threads)
{
    /// <summary>Pixels round holes in which patches are looked for: texture changes over a picture, and work stays in proportion to the holes.</summary>
    const int Surroundings = 96;

    /// <summary>Holes nearer than this are one region.</summary>
    const int Reach = 32;

    const double Strength = 1.15; // patches that overlap smooth each other's texture a little
    const double Sharpness = 64; // nearly the best patch alone: at a strength of 1.1 sharper than the 8 of PatchMatch at 1.35, for the same PSNR

    readonly PatchMatchOptions search = PatchMatchOptions.Textured with { Seed = seed, FinalSharpness = Sharpness };
    readonly int threads = threads > 0 ? threads : Environment.ProcessorCount;

    /// <summary>Changes the holes of a network's fill.</summary>
    /// <param name="filled">Known pixels, and the network's in the holes; changed.</param>
    /// <param name="mask">Of its size.</param>
    /// <param name="cancel">Ends the work early.</param>
    public void Apply(RgbImage filled, Mask mask, CancellationToken cancel)
    {
        foreach (var region in HoleRegion.Of(mask, Reach))
        {
            var holes = PixelBox.Between(region.Left, region.Top, region.Right, region.Bottom).Intersect(PixelBox.Of(filled.Size));
            Apply(filled, mask, holes, holes.Inflate(Surroundings, filled.Size), region, cancel);
        }
    }

    void Apply(RgbImage filled, Mask mask, PixelBox holes, PixelBox window, HoleRegion region, CancellationToken cancel)
    {
        var (smooth, valid) = (Cut(filled, window), Cut(mask, window));
        using var level = PatchLevel.Of(smooth, valid, search.TextureWeight);
        if (PatchFill.LargestPatch(level, search) is not { } size)
        {
            return; // no texture is known
        }

        new PatchFill(search, size, new() { CancellationToken = cancel, MaxDegreeOfParallelism = threads }).Run(level, smooth);
        PatchBlend.Of(level, smooth, new(Coarse: 0, Strength), cancel);
        for (var y = holes.Top; y < holes.Bottom; y++)
        {
            for (var x = holes.Left; x < holes.Right; x++)
            {
                if (!mask[x, y] && region.Owns(x, y))
                {
                    smooth.Pixels.AsSpan(RgbImage.Channels * ((y - window.Top) * window.Width + x - window.Left), RgbImage.Channels)
                        .CopyTo(filled.Pixels.AsSpan(RgbImage.Channels * (y * filled.Width + x)));
                }
            }
        }
    }

    static RgbImage Cut(RgbImage image, PixelBox window)
    {
        var part = new RgbImage(window.Width, window.Height);
        for (var y = 0; y < window.Height; y++)
        {
            image.Pixels.AsSpan(RgbImage.Channels * ((window.Top + y) * image.Width + window.Left), RgbImage.Channels * window.Width)
                .CopyTo(part.Pixels.AsSpan(RgbImage.Channels * y * window.Width));
        }

        return part;
    }

    static Mask Cut(Mask mask, PixelBox window)
    {
        var valid = new byte[window.Size.Area];
        for (var y = 0; y < window.Height; y++)
        {
            mask.Valid.Slice((window.Top + y) * mask.Width + window.Left, window.Width).CopyTo(valid.AsSpan(y * window.Width));
        }

        return Mask.FromValid(window.Size, valid);
    }
}
