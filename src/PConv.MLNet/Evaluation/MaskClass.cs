using System.Globalization;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>One of the twelve classes of the paper's test masks (section 4.2): hole ratio and border.</summary>
/// <param name="Bucket">The class of hole ratios.</param>
/// <param name="Border">Whether the holes keep away from the edges.</param>
public sealed record MaskClass(HoleRatioBucket Bucket, BorderClass Border)
{
    /// <summary>The twelve classes, from small to large holes, N before B.</summary>
    public static IReadOnlyList<MaskClass> All { get; } =
        [.. from bucket in HoleRatioBucket.All from border in Enum.GetValues<BorderClass>() select new MaskClass(bucket, border)];

    /// <summary>Name of the class, also used for folders of mask sets, such as <c>0.1-0.2_N</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Bucket.Low}-{Bucket.High}_{Border}");

    /// <summary>Parses the name of a class, such as <c>0.1-0.2_N</c>.</summary>
    /// <exception cref="ArgumentException">There is no class with that name.</exception>
    public static MaskClass Parse(string name) => All.FirstOrDefault(c => c.Name == name)
        ?? throw new ArgumentException($"No class of masks is called '{name}'. Take one of {string.Join(", ", All.Select(c => c.Name))}.");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
