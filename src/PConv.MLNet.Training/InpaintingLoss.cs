using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>The loss terms of Liu et al. 2018, section 3.3. Each is averaged over all values of the batch, not over the hole.
/// <see cref="HoleBalanced"/>, <see cref="HoleDecibels"/>, <see cref="FeatureDistance"/> and <see cref="FeatureDistribution"/> are not in
/// the
/// paper.</summary>
/// <remarks>
/// output and target: float [N, 3, H, W], RGB, [0, 1]; mask: float [N, 1, H, W], 1 = valid. Features Ψ_p: float [N, C_p, H_p, W_p], the
/// result of <see cref="FeatureNetwork.Extract"/>. Every term is a scalar; <see cref="InpaintingObjective"/> computes their weighted sum.
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
    /// The mean over the batch of each image's L_hole divided by the square root of its hole ratio. A compromise between L_hole, which is
    /// dominated by images with large holes, and the mean over the hole, in which a hole of a few pixels counts as much as a large one.
    /// </summary>
    public static Tensor HoleBalanced(Tensor output, Tensor target, Tensor mask)
    {
        var (hole, pixels) = (mask.OneMinus(), (double)(output.shape[2] * output.shape[3]));
        var ratio = hole.sum([1, 2, 3]).Over(pixels); // [N]
        return ((hole * (output - target)).abs().sum([1, 2, 3]).Over(output.shape[1] * pixels) * ratio.AtLeast(RatioEpsilon)
            .Power(-.5)).mean();
    }

    /// <summary>
    /// The mean over the batch of 10 · log₁₀(1 + 255² · MSE) in dB, where MSE is the mean squared error over an image's hole: 0 for a
    /// perfect fill, and otherwise about the difference between the hole's PSNR and 48.1 dB, the PSNR of errors of 1/255. As in an average
    /// of PSNRs, a decibel has the same weight in easy and difficult images. The minimum is at the mean of the possible contents of a hole;
    /// for absolute differences it is at their median.
    /// </summary>
    public static Tensor HoleDecibels(Tensor output, Tensor target, Tensor mask)
    {
        var hole = mask.OneMinus();
        var values = hole.sum([1, 2, 3]).Times(output.shape[1]); // [N]
        var squares = (hole * (output - target)).Squared().sum([1, 2, 3]) / values.AtLeast(1);
        return squares.Times(byte.MaxValue * byte.MaxValue).log1p().mean().Times(10 / Math.Log(10));
    }

    /// <summary>One of the two sums of L_perceptual, eq. (3): Σ_p ‖Ψ_p − Ψ_p(I_gt)‖₁ / N_p.</summary>
    /// <param name="features">Features of I_out or of I_comp.</param>
    /// <param name="target">Features of I_gt.</param>
    public static Tensor Perceptual(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> target) =>
        SumOver(features, target, (x, y) => (x - y).abs().mean()); // eq. (3)

    /// <summary>L_style, eqs. (4) and (5): Σ_p 1 / C_p² · ‖K_p (ΨᵀΨ − ΨᵀΨ(I_gt))‖₁, averaged over the images of the batch.</summary>
    /// <param name="features">Features of I_out, eq. (4), or of I_comp, eq. (5).</param>
    /// <param name="target">Features of I_gt.</param>
    public static Tensor Style(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> target) =>
        SumOver(features, target, (x, y) => (Gram(x) - Gram(y)).abs().mean()); // eqs. (4), (5): the mean divides by C_p²

    /// <summary>The Gram matrix K_p ΨᵀΨ with K_p = 1 / (C_p · H_p · W_p): [N, C, H, W] to [N, C, C].</summary>
    public static Tensor Gram(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var (n, c, pixels) = (features.shape[0], features.shape[1], features.shape[2] * features.shape[3]);
        var rows = features.reshape(n, c, pixels); // Ψᵀ
        return rows.bmm(rows.transpose(1, 2)).Over(c * pixels); // K_p, eqs. (4), (5)
    }

    /// <summary>
    /// Squared distance between features normalized to unit length: Σ_p ‖Ψ̂_p − Ψ̂_p(I_gt)‖² over the channels at a position, averaged
    /// over positions and images (LPIPS, Zhang et al., CVPR 2018, with equal weights). Penalizes blur about as much as a wrong texture,
    /// whereas absolute differences favor blur.
    /// </summary>
    /// <param name="features">Features of I_comp.</param>
    /// <param name="target">Features of I_gt.</param>
    public static Tensor FeatureDistance(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> target) =>
        SumOver(features, target, (x, y) => (UnitLength(x) - UnitLength(y)).Squared().sum([1]).mean());

    /// <summary>
    /// Sliced Wasserstein distance between the distributions of features (Heitz et al., CVPR 2021): the features are projected on random
    /// directions of the channels, and the projections, sorted over positions, are compared by the mean squared difference. Compares
    /// textures without comparing the positions of their details.
    /// </summary>
    /// <param name="features">Features of I_comp.</param>
    /// <param name="target">Features of I_gt.</param>
    /// <param name="seed">Seed of the random directions.</param>
    public static Tensor FeatureDistribution(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> target, int seed)
    {
        var random = new Random(seed);
        return SumOver(features, target, (x, y) =>
        {
            var directions = Directions(x.shape[1], random).to(x.dtype).to(x.device); // [C, Slices]
            return (Sorted(x, directions) - Sorted(y, directions)).Squared().mean();
        });
    }

    /// <summary>L_tv, eq. (6): the sum of |ΔI_comp| over horizontal and vertical pairs of neighbors that lie in the hole dilated by one
    /// pixel, divided by the number of values of I_comp.</summary>
    public static Tensor TotalVariation(Tensor output, Tensor target, Tensor mask)
    {
        var composite = Composite(output, target, mask);
        var region = functional.max_pool2d(mask.OneMinus(), [3, 3], [1, 1], [1, 1]); // R, the hole dilated by one pixel
        return Variation(composite, region, 2).Plus(Variation(composite, region, 3)).Over(composite.numel());
    }

    const double RatioEpsilon = 1e-6; // images without holes contribute 0
    const double LengthEpsilon = 1e-10; // as in LPIPS, for positions where all features are 0
    const int Slices = 32; // random directions per call

    static Tensor UnitLength(Tensor x) => x / x.Squared().sum([1], true).Plus(LengthEpsilon).sqrt();

    /// <summary>Projections, sorted over positions: [N, C, H, W] to [N, H·W, Slices].</summary>
    static Tensor Sorted(Tensor x, Tensor directions) => x.flatten(2).transpose(1, 2).matmul(directions).sort(1).Values;

    /// <summary>Random unit vectors, uniformly distributed, as columns: [C, Slices].</summary>
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
