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

    /// <summary>Creates the inpainter.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public abstract IInpainter ToInpainter();
}

/// <summary>Harmonic fill; it has no settings.</summary>
public sealed record HarmonicOptions : ClassicalMethod
{
    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new HarmonicInpainter();
}

/// <summary>Biharmonic fill; it has no settings.</summary>
public sealed record BiharmonicOptions : ClassicalMethod
{
    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new BiharmonicInpainter();
}
