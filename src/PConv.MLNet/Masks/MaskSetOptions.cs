using PConv.MLNet.Evaluation;

namespace PConv.MLNet.Masks;

/// <summary>Options of a mask set. The defaults are the paper's test set (section 4.2): twelve classes of 1,000 masks of 512².</summary>
public sealed record MaskSetOptions
{
    /// <summary>Width in pixels, 512 by default.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Height in pixels, 512 by default.</summary>
    public int Height { get; init; } = 512;

    /// <summary>Masks per class, 1,000 by default.</summary>
    public int CountPerClass { get; init; } = 1000;

    /// <summary>Ranges (Low, High] of hole ratios; the paper's six by default.</summary>
    public IReadOnlyList<HoleRatioBucket> Ranges { get; init; } = HoleRatioBucket.All;

    /// <summary>Border classes; both by default.</summary>
    public IReadOnlyList<BorderClass> Borders { get; init; } = [BorderClass.N, BorderClass.B];

    /// <summary>Width in pixels of the border that is free of holes in masks of <see cref="BorderClass.B"/>, but not in those of
    /// <see cref="BorderClass.N"/>; at least 1, 50 by default as in the paper.</summary>
    public int Border { get; init; } = EvaluationOptions.PaperBorder;

    /// <summary>Kinds of holes: brush strokes only by default.</summary>
    public MaskKindWeights Kinds { get; init; } = MaskKindWeights.Only(MaskKind.Strokes);

    /// <summary>Rotation, flips, crops and dilation; null, the default, for none.</summary>
    public MaskAugmentation? Augmentation { get; init; }

    /// <summary>Random seed, 0 by default.</summary>
    public int Seed { get; init; }

    internal void Validate()
    {
        if (CountPerClass < 1)
        {
            throw new ArgumentException($"CountPerClass is {CountPerClass}, expected at least 1.");
        }

        if (Ranges.Count == 0 || Borders.Count == 0)
        {
            throw new ArgumentException(
                "A set needs at least one range of hole ratios and one border class. Leave them out for the paper's twelve classes.");
        }

        if (Border < 1)
        {
            throw new ArgumentException($"Border is {Border}, expected at least 1 px, which is what tells the classes N and B apart.");
        }
    }
}
