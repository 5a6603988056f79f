using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Options of <see cref="NavierStokesInpainter"/>.</summary>
sealed record NavierStokesOptions : ClassicalMethod
{
    /// <summary>Radius in pixels within which known pixels determine a hole pixel, 1 to 100; 5 by default, a common value for OpenCV's
    /// <c>inpaint</c>.</summary>
    public int Radius { get; init; } = 5;

    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new NavierStokesInpainter(this);
}
