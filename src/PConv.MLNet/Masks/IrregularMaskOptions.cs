using PConv.MLNet.Images;

namespace PConv.MLNet.Masks;

/// <summary>Options for irregular masks. The defaults give the paper's class (0.2, 0.3] at 512², with holes anywhere.</summary>
public sealed record IrregularMaskOptions
{
    /// <summary>Width in pixels, 512 by default.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Height in pixels, 512 by default.</summary>
    public int Height { get; init; } = 512;

    /// <summary>Lower bound of the hole ratio, exclusive, [0, 1); 0.2 by default.</summary>
    public double MinRatio { get; init; } = .2;

    /// <summary>Upper bound of the hole ratio, inclusive, (MinRatio, 1]; 0.3 by default.</summary>
    public double MaxRatio { get; init; } = .3;

    /// <summary>Exact hole ratio, (0, 1], rounded to whole pixels, in place of <see cref="MinRatio"/> and <see cref="MaxRatio"/>; null, the
    /// default, to use the range.</summary>
    public double? FixedRatio { get; init; }

    /// <summary>Width in pixels of the border that stays valid on each side: 0 (the paper's N masks) by default, 50 for its B
    /// masks.</summary>
    public int Border { get; init; }

    /// <summary>Kinds of holes: brush strokes only by default.</summary>
    public MaskKindWeights Kinds { get; init; } = MaskKindWeights.Only(MaskKind.Strokes);

    /// <summary>Rotation, flips, crops and dilation of the generated holes; null, the default, for none.</summary>
    public MaskAugmentation? Augmentation { get; init; }

    /// <summary>Minimum width of <see cref="MaskKind.Strokes"/> relative to the shorter side, 0.008 by default.</summary>
    public double MinStroke { get; init; } = .008;

    /// <summary>Maximum width of <see cref="MaskKind.Strokes"/> relative to the shorter side, 0.12 by default.</summary>
    public double MaxStroke { get; init; } = .12;

    /// <summary>Returns options with the hole ratios of a class, in place of <see cref="MinRatio"/> and <see cref="MaxRatio"/>.</summary>
    public HoleRatioBucket HoleRatio
    {
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            (MinRatio, MaxRatio) = (value.Low, value.High);
        }
    }

    /// <summary>Number of pixels inside the border.</summary>
    internal long Room => Math.Max(0, Width - 2L * Border) * Math.Max(0, Height - 2L * Border);

    /// <summary>Minimum and maximum number of hole pixels that the ratios allow.</summary>
    internal (int Fewest, int Most) HoleCounts()
    {
        var area = (long)Width * Height;
        if (FixedRatio is { } ratio)
        {
            var count = (int)Math.Round(ratio * area, MidpointRounding.AwayFromZero);
            return (count, count);
        }

        return ((int)Math.Floor(MinRatio * area) + 1, (int)Math.Floor(MaxRatio * area));
    }

    internal void Validate()
    {
        var size = ImageSize.Checked(Width, Height);
        if (FixedRatio is not (null or > 0 and <= 1))
        {
            throw new ArgumentException($"A fixed hole ratio of {FixedRatio} is not within 0-1. Write a share of the pixels, as in 0.25.");
        }

        if (!(MinRatio >= 0 && MinRatio < MaxRatio && MaxRatio <= 1))
        {
            throw new ArgumentException(
                $"Hole ratios {MinRatio}-{MaxRatio} are no range within 0-1. Write the smaller first, as in 0.1-0.2.");
        }

        if (!(MinStroke > 0 && MinStroke <= MaxStroke && MaxStroke <= 1))
        {
            throw new ArgumentException($"Stroke widths {MinStroke}-{MaxStroke} are no range within 0-1 of the shorter side.");
        }

        ArgumentNullException.ThrowIfNull(Kinds);
        Kinds.Validate();
        Augmentation?.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(Border);
        var (fewest, most) = HoleCounts();
        if (most < Math.Max(1, fewest))
        {
            var ratio = FixedRatio is { } exact ? $"of {exact}" : $"in ({MinRatio}, {MaxRatio}]";
            throw new ArgumentException(
                $"An image of {size} has too few pixels for a hole ratio {ratio}. Take a larger size or a " +
                $"{(FixedRatio is null ? "wider range" : "larger ratio")}.");
        }

        if (Room < fewest)
        {
            var wanted = FixedRatio is { } exact ? $"{100 * exact:0.##}" : $"{100 * MinRatio:F0}-{100 * MaxRatio:F0}";
            throw new ArgumentException(
                $"A border of {Border} px leaves {100.0 * Room / size.Area:F1} % of {size}, less than the wanted holes of {wanted} %. " +
                $"Take a larger size or a smaller border.");
        }
    }
}
