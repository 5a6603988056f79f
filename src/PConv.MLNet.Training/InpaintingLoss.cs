using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>Weights of the loss terms; the defaults are the paper's, eq. (7).</summary>
public sealed record LossWeights
{
    /// <summary>Weight of L_valid.</summary>
    public float Valid { get; init; } = 1f; // eq. (7)

    /// <summary>Weight of L_hole.</summary>
    public float Hole { get; init; } = 6f; // eq. (7)

    /// <summary>Weight of L_tv.</summary>
    public float TotalVariation { get; init; } = .1f; // eq. (7)
}

/// <summary>The pixel losses of Liu et al. 2018, section 3.3. Each is averaged over all N = batch · C · H · W values, not over the hole.</summary>
/// <remarks>output and target: float [N, 3, H, W], RGB, [0, 1]; mask: float [N, 1, H, W], 1 = valid. Every term is a scalar.</remarks>
public static class InpaintingLoss
{
    /// <summary>L_hole = ‖(1 − M) ⊙ (I_out − I_gt)‖₁ / N.</summary>
    public static Tensor Hole(Tensor output, Tensor target, Tensor mask) => ((1 - mask) * (output - target)).abs().mean();

    /// <summary>L_valid = ‖M ⊙ (I_out − I_gt)‖₁ / N.</summary>
    public static Tensor Valid(Tensor output, Tensor target, Tensor mask) => (mask * (output - target)).abs().mean();

    /// <summary>L_tv, eq. (6): |ΔI_comp| to the right and down, over pairs with both ends in the hole dilated by one pixel, / N.</summary>
    public static Tensor TotalVariation(Tensor output, Tensor target, Tensor mask)
    {
        var hole = 1 - mask;
        var composite = mask * target + hole * output; // I_comp, section 3.3
        var region = functional.max_pool2d(hole, [3, 3], [1, 1], [1, 1]); // R, the hole dilated by one pixel
        return (Variation(composite, region, 2) + Variation(composite, region, 3)) / composite.numel();
    }

    /// <summary>Σ over terms of weight · term, eq. (7) as far as its terms are here.</summary>
    public static Tensor Total(Tensor output, Tensor target, Tensor mask, LossWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Valid * Valid(output, target, mask)
            + weights.Hole * Hole(output, target, mask)
            + weights.TotalVariation * TotalVariation(output, target, mask);
    }

    static Tensor Variation(Tensor x, Tensor region, long dimension)
    {
        var pairs = x.shape[dimension] - 1;
        var step = (x.narrow(dimension, 1, pairs) - x.narrow(dimension, 0, pairs)).abs();
        return (step * region.narrow(dimension, 1, pairs) * region.narrow(dimension, 0, pairs)).sum();
    }
}
