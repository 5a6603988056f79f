using PConv.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>Computes the initial fills of a network (<see cref="InitialFill"/>), without gradients.</summary>
/// <remarks>Keep in sync with FillPyramidGraph, which writes the same steps as ONNX.</remarks>
static class FillPyramid
{
    /// <summary>Fills holes smoothly from the surrounding known pixels.</summary>
    /// <param name="known">float [N, C, H, W], 0 in holes, with its mask; H and W are multiples of 2^levels.</param>
    /// <param name="levels">Number of times the resolution is halved. At the lowest level, unknown pixels get the mean of the known
    /// ones.</param>
    /// <param name="kind">How fills are smoothed while the resolution increases again.</param>
    /// <returns>float [N, C, H, W]; 0 for images without known pixels.</returns>
    public static Tensor Fill(MaskedTensor known, int levels, InitialFill kind)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var pyramid = new Stack<(Tensor Color, Tensor Hole)>();
        var (color, weight) = (known.Features, known.Mask); // on every level, the color is 0 where the weight is 0
        for (var level = 0; level < levels; level++)
        {
            pyramid.Push((color, weight.OneMinus()));
            var share = Halve(weight);
            color = Halve(color) / share.AtLeast(UNetSpec.PriorEpsilon);
            weight = share.Times(4).AtMostOne(); // full weight if at least one of the four pixels is known
        }

        var mean = color.sum([2, 3], true) / weight.sum([2, 3], true).AtLeast(UNetSpec.PriorEpsilon); // [N, C, 1, 1]
        var filled = color.Plus(mean * weight.OneMinus());
        while (pyramid.TryPop(out var level))
        {
            filled = functional.interpolate(filled, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false);
            filled = filled.mul_(level.Hole).PlusInPlace(level.Color);
            filled = kind switch
            {
                InitialFill.PullPush => Average(filled, level.Color, level.Hole),
                InitialFill.EdgeEnhancing when pyramid.Count > 0 => Diffuse(Relax(filled, level.Hole), level.Hole),
                _ => filled,
            };
        }

        return filled.MoveToOuterDisposeScope();
    }

    static Tensor Halve(Tensor x) => functional.avg_pool2d(x, [2, 2], [2, 2]);

    /// <summary>Repeatedly replaces hole pixels by the mean of their 3×3 neighborhood.</summary>
    static Tensor Average(Tensor filled, Tensor color, Tensor hole)
    {
        var share = hole / Sum3x3(ones_like(hole)); // 1/9 in holes, more at the border; 0 where the color is known
        for (var i = 0; i < UNetSpec.PullPushSmoothings; i++)
        {
            using var before = filled; // freed early, so that the next step reuses memory that is still in the cache
            filled = Sum3x3(before).mul_(share).PlusInPlace(color);
        }

        return filled;
    }

    /// <summary>The steps of <see cref="SplineInTension"/>. Beyond the border, the fill is replicated and the added change is 0.</summary>
    static Tensor Relax(Tensor filled, Tensor hole)
    {
        var residual = SplineWindow.ApplyToTheBorder(filled, SplineInTension.Kernel); // K u
        var change = (residual * hole).Times(-SplineInTension.Steps[0]);
        foreach (var step in SplineInTension.Steps.Skip(1))
        {
            using var scope = NewDisposeScope();
            using var before = change;
            var next = SplineWindow.Apply(before, SplineInTension.Kernel, SplineInTension.Reach); // K applied to the change
            change = next.PlusInPlace(residual).mul_(hole).Times(-step).PlusInPlace(before).MoveToOuterDisposeScope();
        }

        return filled.PlusInPlace(change);
    }

    /// <summary>The steps of <see cref="EdgeEnhancingDiffusion"/>, in place.</summary>
    static Tensor Diffuse(Tensor filled, Tensor hole)
    {
        for (var i = 0; i < EdgeEnhancingDiffusion.Tensors; i++)
        {
            using var scope = NewDisposeScope();
            var (a, b, c) = DiffusionTensor(filled);
            foreach (var step in EdgeEnhancingDiffusion.Steps)
            {
                using var inner = NewDisposeScope();
                var (x, y) = Gradient(filled);
                filled.PlusInPlace(Divergence((a * x).PlusInPlace(b * y), (b * x).PlusInPlace(c * y)).mul_(hole).Times(-step));
            }
        }

        return filled;
    }

    /// <summary>The diffusion tensor D = (a b; b c), [N, 1, H − 1, W − 1] each.</summary>
    static (Tensor A, Tensor B, Tensor C) DiffusionTensor(Tensor u)
    {
        var (x, y) = Gradient(u);
        var structure = cat([((x - y) * x.Plus(y)).sum([1], true), (x.Times(2) * y).sum([1], true)], 1); // (J₁₁ − J₂₂, 2 J₁₂)
        for (var i = 0; i < EdgeEnhancingDiffusion.Averagings; i++)
        {
            const long Side = EdgeEnhancingDiffusion.Window;
            structure = functional.avg_pool2d(structure, [Side, Side], [1, 1], [Side / 2, Side / 2], count_include_pad: false);
        }

        var (cosine, sine) = (structure.narrow(1, 0, 1), structure.narrow(1, 1, 1)); // of twice the angle of e₁, times d
        var d = (structure * structure).sum([1], true).sqrt();
        var share = .5.Over(d.Plus(EdgeEnhancingDiffusion.Contrast * EdgeEnhancingDiffusion.Contrast));
        return ((share * d.Plus(cosine)).OneMinus(), (share * sine).negative(), (share * (d - cosine)).OneMinus());
    }

    /// <summary>The gradient ∇u at the centers between four pixels, [N, C, H − 1, W − 1] each.</summary>
    static (Tensor X, Tensor Y) Gradient(Tensor u)
    {
        var (rows, columns) = (u.shape[2] - 1, u.shape[3] - 1);
        var (upper, lower) = (u.narrow(2, 0, rows), u.narrow(2, 1, rows));
        var (sum, difference) = (upper.Plus(lower).Over(2), (lower - upper).Over(2));
        return (sum.narrow(3, 1, columns) - sum.narrow(3, 0, columns), difference.narrow(3, 1, columns)
            .Plus(difference.narrow(3, 0, columns)));
    }

    /// <summary>∇ᵀ of a flux, [N, C, H, W]: the transpose of <see cref="Gradient"/>.</summary>
    static Tensor Divergence(Tensor x, Tensor y)
    {
        var (rows, columns) = (x.shape[2] + 1, x.shape[3] + 1);
        var (wideX, wideY) = (functional.pad(x, [1, 1, 1, 1]), functional.pad(y, [1, 1, 1, 1]));
        var (alongX, alongY) =
            ((wideX.narrow(3, 0, columns) - wideX.narrow(3, 1, columns)).Over(2), wideY.narrow(3, 0, columns)
                .Plus(wideY.narrow(3, 1, columns)).Over(2));
        return alongX.narrow(2, 0, rows).Plus(alongX.narrow(2, 1, rows)).Plus(alongY.narrow(2, 0, rows)) - alongY.narrow(2, 1, rows);
    }

    /// <summary>Sums over 3 × 3 windows with zero padding. Takes a third of the time of average pooling.</summary>
    static Tensor Sum3x3(Tensor x)
    {
        using var rows = Sum3(x, 3);
        return Sum3(rows, 2);
    }

    static Tensor Sum3(Tensor x, long dimension)
    {
        using var scope = NewDisposeScope(); // disposes of the views, which would keep the memory alive
        var (sum, pairs) = (x.clone(), x.shape[dimension] - 1);
        sum.narrow(dimension, 1, pairs).PlusInPlace(x.narrow(dimension, 0, pairs));
        sum.narrow(dimension, 0, pairs).PlusInPlace(x.narrow(dimension, 1, pairs));
        return sum.MoveToOuterDisposeScope();
    }
}
