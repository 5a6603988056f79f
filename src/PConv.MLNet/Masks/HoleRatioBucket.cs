using System.Globalization;

namespace PConv.MLNet.Masks;

/// <summary>A range (Low, High] of hole-to-image area ratios; the paper's test masks have six of them (section 4.2).</summary>
/// <param name="Low">Lower bound, exclusive, [0, 1).</param>
/// <param name="High">Upper bound, inclusive, (Low, 1].</param>
public sealed record HoleRatioBucket(double Low, double High)
{
    /// <summary>(0.01, 0.1]</summary>
    public static HoleRatioBucket From01To10 { get; } = new(.01, .1);

    /// <summary>(0.1, 0.2]</summary>
    public static HoleRatioBucket From10To20 { get; } = new(.1, .2);

    /// <summary>(0.2, 0.3]</summary>
    public static HoleRatioBucket From20To30 { get; } = new(.2, .3);

    /// <summary>(0.3, 0.4]</summary>
    public static HoleRatioBucket From30To40 { get; } = new(.3, .4);

    /// <summary>(0.4, 0.5]</summary>
    public static HoleRatioBucket From40To50 { get; } = new(.4, .5);

    /// <summary>(0.5, 0.6]</summary>
    public static HoleRatioBucket From50To60 { get; } = new(.5, .6);

    /// <summary>The paper's six, from small to large holes.</summary>
    public static IReadOnlyList<HoleRatioBucket> All { get; } =
        [From01To10, From10To20, From20To30, From30To40, From40To50, From50To60];

    /// <summary>Whether a hole ratio is in this range.</summary>
    public bool Contains(double ratio) => ratio > Low && ratio <= High;

    /// <summary>The class of a hole ratio, or null below 0.01 and above 0.6, which the paper does not evaluate.</summary>
    public static HoleRatioBucket? Containing(double ratio) => All.FirstOrDefault(b => b.Contains(ratio));

    /// <summary>The bounds, such as <c>(0.1, 0.2]</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Low}, {High}]");
}
