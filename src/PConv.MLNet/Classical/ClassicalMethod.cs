using System.Text.Json.Serialization;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>An inpainting method that needs no training, with its settings.</summary>
[JsonDerivedType(typeof(HarmonicOptions), "harmonic")]
[JsonDerivedType(typeof(BiharmonicOptions), "biharmonic")]
[JsonDerivedType(typeof(EdgeEnhancingOptions), "edge-enhancing")]
[JsonDerivedType(typeof(TeleaOptions), "telea")]
[JsonDerivedType(typeof(NavierStokesOptions), "navier-stokes")]
[JsonDerivedType(typeof(PatchMatchOptions), "patchmatch")]
public abstract record ClassicalMethod
{
    private protected ClassicalMethod()
    {
    }

    /// <summary>The harmonic function that continues the known pixels: smooth, without overshoot.</summary>
    public static ClassicalMethod Harmonic { get; } = new HarmonicOptions();

    /// <summary>The biharmonic function, which continues slopes as well.</summary>
    public static ClassicalMethod Biharmonic { get; } = new BiharmonicOptions();

    /// <summary>Edge-enhancing diffusion on a pyramid (after Weickert 1998), from which the built-in network starts.</summary>
    /// <param name="levels">Number of times the image is halved, 1 to 12; 6 by default, as in the built-in network. Pixels still unknown at
    /// the last level get the mean color, so holes up to about 2^levels pixels wide are filled from their surroundings.</param>
    public static ClassicalMethod EdgeEnhancing(int levels = 6) => new EdgeEnhancingOptions { Levels = levels };

    /// <summary>Fast marching from the rims inwards (Telea 2004).</summary>
    /// <param name="radius">ε of the paper: radius in pixels within which known pixels determine a hole pixel, 1 to 100; 5 by default, a
    /// common value for OpenCV's <c>inpaint</c>.</param>
    public static ClassicalMethod Telea(int radius = 5) => new TeleaOptions { Radius = radius };

    /// <summary>Fast marching along lines of equal brightness (Bertalmio et al. 2001).</summary>
    /// <param name="radius">Radius in pixels within which known pixels determine a hole pixel, 1 to 100; 5 by default.</param>
    public static ClassicalMethod NavierStokes(int radius = 5) => new NavierStokesOptions { Radius = radius };

    /// <summary>Texture from elsewhere in the image (Barnes et al. 2009).</summary>
    /// <param name="patchSize">Side of a patch in pixels, odd, 3 to 63; 7 by default, as in the paper.</param>
    /// <param name="maxLoss">Maximum PSNR in dB, at least 0, that texture may lose against the harmonic fill, measured on the image's own
    /// known part; 0.2 by default, which keeps regular patterns in full and unpredictable texture faint. Null for texture at full strength,
    /// whether right or wrong, in half the time.</param>
    /// <param name="seed">Random seed, 0 by default; any value gives a fill of equal quality.</param>
    public static ClassicalMethod PatchMatch(int patchSize = 7, double? maxLoss = .2, int seed = 0) =>
        new PatchMatchOptions { PatchSize = patchSize, MaxLoss = maxLoss, Seed = seed };

    /// <summary>Creates the inpainter.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public abstract IInpainter ToInpainter();
}

/// <summary>Harmonic fill; it has no settings.</summary>
sealed record HarmonicOptions : ClassicalMethod
{
    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new HarmonicInpainter();
}

/// <summary>Biharmonic fill; it has no settings.</summary>
sealed record BiharmonicOptions : ClassicalMethod
{
    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new BiharmonicInpainter();
}

/// <summary>Settings of <see cref="EdgeEnhancingInpainter"/>.</summary>
sealed record EdgeEnhancingOptions : ClassicalMethod
{
    /// <summary>As <see cref="ClassicalMethod.EdgeEnhancing"/> says.</summary>
    public int Levels { get; init; } = 6;

    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new EdgeEnhancingInpainter(this);
}

/// <summary>Settings of <see cref="TeleaInpainter"/>.</summary>
sealed record TeleaOptions : ClassicalMethod
{
    /// <summary>As <see cref="ClassicalMethod.Telea"/> says.</summary>
    public int Radius { get; init; } = 5;

    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new TeleaInpainter(this);
}

/// <summary>Settings of <see cref="NavierStokesInpainter"/>.</summary>
sealed record NavierStokesOptions : ClassicalMethod
{
    /// <summary>As <see cref="ClassicalMethod.NavierStokes"/> says.</summary>
    public int Radius { get; init; } = 5;

    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new NavierStokesInpainter(this);
}
