using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Options of <see cref="PatchMatchInpainter"/>. The defaults were chosen for natural-looking texture on photographs of gravel,
/// bricks and corals, with holes of 10–50 %.</summary>
sealed record PatchMatchOptions : ClassicalMethod
{
    /// <summary>Side of a patch in pixels, odd, 3–63; 7 by default (as in Barnes et al. 2009). It is reduced if no patch of this size is
    /// entirely known.</summary>
    public int PatchSize { get; init; } = 7;

    /// <summary>Fewest votes at a level, at least 1; 6 by default. The coarsest level has <see cref="CoarsestIterations"/> and each finer
    /// one
    /// four fewer, but none has fewer than this.</summary>
    public int Iterations { get; init; } = 6;

    /// <summary>Number of votes at the coarsest level, at least 1; 20 by default.</summary>
    public int CoarsestIterations { get; init; } = 20;

    /// <summary>Passes of propagation and random search between two votes, at least 1; 2 by default. The paper's field converges within 4–5
    /// passes (Barnes et al., section 3.2); here each search continues from the previous one.</summary>
    public int Passes { get; init; } = 2;

    /// <summary>γ of a patch's confidence γ^−d, where d is the depth of its center in a hole in pixels; at least 1, 1.3 by default (Wexler
    /// et al. 2007).</summary>
    public double Falloff { get; init; } = 1.3;

    /// <summary>Exponent of the weights in the last vote, at least 1; 8 by default, which prefers the best patch to the mean of all. 1 is
    /// smoother.</summary>
    public double FinalSharpness { get; init; } = 8;

    /// <summary>Weight of texture relative to color, at least 0; 4 by default (Newson et al. 2014). 0 compares color only, which prefers
    /// smooth patches.</summary>
    /// <remarks>One unit is one gray level of mean gradient (sum of both directions), compared like a color channel; it saturates above
    /// 255.</remarks>
    public double TextureWeight { get; init; } = 4;

    /// <summary>
    /// Maximum PSNR in dB, at least 0, that texture may lose against the harmonic fill, measured on the image's own known part; 0.2 by
    /// default. Regular patterns such as bricks are kept in full; unpredictable texture such as pebbles stays faint. Null for plain
    /// PatchMatch without a limit. See <see cref="PatchMatchInpainter"/>.
    /// </summary>
    public double? MaxLoss { get; init; } = .2;

    /// <summary>Plain PatchMatch in half the time, with texture at full strength, whether right or wrong.</summary>
    public static PatchMatchOptions Textured { get; } = new() { MaxLoss = null };

    /// <summary>Random seed, 0 by default; any value gives a fill of equal quality.</summary>
    public int Seed { get; init; }

    /// <summary>Threads per call; 0, the default, for one per core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new PatchMatchInpainter(this);

    internal void Validate()
    {
        if (PatchSize is < 3 or > 63 || PatchSize % 2 == 0)
        {
            throw new ArgumentException($"PatchSize is {PatchSize}, expected an odd number of 3-63. Take 7.");
        }

        AtLeast(nameof(Iterations), Iterations, 1);
        AtLeast(nameof(CoarsestIterations), CoarsestIterations, 1);
        AtLeast(nameof(Passes), Passes, 1);
        AtLeast(nameof(Falloff), Falloff, 1);
        AtLeast(nameof(FinalSharpness), FinalSharpness, 1);
        AtLeast(nameof(TextureWeight), TextureWeight, 0);
        AtLeast(nameof(Threads), Threads, 0);
        AtLeast(nameof(MaxLoss), MaxLoss ?? 0, 0);
    }

    static void AtLeast(string name, double value, double least)
    {
        if (!(value >= least && double.IsFinite(value)))
        {
            throw new ArgumentException($"{name} is {value}, expected a number of at least {least}. Leave it out for the default.");
        }
    }
}
