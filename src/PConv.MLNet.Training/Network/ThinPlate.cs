using PConv.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>The steps of <see cref="ThinPlateRefinement"/>, with gradients. Keep in sync with ThinPlateGraph.</summary>
static class ThinPlate
{
    /// <summary>Draws a fill towards the thin plate.</summary>
    /// <param name="filled">u, float [N, C, H, W], known colors where there are no holes; H and W are multiples of 2^levels.</param>
    /// <param name="hole">1 − M, float [N, 1, H, W]</param>
    /// <param name="levels">Of the network; a pyramid has no more.</param>
    /// <returns>float [N, C, H, W]</returns>
    public static Tensor Refine(Tensor filled, Tensor hole, int levels)
    {
        using var scope = NewDisposeScope();
        var residual = (SplineWindow.ApplyToTheBorder(filled, ThinPlateRefinement.KernelAt(0)) * hole).negative();
        return filled.Plus(Solve(residual, hole, 0, Math.Min(levels, ThinPlateRefinement.Levels)).Times(ThinPlateRefinement.Share))
            .MoveToOuterDisposeScope();
    }

    /// <summary>e, [N, C, H, W], of a residual that is 0 outside the holes.</summary>
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

        var inside = functional.max_pool2d(hole.OneMinus(), [2, 2], [2, 2]).OneMinus(); // cells wholly in holes
        var below =
            Solve((functional.avg_pool2d(rest, [2, 2], [2, 2]) * inside).Times(ThinPlateRefinement.Scale), inside, level + 1, levels);
        return error.Plus(functional.interpolate(below, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false)
            * hole);
    }
}
