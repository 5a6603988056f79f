using PConv.MLNet.Images;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>The training objective: L_total of Liu et al. 2018, eq. (7), with the terms whose weights are above 0.</summary>
public sealed class InpaintingObjective : IDisposable
{
    readonly LossWeights weights;
    readonly FeatureNetwork? features;

    /// <summary>Validates the weights, and loads the feature network if a term needs it.</summary>
    /// <param name="weights">Weights of the terms.</param>
    /// <param name="features">The feature network Ψ of eqs. (3) to (5), as in <see cref="TrainingOptions.Features"/>: <c>resnet18</c>, the
    /// path of a file, or <c>random</c>; null, the default, for none.</param>
    /// <param name="device">Torch device of the batches; null, the default, for the CPU.</param>
    /// <param name="seed">Seed of the weights of <c>random</c>, 0 by default.</param>
    /// <exception cref="ArgumentException">A weight is invalid, all weights are 0, or a term needs a feature network and there is
    /// none.</exception>
    /// <exception cref="FileNotFoundException">The file, or the package of <c>resnet18</c>, does not exist.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read, or lacks a tensor. The message says what to do.</exception>
    public InpaintingObjective(LossWeights weights, string? features = null, Device? device = null, int seed = 0)
    {
        this.weights = Checked(weights, features is not null);
        this.features = features is not null && this.weights.NeedsFeatures ? FeatureNetwork.Load(features, device, seed) : null;
    }

    /// <summary>As above, with a network, which is disposed with the objective.</summary>
    internal InpaintingObjective(LossWeights weights, FeatureNetwork? features) =>
        (this.weights, this.features) = (Checked(weights, features is not null), features);

    /// <summary>Computes the loss of a batch. The tensors of the result belong to the caller's dispose scope.</summary>
    /// <param name="output">I_out: float [N, 3, H, W], RGB, [0, 1], not clamped.</param>
    /// <param name="target">I_gt: float [N, 3, H, W], RGB, [0, 1]. Its features are computed without gradients.</param>
    /// <param name="mask">M: float [N, 1, H, W], 1 = valid.</param>
    /// <param name="step">Number of completed steps, for the warm-up; null for the full weights, such as in validation.</param>
    /// <exception cref="ArgumentException">A shape differs from those above.</exception>
    public LossTerms Of(Tensor output, Tensor target, Tensor mask, int? step = null)
    {
        CheckShapes(output, target, mask);
        using var scope = NewDisposeScope();
        var terms = new List<LossTerm>();
        Add("Valid", weights.Valid, () => InpaintingLoss.Valid(output, target, mask));
        Add("Hole", weights.Hole, () => InpaintingLoss.Hole(output, target, mask));
        Add("HoleBalanced", weights.HoleBalanced, () => InpaintingLoss.HoleBalanced(output, target, mask));
        Add("HoleDecibels", weights.HoleDecibels, () => InpaintingLoss.HoleDecibels(output, target, mask));
        if (weights.NeedsFeatures)
        {
            var ofTarget = Frozen(target);
            var (ofOutput, ofComposite) = weights.NeedsFeaturesOfOutput ? Features(output, target, mask)
                : ([], features!.Extract(InpaintingLoss.Composite(output, target, mask)));
            // eq. (3)
            Add("Perceptual", weights.Perceptual!.Value, () => InpaintingLoss.Perceptual(ofOutput, ofTarget)
                .Plus(InpaintingLoss.Perceptual(ofComposite, ofTarget)));
            Add("StyleOut", weights.Style!.Value, () => InpaintingLoss.Style(ofOutput, ofTarget)); // eq. (4)
            Add("StyleComp", weights.Style!.Value, () => InpaintingLoss.Style(ofComposite, ofTarget)); // eq. (5)
            Add("FeatureDistance", weights.FeatureDistance, () => InpaintingLoss.FeatureDistance(ofComposite, ofTarget));
            Add("FeatureDistribution", weights.FeatureDistribution,
                () => InpaintingLoss.FeatureDistribution(ofComposite, ofTarget, step ?? 0));
        }

        Add("TotalVariation", weights.TotalVariation, () => InpaintingLoss.TotalVariation(output, target, mask));
        var total = terms.Select(term => term.Value.Times(term.Weight)).Aggregate(TensorMath.Plus); // eq. (7)
        return new(total.MoveToOuterDisposeScope(), [.. terms.Select(term => term with { Value = term.Value.MoveToOuterDisposeScope() })]);

        void Add(string name, LossWeight weight, Func<Tensor> term)
        {
            if (weight.Weight > 0)
            {
                terms.Add(new(name, term(), step is { } at ? weight.At(at) : weight.Weight));
            }
        }
    }

    /// <summary>Disposes the feature network.</summary>
    public void Dispose() => features?.Dispose();

    static LossWeights Checked(LossWeights weights, bool hasFeatures)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Validate(hasFeatures);
        return weights.Resolved(hasFeatures);
    }

    /// <summary>Extracts the features Ψ of I_out and I_comp in one batch.</summary>
    (Tensor[] Output, Tensor[] Composite) Features(Tensor output, Tensor target, Tensor mask)
    {
        var n = output.shape[0];
        var both = features!.Extract(cat([output, InpaintingLoss.Composite(output, target, mask)])); // [2N, C_p, H_p, W_p] each
        return ([.. both.Select(x => x.narrow(0, 0, n))], [.. both.Select(x => x.narrow(0, n, n))]);
    }

    Tensor[] Frozen(Tensor images)
    {
        using var noGradient = no_grad();
        return features!.Extract(images);
    }

    static void CheckShapes(Tensor output, Tensor target, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(mask);
        var (x, y, m) = (output.shape, target.shape, mask.shape);
        if (x.Length != 4 || x[1] != RgbImage.Channels || !x.AsSpan().SequenceEqual(y) || !m.AsSpan().SequenceEqual([x[0], 1, x[2], x[3]]))
        {
            throw new ArgumentException(
                $"Output is [{string.Join(", ", x)}], target [{string.Join(", ", y)}] and mask [{string.Join(", ", m)}], expected [N, 3, " +
                $"H, W] twice and [N, 1, H, W] with 1 = valid.");
        }
    }
}
