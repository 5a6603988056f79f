using PConv.MLNet.Masks;

namespace PConv.MLNet.Classical;

/// <summary>How <see cref="TeleaInpainter"/> fills.</summary>
public sealed record TeleaOptions : ClassicalMethod
{
    /// <summary>ε of the paper: pixels within which known ones give a hole its value, 1 to 100. 5 by default, common with OpenCV's
    /// <c>inpaint</c>.</summary>
    public int Radius { get; init; } = 5;

    /// <inheritdoc/>
    public override IInpainter ToInpainter() => new TeleaInpainter(this);
}
