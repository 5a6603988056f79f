using PConv.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>The steps of <see cref="ThinPlateRefinement"/>, with gradients. Keep in sync with ThinPlateGraph.</summary>
static class ThinPlate
{
    /// <summary>Moves a fill toward the thin-plate solution.</summary>
    /// <param name="filled">u, float [N, C, H, W], with the known colors outside of holes; H and W are multiples of 2^levels.</param>
    /// <param name="hole">1 − M, float [N, 1, H, W]</param>
    /// <param name="levels">Levels of the network, the maximum for the pyramid.</param>
    /// <returns>float [N, C, H, W]</returns>
    public static Tensor Refine(Tensor filled, Tensor hole, int levels)
    {
        using var scope = NewDisposeScope();
        var residual = (SplineWindow.ApplyToTheBorder(filled, ThinPlateRefinement.KernelAt(0)) * hole).negative();
        return filled.Plus(Solve(residual, hole, 0, Math.Min(levels, ThinPlateRefinement.Levels)).Times(ThinPlateRefinement.Share))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Approximates the correction e, [N, C, H, W], for a residual that is 0 outside the holes.</summary>
    static Tensor Solve(Tensor residual, Tensor hole, int level, int levels)
    {
        var (error, rest) = (zeros_like(residual), residual);
        foreach (var step in ThinPlateRefinement.StepsAt(level))
        {
            error = error.Plus(rest.Times(step));
            rest = residual - SplineWindow.Apply(error, ThinPlateRefinement.KernelAt(level), SplineInTension.Reach) * hole;
        }

        if (level + 1 == levels)
        {
            return error;
        }

        var inside = functional.max_pool2d(hole.OneMinus(), [2, 2], [2, 2]).OneMinus(); // cells that lie entirely in holes
        var below =
            Solve((functional.avg_pool2d(rest, [2, 2], [2, 2]) * inside).Times(ThinPlateRefinement.Scale), inside, level + 1, levels);
        return error.Plus(functional.interpolate(below, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false)
            * hole);
    }
}
