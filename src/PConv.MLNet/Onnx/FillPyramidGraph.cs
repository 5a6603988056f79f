using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>The initial fills of a network (<see cref="InitialFill"/>) as ONNX nodes. Keep in sync with the Torch network.</summary>
static class FillPyramidGraph
{
    /// <summary>Fills holes smoothly from the surrounding known pixels.</summary>
    /// <param name="graph">Graph that receives the nodes.</param>
    /// <param name="known">[N, 3, H, W], 0 in holes; H and W are multiples of 2^levels.</param>
    /// <param name="mask">[N, 1, H, W]</param>
    /// <param name="levels">Number of halvings; at the last level, pixels that are still unknown get the mean of the known ones.</param>
    /// <param name="kind">Smoothing on the way up.</param>
    public static string Fill(GraphBuilder graph, string known, string mask, int levels, InitialFill kind)
    {
        var pyramid = new Stack<(string Known, string Unknown)>(); // color · weight and 1 − weight
        var (weighted, weight) = (known, mask);
        for (var level = 0; level < levels; level++)
        {
            pyramid.Push((weighted, Not(weight)));
            var sum = graph.Shaped(Halve(weighted), RgbImage.Channels, level + 1);
            var share = graph.Shaped(Halve(weight), 1, level + 1);
            weight = graph.Node("Min", [Times(share, graph.Scalar(4)), graph.Scalar(1)]); // one known pixel of four is enough
            weighted = Times(graph.Node("Div", [sum, graph.Node("Max", [share, graph.Scalar(UNetSpec.PriorEpsilon)])]), weight);
        }

        // [N, 3, 1, 1]
        var mean = graph.Node("Div", [Sum(weighted), graph.Node("Max", [Sum(weight), graph.Scalar(UNetSpec.PriorEpsilon)])]);
        var filled = Keep(weighted, Not(weight), mean);
        while (pyramid.TryPop(out var level))
        {
            filled = graph.Shaped(graph.Node("Resize", [filled, "", graph.Constant([1f, 1, 2, 2], 4)], null,
                ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel")), RgbImage.Channels, pyramid.Count);
            filled = Keep(level.Known, level.Unknown, filled);
            for (var i = 0; kind == InitialFill.PullPush && i < UNetSpec.PullPushSmoothings; i++)
            {
                filled = Keep(level.Known, level.Unknown, Average(filled, 3, 1, 1));
            }

            if (kind == InitialFill.EdgeEnhancing && pyramid.Count > 0)
            {
                filled = Relax(graph, filled, level.Unknown, pyramid.Count, levels);
                filled = new DiffusionGraph(graph, pyramid.Count).Diffuse(filled, level.Unknown);
            }
        }

        return filled;

        string Not(string share) => graph.Node("Sub", [graph.Scalar(1), share]);
        string Times(string a, string b) => graph.Node("Mul", [a, b]);
        string Keep(string color, string unknown, string fill) => graph.Node("Add", [color, Times(fill, unknown)]);
        string Halve(string x) => Average(x, 2, 2, 0);
        string Sum(string x) => graph.Node("ReduceSum", [x, graph.Constant(2L, 3L)], null, ("keepdims", 1L));
        string Average(string x, long kernel, long stride, long padding) => graph.Node("AveragePool", [x], null,
            ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }),
            ("pads", new[] { padding, padding, padding, padding }), ("count_include_pad", 0L));
    }

    /// <summary>The steps of <see cref="SplineInTension"/>, with every channel as a separate image.</summary>
    /// <param name="graph">Graph that receives the nodes.</param>
    /// <param name="filled">[N, 3, H, W]</param>
    /// <param name="unknown">[N, 1, H, W]</param>
    /// <param name="level">Number of times the size was halved.</param>
    /// <param name="levels">Number of times it can be halved.</param>
    static string Relax(GraphBuilder graph, string filled, string unknown, int level, int levels)
    {
        var kernels = new BlockKernels(graph, level, levels);
        var holes = kernels.Blocked(unknown);
        var first = kernels.First(filled, SplineInTension.Kernel, SplineInTension.Steps[0], holes);
        var change = kernels.Planes(kernels.Run(first, SplineInTension.Kernel, SplineInTension.Steps, holes).Error);
        change = graph.Node("Reshape", [change, graph.Constant(-1L, RgbImage.Channels, 0L, 0L)]);
        return graph.Node("Add", [filled, graph.Shaped(change, RgbImage.Channels, level)]);
    }
}
