using PConv.MLNet.Core;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>The pull-push fill (<see cref="FillPrior.PullPush"/>), without gradient; the ONNX room writes the same steps.</summary>
static class PullPush
{
    /// <summary>Fills holes smoothly from what is known around them.</summary>
    /// <param name="known">float [N, C, H, W], 0 in holes, with its mask; H and W are multiples of 2^levels.</param>
    /// <param name="levels">Halvings; at the last, what is still unknown takes the mean of the known.</param>
    /// <returns>float [N, C, H, W]; 0 where nothing at all is known.</returns>
    public static Tensor Fill(Masked known, int levels)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var pyramid = new Stack<(Tensor Colour, Tensor Hole)>();
        var (colour, weight) = (known.Features, known.Mask); // the colour is 0 where the weight is, on every level
        for (var level = 0; level < levels; level++)
        {
            pyramid.Push((colour, 1 - weight));
            var share = Halve(weight);
            colour = Halve(colour) / share.clamp(UNetSpec.PullPushEpsilon);
            weight = (4 * share).clamp(0, 1); // one known pixel of four is enough
        }

        var mean = colour.sum([2, 3], true) / weight.sum([2, 3], true).clamp(UNetSpec.PullPushEpsilon); // [N, C, 1, 1]
        var filled = colour + mean * (1 - weight);
        while (pyramid.TryPop(out var level))
        {
            var share = level.Hole / Sum3x3(ones_like(level.Hole)); // 1/9, at the border more, in holes; 0 where the colour is known
            filled = functional.interpolate(filled, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false);
            filled = filled.mul_(level.Hole).add_(level.Colour);
            for (var i = 0; i < UNetSpec.PullPushSmoothings; i++)
            {
                using var before = filled; // large: memory that is free again is in the cache still
                filled = Sum3x3(before).mul_(share).add_(level.Colour);
            }
        }

        return filled.MoveToOuterDisposeScope();
    }

    static Tensor Halve(Tensor x) => functional.avg_pool2d(x, [2, 2], [2, 2]);

    /// <summary>Sums over windows of 3 × 3, of which only what lies inside counts: a third of the time of a pooling.</summary>
    static Tensor Sum3x3(Tensor x)
    {
        using var rows = Sum3(x, 3);
        return Sum3(rows, 2);
    }

    static Tensor Sum3(Tensor x, long dimension)
    {
        using var scope = NewDisposeScope(); // views keep memory too
        var (sum, pairs) = (x.clone(), x.shape[dimension] - 1);
        sum.narrow(dimension, 1, pairs).add_(x.narrow(dimension, 0, pairs));
        sum.narrow(dimension, 0, pairs).add_(x.narrow(dimension, 1, pairs));
        return sum.MoveToOuterDisposeScope();
    }
}
