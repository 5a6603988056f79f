using PConv.MLNet.Core;

namespace PConv.MLNet.Onnx;

/// <summary>The fills that a network may start from (<see cref="FillPrior"/>) as nodes; the Torch network does the same steps.</summary>
static class FillPyramidGraph
{
    /// <summary>Fills holes smoothly from what is known around them.</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="known">[N, C, H, W], 0 in holes; H and W are multiples of 2^levels.</param>
    /// <param name="mask">[N, 1, H, W]</param>
    /// <param name="levels">Halvings; at the last, what is still unknown takes the mean of the known.</param>
    /// <param name="kind">How the way up smooths.</param>
    public static string Fill(GraphBuilder graph, string known, string mask, int levels, FillPrior kind)
    {
        var diffusion = new DiffusionGraph(graph);
        var pyramid = new Stack<(string Known, string Unknown)>(); // colour · weight and 1 − weight
        var (weighted, weight) = (known, mask);
        for (var level = 0; level < levels; level++)
        {
            pyramid.Push((weighted, Not(weight)));
            var sum = Halve(weighted);
            var share = Halve(weight);
            weight = graph.Node("Min", [Times(share, graph.Scalar(4)), graph.Scalar(1)]); // one known pixel of four is enough
            weighted = Times(graph.Node("Div", [sum, graph.Node("Max", [share, graph.Scalar(UNetSpec.PriorEpsilon)])]), weight);
        }

        var mean = graph.Node("Div", [Sum(weighted), graph.Node("Max", [Sum(weight), graph.Scalar(UNetSpec.PriorEpsilon)])]); // [N, C, 1, 1]
        var filled = Keep(weighted, Not(weight), mean);
        while (pyramid.TryPop(out var level))
        {
            filled = graph.Node("Resize", [filled, "", graph.Constant([1f, 1, 2, 2], 4)], null,
                ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel"));
            filled = Keep(level.Known, level.Unknown, filled);
            for (var i = 0; kind == FillPrior.PullPush && i < UNetSpec.PullPushSmoothings; i++)
            {
                filled = Keep(level.Known, level.Unknown, Average(filled, 3, 1, 1));
            }

            if (kind == FillPrior.EdgeEnhancing && pyramid.Count > 0)
            {
                filled = Relax(graph, filled, level.Unknown, Math.Min(4, 1 << (levels - pyramid.Count)));
                filled = diffusion.Diffuse(filled, level.Unknown);
            }
        }

        return filled;

        string Not(string share) => graph.Node("Sub", [graph.Scalar(1), share]);
        string Times(string a, string b) => graph.Node("Mul", [a, b]);
        string Keep(string colour, string unknown, string fill) => graph.Node("Add", [colour, Times(fill, unknown)]);
        string Halve(string x) => Average(x, 2, 2, 0);
        string Sum(string x) => graph.Node("ReduceSum", [x, graph.Constant(2L, 3L)], null, ("keepdims", 1L));
        string Average(string x, long kernel, long stride, long padding) => graph.Node("AveragePool", [x], null,
            ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }),
            ("pads", new[] { padding, padding, padding, padding }), ("count_include_pad", 0L));
    }

    /// <summary>
    /// The steps of <see cref="SplineInTension"/>, every channel a picture of its own whose blocks of pixels are channels: sixteen of them are
    /// as quick as one.
    /// </summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="filled">[N, 3, H, W]</param>
    /// <param name="unknown">[N, 1, H, W]</param>
    /// <param name="block">Side of the blocks, which H and W are multiples of.</param>
    static string Relax(GraphBuilder graph, string filled, string unknown, int block)
    {
        var (channels, reach) = ((long)block * block, (SplineInTension.Reach + block - 1) / block); // in blocks
        long pad = reach * block;
        var wide = Planes(graph.Node("Pad", [filled, graph.Constant(0L, 0, pad, pad, 0, 0, pad, pad)], null, ("mode", "edge")));
        var hole = Planes(graph.Node("Expand", [unknown, graph.Constant(1L, RgbImage.Channels, 1L, 1L)])); // [3N, block², H / block, W / block]
        hole = graph.Convolve(hole, [.. from o in Range(block * block) from i in Range(block * block) select o == i ? 1f : 0f], [channels, channels, 1, 1], 1, [0, 0, 0, 0]); // into the convolutions' layout
        var change = "";
        foreach (var step in SplineInTension.Steps)
        {
            var kernel = BlockKernel(block, reach, (float)-step);
            var next = Convolve(wide, 0); // −τ K u
            next = graph.Node("Mul", [change == "" ? next : graph.Node("Add", [next, Convolve(change, reach)]), hole]);
            change = change == "" ? next : graph.Node("Add", [change, next]);

            string Convolve(string x, long pads) => graph.Convolve(x, kernel, [channels, channels, 2 * reach + 1, 2 * reach + 1], 1, [pads, pads, pads, pads]);
        }

        change = block == 1 ? change : graph.Node("DepthToSpace", [change], null, ("blocksize", (long)block));
        return graph.Node("Add", [filled, graph.Node("Reshape", [change, graph.Constant(-1L, RgbImage.Channels, 0L, 0L)])]);

        string Planes(string x) => graph.Node("Reshape", [x, graph.Constant(-1L, 1L, 0L, 0L)]) is var plane && block == 1 ? plane : graph.Node("SpaceToDepth", [plane], null, ("blocksize", (long)block));
    }

    /// <summary>A multiple of K for planes whose blocks are channels: float [block², block², 2 · reach + 1, 2 · reach + 1].</summary>
    static float[] BlockKernel(int block, int reach, float factor) =>
    [
        .. from to in Range(block * block)
           from source in Range(block * block)
           from dy in Range(2 * reach + 1)
           from dx in Range(2 * reach + 1)
           let y = (dy - reach) * block + source / block - to / block + SplineInTension.Reach
           let x = (dx - reach) * block + source % block - to % block + SplineInTension.Reach
           select y is >= 0 and < SplineInTension.Side && x is >= 0 and < SplineInTension.Side ? factor * SplineInTension.Kernel[y * SplineInTension.Side + x] : 0,
    ];

    static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);
}
