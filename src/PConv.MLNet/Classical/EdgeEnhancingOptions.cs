using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>How <see cref="EdgeEnhancingInpainter"/> fills.</summary>
public sealed record EdgeEnhancingOptions : ClassicalMethod
{
    /// <summary>
    /// How often the image is halved, 1 to 12; 6 by default, as in the built-in network. What is still unknown at the last level takes the
    /// mean color, so that holes up to about 2^Levels pixels wide continue what surrounds them.
    /// </summary>
    public int Levels { get; init; } = 6;

    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new EdgeEnhancingInpainter(this);
}
