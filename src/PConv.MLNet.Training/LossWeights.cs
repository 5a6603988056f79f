namespace PConv.MLNet.Training;

/// <summary>Weights of the loss terms; the defaults are those of Liu et al. 2018, eq. (7). Each can have a warm-up. A term with weight 0 is
/// not computed.</summary>
public sealed record LossWeights
{
    static readonly string[] FeatureTerms = [nameof(Perceptual), nameof(Style), nameof(FeatureDistance), nameof(FeatureDistribution)];

    /// <summary>All weights of eq. (7); needs a feature network. The paper's authors chose them on 100 validation images.</summary>
    public static LossWeights Paper { get; } = new LossWeights().Resolved(hasFeatures: true);

    /// <summary>Weight of L_valid, 1 by default.</summary>
    public LossWeight Valid { get; init; } = 1; // eq. (7)

    /// <summary>Weight of L_hole, 6 by default.</summary>
    public LossWeight Hole { get; init; } = 6; // eq. (7)

    /// <summary>Weight of <see cref="InpaintingLoss.HoleBalanced"/>, 0 by default; not in the paper.</summary>
    public LossWeight HoleBalanced { get; init; } = 0;

    /// <summary>Weight of <see cref="InpaintingLoss.HoleDecibels"/>, per decibel, 0 by default; not in the paper. Beside absolute
    /// differences
    /// .005 is of their size.</summary>
    public LossWeight HoleDecibels { get; init; } = 0;

    /// <summary>Weight of L_perceptual; null, the default, for the paper's 0.05 with a feature network and 0 without one.</summary>
    public LossWeight? Perceptual { get; init; }

    /// <summary>
    /// Weight of both L_style_out and L_style_comp; null, the default, for the paper's 120 with a feature network and 0 without one. The
    /// full weight from the first step on can cause a fish-scale pattern; a warm-up such as <c>new(120, WarmupSteps: 5_000)</c> avoids it.
    /// </summary>
    public LossWeight? Style { get; init; }

    /// <summary>Weight of <see cref="InpaintingLoss.FeatureDistance"/> of I_comp, 0 by default; not in the paper.</summary>
    public LossWeight FeatureDistance { get; init; } = 0;

    /// <summary>Weight of <see cref="InpaintingLoss.FeatureDistribution"/> of I_comp, 0 by default; not in the paper.</summary>
    public LossWeight FeatureDistribution { get; init; } = 0;

    /// <summary>Weight of L_tv, 0.1 by default.</summary>
    public LossWeight TotalVariation { get; init; } = .1; // eq. (7)

    /// <summary>Whether a term with a weight above 0 compares features.</summary>
    internal bool NeedsFeatures => NeedsFeaturesOfOutput || FeatureDistance.Weight != 0 || FeatureDistribution.Weight != 0;

    /// <summary>Whether a term with a weight above 0 compares the features of I_out, and not only of I_comp.</summary>
    internal bool NeedsFeaturesOfOutput => Perceptual is { Weight: not 0 } || Style is { Weight: not 0 };

    /// <summary>Returns the weights with nulls replaced by their defaults.</summary>
    internal LossWeights Resolved(bool hasFeatures) => this with
    {
        Perceptual = Perceptual ?? (hasFeatures ? .05 : 0), // eq. (7)
        Style = Style ?? (hasFeatures ? 120 : 0), // eq. (7)
    };

    /// <exception cref="ArgumentException">A weight is invalid, all weights are 0, or a term needs a feature network and there is
    /// none.</exception>
    internal void Validate(bool hasFeatures)
    {
        var all = Resolved(hasFeatures);
        (string Name, LossWeight Value)[] weights =
        [
            (nameof(Valid), Valid), (nameof(Hole), Hole), (nameof(HoleBalanced), HoleBalanced), (nameof(HoleDecibels), HoleDecibels),
            (nameof(Perceptual), all.Perceptual!.Value), (nameof(Style), all.Style!.Value),
            (nameof(FeatureDistance), FeatureDistance), (nameof(FeatureDistribution), FeatureDistribution),
            (nameof(TotalVariation), TotalVariation),
        ];
        foreach (var (name, weight) in weights)
        {
            weight.Validate(name);
        }

        if (weights.All(w => w.Value.Weight == 0))
        {
            throw new ArgumentException("All loss weights are 0: there is nothing to train for. Give a term a weight.");
        }

        if (all.NeedsFeatures && !hasFeatures)
        {
            var asking = weights.Where(w => w.Value.Weight > 0 && FeatureTerms.Contains(w.Name));
            throw new ArgumentException(
                $"The loss weights {string.Join(", ", asking.Select(w => $"{w.Name} {w.Value.Weight}"))} need a feature network, and " +
                $"none is given. {FeatureNetwork.HowToGet}");
        }
    }
}
