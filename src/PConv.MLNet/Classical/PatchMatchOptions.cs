using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>How <see cref="PatchMatchInpainter"/> searches and paints. The defaults were chosen on photographs of gravel, bricks and
/// corals, with holes of 10–50 %, for texture that looks right.</summary>
public sealed record PatchMatchOptions : ClassicalMethod
{
    /// <summary>Side of a patch in pixels, odd, 3–63; 7 by default (as in Barnes et al. 2009). Smaller ones are taken where no patch of
    /// this size is wholly known.</summary>
    public int PatchSize { get; init; } = 7;

    /// <summary>Votes at the finest level, at least 1; 6 by default. Coarser levels, which cost little, have four more each, up to
    /// <see cref="CoarsestIterations"/>.</summary>
    public int Iterations { get; init; } = 6;

    /// <summary>Votes at the coarsest level, at least 1; 20 by default.</summary>
    public int CoarsestIterations { get; init; } = 20;

    /// <summary>Passes of propagation and random search between two votes, at least 1; 2 by default. The paper's field converges within 4–5
    /// (Barnes et al., section 3.2); here each vote goes on from the last one's.</summary>
    public int Passes { get; init; } = 2;

    /// <summary>γ of the confidence γ^−d of a patch whose middle lies d pixels inside a hole, at least 1; 1.3 by default (Wexler et al.
    /// 2007).</summary>
    public double Falloff { get; init; } = 1.3;

    /// <summary>Power to which the last vote raises its weights, at least 1; 8 by default, which follows the best patch rather than the
    /// mean of all. 1 is smoother.</summary>
    public double FinalSharpness { get; init; } = 8;

    /// <summary>Weight of texture beside color, at least 0; 4 by default, 0 for color alone, which prefers smooth patches (Newson et al.
    /// 2014).</summary>
    /// <remarks>A unit is one level of gray of mean gradient (sum of both directions), compared as a color's channel is; above 255 it
    /// saturates.</remarks>
    public double TextureWeight { get; init; } = 4;

    /// <summary>
    /// Most PSNR in dB, at least 0, that texture may cost against the harmonic fill, as it is measured on the image's own known part; 0.2
    /// by default: patterns that go on, as bricks do, come out whole; what nobody can know, as the next pebble, stays faint. Null for
    /// plain PatchMatch whatever it costs. See <see cref="PatchMatchInpainter"/>.
    /// </summary>
    public double? MaxLoss { get; init; } = .2;

    /// <summary>Plain PatchMatch, in half the time: texture at full strength, right or wrong.</summary>
    public static PatchMatchOptions Textured { get; } = new() { MaxLoss = null };

    /// <summary>Another seed, another fill as good. 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Threads of one call; 0, the default, takes one a core. The outcome is the same on any number.</summary>
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
