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
            filled = functional.interpolate(filled, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false);
            filled = Keep(filled);
            for (var i = 0; i < UNetSpec.PullPushSmoothings; i++)
            {
                filled = Keep(functional.avg_pool2d(filled, [3, 3], [1, 1], [1, 1], false, false));
            }

            Tensor Keep(Tensor fill) => fill.mul_(level.Hole).add_(level.Colour);
        }

        return filled.MoveToOuterDisposeScope();
    }

    static Tensor Halve(Tensor x) => functional.avg_pool2d(x, [2, 2], [2, 2]);
}
