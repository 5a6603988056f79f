using PConv.MLNet.Core;

namespace PConv.MLNet.Onnx;

/// <summary>The steps of <see cref="ThinPlateRefinement"/> as nodes, on planes whose blocks of pixels are channels (<see cref="BlockKernels"/>).</summary>
/// <param name="graph">Where the nodes go.</param>
sealed class ThinPlateGraph(GraphBuilder graph)
{
    static readonly long[] Halves = [2, 2];

    /// <summary>Draws a fill towards the thin plate.</summary>
    /// <param name="filled">u, [N, 3, H, W], known colours where there are no holes; H and W are multiples of 2^levels.</param>
    /// <param name="unknown">[N, 1, H, W]</param>
    /// <param name="levels">Of the network; a pyramid has no more.</param>
    public string Refine(string filled, string unknown, int levels)
    {
        var hole = graph.Node("Reshape", [graph.Node("Expand", [unknown, graph.Constant(1L, RgbImage.Channels, 1L, 1L)]), graph.Constant(-1L, 1L, 0L, 0L)]); // [3N, 1, H, W]
        var kernels = new BlockKernels(graph, Math.Min(4, 1 << levels));
        var wide = kernels.Blocks(graph.Node("Reshape", [kernels.Pad(filled), graph.Constant(-1L, 1L, 0L, 0L)]));
        var blocks = kernels.Blocked(hole);
        var residual = Times(kernels.Convolve(wide, ThinPlateRefinement.KernelAt(0), -1, padded: true), blocks);
        var error = Solve(residual, hole, blocks, 0, levels);
        error = graph.Node("Reshape", [error, graph.Constant(-1L, RgbImage.Channels, 0L, 0L)]);
        return Add(filled, Times(error, graph.Scalar((float)ThinPlateRefinement.Share)));
    }

    /// <summary>e, [3N, 1, H, W].</summary>
    /// <param name="residual">In blocks, 0 outside the holes.</param>
    /// <param name="hole">[3N, 1, H, W]</param>
    /// <param name="blocks">The same in blocks.</param>
    /// <param name="level">0 is the full size.</param>
    /// <param name="levels">Of the network.</param>
    string Solve(string residual, string hole, string blocks, int level, int levels)
    {
        var kernels = new BlockKernels(graph, Math.Min(4, 1 << (levels - level)));
        var (error, rest) = ("", residual);
        foreach (var step in ThinPlateRefinement.StepsAt(level))
        {
            var change = Times(rest, graph.Scalar((float)step));
            error = error == "" ? change : Add(error, change);
            rest = Add(residual, Times(kernels.Convolve(error, ThinPlateRefinement.KernelAt(level), -1), blocks));
        }

        error = kernels.Planes(error);
        if (level + 1 == Math.Min(levels, ThinPlateRefinement.Levels))
        {
            return error;
        }

        var inside = graph.Node("Neg", [graph.Node("MaxPool", [graph.Node("Neg", [hole])], null, ("kernel_shape", Halves), ("strides", Halves))]); // cells wholly in holes
        var lower = new BlockKernels(graph, Math.Min(4, 1 << (levels - level - 1)));
        var insideBlocks = lower.Blocked(inside);
        rest = Times(lower.Blocks(kernels.Halve(rest, (float)ThinPlateRefinement.Scale)), insideBlocks);
        var below = graph.Node("Resize", [Solve(rest, inside, insideBlocks, level + 1, levels), "", graph.Constant([1f, 1, 2, 2], 4)], null,
            ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel"));
        return Add(error, Times(below, hole));
    }

    string Times(string a, string b) => graph.Node("Mul", [a, b]);

    string Add(string a, string b) => graph.Node("Add", [a, b]);
}
