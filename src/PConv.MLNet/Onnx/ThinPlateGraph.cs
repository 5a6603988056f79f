using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>The steps of <see cref="ThinPlateRefinement"/> as ONNX nodes, on planes whose pixel blocks are stored as channels
/// (<see cref="BlockKernels"/>).</summary>
/// <param name="graph">Graph that receives the nodes.</param>
/// <param name="levels">Number of levels of the network, the maximum for the pyramid.</param>
sealed class ThinPlateGraph(GraphBuilder graph, int levels)
{
    static readonly long[] Halves = [2, 2];

    /// <summary>Correction that moves a fill towards the thin plate, to be added in holes: [N, 3, H, W].</summary>
    /// <param name="filled">u, [N, 3, H, W], with known colors outside the holes; H and W are multiples of 2^levels.</param>
    /// <param name="unknown">[N, 1, H, W]</param>
    public string Change(string filled, string unknown)
    {
        var kernels = new BlockKernels(graph, 0, levels);
        var holes = kernels.Blocked(unknown);
        var first =
            kernels.First(filled, ThinPlateRefinement.KernelAt(0), ThinPlateRefinement.Share * ThinPlateRefinement.StepsAt(0)[0], holes);
        return Solve(first, unknown, holes, 0);
    }

    /// <summary>e of a level and those below, [N, 3, H, W]; outside the full-size holes it has arbitrary values from the lower
    /// levels.</summary>
    /// <param name="first">Amount the first step adds, in blocks.</param>
    /// <param name="hole">[N, 1, H, W]</param>
    /// <param name="holes">The same in blocks, repeated for three channels.</param>
    /// <param name="level">0 is the full size.</param>
    string Solve(string first, string hole, string holes, int level)
    {
        var kernels = new BlockKernels(graph, level, levels);
        var (blocks, left) = kernels.Run(first, ThinPlateRefinement.KernelAt(level), ThinPlateRefinement.StepsAt(level), holes);
        var error = graph.Node("Reshape", [kernels.Planes(blocks), graph.Constant(-1L, RgbImage.Channels, 0L, 0L)]);
        error = graph.Shaped(error, RgbImage.Channels, level);
        if (level + 1 == Math.Min(levels, ThinPlateRefinement.Levels))
        {
            return error;
        }

        var most =
            graph.Shaped(graph.Node("MaxPool", [graph.Node("Neg", [hole])], null, ("kernel_shape", Halves), ("strides", Halves)), 1,
                level + 1);
        var inside = graph.Node("Neg", [most]); // cells entirely in holes
        var lower = new BlockKernels(graph, level + 1, levels);
        var insides = lower.Blocked(inside);
        var start =
            lower.InHoles(kernels.Halve(left(), lower, ThinPlateRefinement.Scale * ThinPlateRefinement.StepsAt(level + 1)[0]), insides);
        var below =
            graph.Shaped(graph.Node("Resize", [Solve(start, inside, insides, level + 1), "", graph.Constant([1f, 1, 2, 2], 4)], null,
            ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel")), RgbImage.Channels, level);
        return graph.Node("Add", [error, level == 0 ? below : graph.Node("Mul", [below, hole])]);
    }
}
