namespace PConv.MLNet.Training;

/// <summary>Weights of the loss terms; the defaults are the paper's, eq. (7). Each can be warmed up, or 0: then the term is not
/// computed.</summary>
public sealed record LossWeights
{
    static readonly string[] FeatureTerms = [nameof(Perceptual), nameof(Style), nameof(FeatureDistance), nameof(FeatureDistribution)];

    /// <summary>Eq. (7) in full; needs a feature network. The paper chose the weights on 100 validation images.</summary>
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

    /// <summary>Weight of L_perceptual; null, the default, is the paper's 0.05 where there is a feature network and 0 where there is
    /// none.</summary>
    public LossWeight? Perceptual { get; init; }

    /// <summary>
    /// Weight of L_style_out and L_style_comp alike; null, the default, is the paper's 120 where there is a feature network and 0 where
    /// there is none. From the first step on it can leave a fish-scale pattern: <c>new(120, warmupSteps: 5_000)</c> lets the pixel terms go
    /// first.
    /// </summary>
    public LossWeight? Style { get; init; }

    /// <summary>Weight of <see cref="InpaintingLoss.FeatureDistance"/> of I_comp, 0 by default; not in the paper.</summary>
    public LossWeight FeatureDistance { get; init; } = 0;

    /// <summary>Weight of <see cref="InpaintingLoss.FeatureDistribution"/> of I_comp, 0 by default; not in the paper.</summary>
    public LossWeight FeatureDistribution { get; init; } = 0;

    /// <summary>
    /// Weight of −D(I_comp, M), 0 by default; not in the paper. D is a small discriminator of patches that trains beside the network, both
    /// by hinge losses over the patches that see a hole. It belongs to the trainer: <see cref="InpaintingObjective"/> and the validation
    /// loss leave the term out.
    /// </summary>
    public LossWeight Adversarial { get; init; } = 0;

    /// <summary>Weight of L_tv, 0.1 by default.</summary>
    public LossWeight TotalVariation { get; init; } = .1; // eq. (7)

    /// <summary>Whether a term is asked for that compares features.</summary>
    internal bool NeedsFeatures => NeedsFeaturesOfOutput || FeatureDistance.Weight != 0 || FeatureDistribution.Weight != 0;

    /// <summary>Whether one of them compares the features of I_out, not of I_comp alone.</summary>
    internal bool NeedsFeaturesOfOutput => Perceptual is { Weight: not 0 } || Style is { Weight: not 0 };

    /// <summary>The same weights with no default left open.</summary>
    internal LossWeights Resolved(bool hasFeatures) => this with
    {
        Perceptual = Perceptual ?? (hasFeatures ? .05 : 0), // eq. (7)
        Style = Style ?? (hasFeatures ? 120 : 0), // eq. (7)
    };

    /// <exception cref="ArgumentException">A weight is impossible, all are 0, or one needs a feature network that is not there.</exception>
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
        foreach (var (name, weight) in weights.Append((nameof(Adversarial), Adversarial)))
        {
            weight.Validate(name);
        }

        if (weights.All(w => w.Value.Weight == 0))
        {
            throw new ArgumentException(Adversarial.Weight == 0
                ? "All loss weights are 0: there is nothing to train for. Give a term a weight."
                : "All loss weights but Adversarial are 0: a discriminator alone does not ask for the image that was there. Give another " +
                "term a weight.");
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
