using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>How <see cref="NavierStokesInpainter"/> fills.</summary>
public sealed record NavierStokesOptions : ClassicalMethod
{
    /// <summary>Pixels within which known ones give a hole its value, 1 to 100. 5 by default, common with OpenCV's
    /// <c>inpaint</c>.</summary>
    public int Radius { get; init; } = 5;

    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new NavierStokesInpainter(this);
}
