using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>The loss terms of Liu et al. 2018, section 3.3. Each is averaged over all values of the batch, not over the hole.
/// <see cref="HoleBalanced"/>, <see cref="HoleDecibels"/>, <see cref="FeatureDistance"/> and <see cref="FeatureDistribution"/> are not in
/// the
/// paper.</summary>
/// <remarks>
/// output and target: float [N, 3, H, W], RGB, [0, 1]; mask: float [N, 1, H, W], 1 = valid. Features Ψ_p: float [N, C_p, H_p, W_p],
/// as <see cref="FeatureNetwork.Extract"/> gives them. Every term is a scalar; <see cref="InpaintingObjective"/> adds them up.
/// </remarks>
static class InpaintingLoss
{
    /// <summary>I_comp = M ⊙ I_gt + (1 − M) ⊙ I_out, float [N, 3, H, W].</summary>
    // section 3.3
    public static Tensor Composite(Tensor output, Tensor target, Tensor mask) => (mask * target).Plus(mask.OneMinus() * output);

    /// <summary>L_hole = ‖(1 − M) ⊙ (I_out − I_gt)‖₁ / N.</summary>
    public static Tensor Hole(Tensor output, Tensor target, Tensor mask) => (mask.OneMinus() * (output - target)).abs().mean();

    /// <summary>L_valid = ‖M ⊙ (I_out − I_gt)‖₁ / N.</summary>
    public static Tensor Valid(Tensor output, Tensor target, Tensor mask) => (mask * (output - target)).abs().mean();

    /// <summary>
    /// L_hole of every image divided by √(its hole ratio), the mean over the batch: between L_hole, in which large holes count for most,
    /// and the mean over the hole, in which a few pixels count as much as half an image.
    /// </summary>
    public static Tensor HoleBalanced(Tensor output, Tensor target, Tensor mask)
    {
        var (hole, pixels) = (mask.OneMinus(), (double)(output.shape[2] * output.shape[3]));
        var ratio = hole.sum([1, 2, 3]).Over(pixels); // [N]
        return ((hole * (output - target)).abs().sum([1, 2, 3]).Over(output.shape[1] * pixels) * ratio.AtLeast(RatioEpsilon)
            .Power(-.5)).mean();
    }

    /// <summary>
    /// 10 · log₁₀(1 + 255² · MSE) dB with the MSE of every image's hole, the mean over the batch: how far the hole's PSNR is below 48.1 dB,
    /// that of errors of one level of 255, and 0 for a perfect fill. A decibel counts alike in a sky and in a forest, as where PSNRs are
    /// averaged; the best fill is the mean of what could be there, where that of absolute differences is the median.
    /// </summary>
    public static Tensor HoleDecibels(Tensor output, Tensor target, Tensor mask)
    {
        var hole = mask.OneMinus();
        var values = hole.sum([1, 2, 3]).Times(output.shape[1]); // [N]
        var squares = (hole * (output - target)).Squared().sum([1, 2, 3]) / values.AtLeast(1);
        return squares.Times(byte.MaxValue * byte.MaxValue).log1p().mean().Times(10 / Math.Log(10));
    }

    /// <summary>One of the two sums of L_perceptual, eq. (3): Σ_p ‖Ψ_p − Ψ_p(I_gt)‖₁ / N_p.</summary>
    /// <param name="features">Of I_out or of I_comp.</param>
    /// <param name="target">Of I_gt.</param>
    public static Tensor Perceptual(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> target) =>
        SumOver(features, target, (x, y) => (x - y).abs().mean()); // eq. (3)

    /// <summary>L_style, eqs. (4) and (5): Σ_p 1 / C_p² · ‖K_p (ΨᵀΨ − ΨᵀΨ(I_gt))‖₁, the mean over the batch's images.</summary>
    /// <param name="features">Of I_out, eq. (4), or of I_comp, eq. (5).</param>
    /// <param name="target">Of I_gt.</param>
    public static Tensor Style(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> target) =>
        SumOver(features, target, (x, y) => (Gram(x) - Gram(y)).abs().mean()); // eqs. (4), (5): the mean divides by C_p²

    /// <summary>K_p ΨᵀΨ with K_p = 1 / (C_p · H_p · W_p): [N, C, H, W] to [N, C, C].</summary>
    public static Tensor Gram(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var (n, c, pixels) = (features.shape[0], features.shape[1], features.shape[2] * features.shape[3]);
        var rows = features.reshape(n, c, pixels); // Ψᵀ
        return rows.bmm(rows.transpose(1, 2)).Over(c * pixels); // K_p, eqs. (4), (5)
    }

    /// <summary>
    /// Distance of features of unit length: Σ_p ‖Ψ̂_p − Ψ̂_p(I_gt)‖² over the channels of a place, averaged over places and images (the
    /// form of LPIPS, Zhang et al., CVPR 2018, with equal weights). Blur and a wrong texture cost alike where absolute differences prefer
    /// blur.
    /// </summary>
    /// <param name="features">Of I_comp.</param>
    /// <param name="target">Of I_gt.</param>
    public static Tensor FeatureDistance(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> target) =>
        SumOver(features, target, (x, y) => (UnitLength(x) - UnitLength(y)).Squared().sum([1]).mean());

    /// <summary>
    /// Sliced Wasserstein distance between the distributions of features (Heitz et al., CVPR 2021): along random directions of the
    /// channels, sorted over places, the mean squared difference. It asks for the same texture, not for the same place of every grain.
    /// </summary>
    /// <param name="features">Of I_comp.</param>
    /// <param name="target">Of I_gt.</param>
    /// <param name="seed">Decides the directions.</param>
    public static Tensor FeatureDistribution(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> target, int seed)
    {
        var random = new Random(seed);
        return SumOver(features, target, (x, y) =>
        {
            var directions = Directions(x.shape[1], random).to(x.dtype).to(x.device); // [C, Slices]
            return (Sorted(x, directions) - Sorted(y, directions)).Squared().mean();
        });
    }

    /// <summary>L_tv, eq. (6): |ΔI_comp| to the right and down, over pairs with both ends in the hole dilated by one pixel, / N.</summary>
    public static Tensor TotalVariation(Tensor output, Tensor target, Tensor mask)
    {
        var composite = Composite(output, target, mask);
        var region = functional.max_pool2d(mask.OneMinus(), [3, 3], [1, 1], [1, 1]); // R, the hole dilated by one pixel
        return Variation(composite, region, 2).Plus(Variation(composite, region, 3)).Over(composite.numel());
    }

    const double RatioEpsilon = 1e-6; // an image without holes adds 0
    const double LengthEpsilon = 1e-10; // as in LPIPS: where no feature answers, the length is 0
    const int Slices = 32; // random directions a call; each step draws others

    static Tensor UnitLength(Tensor x) => x / x.Squared().sum([1], true).Plus(LengthEpsilon).sqrt();

    /// <summary>Projections, sorted over places: [N, C, H, W] to [N, H·W, Slices].</summary>
    static Tensor Sorted(Tensor x, Tensor directions) => x.flatten(2).transpose(1, 2).matmul(directions).sort(1).Values;

    /// <summary>Unit vectors, uniform in direction, in the columns: [C, Slices].</summary>
    static Tensor Directions(long channels, Random random)
    {
        var normal =
            tensor([.. Enumerable.Range(0, (int)channels * Slices)
                .Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))],
                [channels, Slices]);
        return normal / normal.Squared().sum([0], true).sqrt();
    }

    static Tensor Variation(Tensor x, Tensor region, long dimension)
    {
        var pairs = x.shape[dimension] - 1;
        var step = (x.narrow(dimension, 1, pairs) - x.narrow(dimension, 0, pairs)).abs();
        return (step * region.narrow(dimension, 1, pairs) * region.narrow(dimension, 0, pairs)).sum();
    }

    static Tensor SumOver(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> target, Func<Tensor, Tensor, Tensor> term)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(target);
        if (features.Count == 0 || !features.Select(x => x.shape).SequenceEqual(target.Select(y => y.shape), SameShape))
        {
            throw new ArgumentException(
                $"The features are {Shapes(features)} and the target's {Shapes(target)}, expected the same layers of images of the same " +
                $"size.");
        }

        return features.Zip(target, term).Aggregate(TensorMath.Plus); // Σ_p
    }

    static readonly IEqualityComparer<long[]> SameShape =
        EqualityComparer<long[]>.Create((a, b) => a.AsSpan().SequenceEqual(b), shape => shape.Length);

    static string Shapes(IEnumerable<Tensor> tensors) => string.Join(" and ", tensors.Select(t => $"[{string.Join(", ", t.shape)}]"));
}
