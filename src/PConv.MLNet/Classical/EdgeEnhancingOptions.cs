using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>Options of <see cref="EdgeEnhancingInpainter"/>.</summary>
sealed record EdgeEnhancingOptions : ClassicalMethod
{
    /// <summary>
    /// Number of times the image is halved, 1 to 12; 6 by default, as in the built-in network. Pixels still unknown at the last level get
    /// the mean color, so holes up to about 2^Levels pixels wide are filled from their surroundings.
    /// </summary>
    public int Levels { get; init; } = 6;

    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new EdgeEnhancingInpainter(this);
}
