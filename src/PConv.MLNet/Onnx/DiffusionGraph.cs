using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>The steps of <see cref="EdgeEnhancingDiffusion"/> as nodes, with gradients along the diagonals of every four pixels.</summary>
/// <remarks>
/// For 2 × 2 pixels a b over c d, the diagonal differences are s = d − a and t = b − c, and 2 ∇u = (s + t, s − t): fewer nodes than for ∇u
/// itself. The structure tensor's J₁₁ − J₂₂ and 2 J₁₂ are the sums of s t and of (s² − t²) / 2 over the channels, and in D, cosine and sine
/// are swapped.
/// </remarks>
/// <param name="graph">Graph that receives the nodes.</param>
/// <param name="level">Number of times the planes were halved.</param>
sealed class DiffusionGraph(GraphBuilder graph, int level)
{
    static readonly long[] Channels = [1];

    /// <summary>Diffuses unknown pixels along edges.</summary>
    /// <param name="filled">[N, 3, H, W], at least 2 pixels on each side.</param>
    /// <param name="unknown">[N, 1, H, W]</param>
    public string Diffuse(string filled, string unknown)
    {
        var shares = EdgeEnhancingDiffusion.Steps.Select(step => Times(unknown, graph.Scalar((float)(-step / 2)))).ToArray();
        for (var i = 0; i < EdgeEnhancingDiffusion.Tensors; i++)
        {
            var (a, b, c) = Tensor(filled);
            foreach (var share in shares)
            {
                var (s, t) = Differences(filled);
                filled = Add(filled, Times(Divergence(Add(Times(a, s), Times(b, t)), Add(Times(b, s), Times(c, t))), share));
            }
        }

        return filled;
    }

    /// <summary>D = (a b; b c) for diagonal differences, [N, 1, H − 1, W − 1] each.</summary>
    (string A, string B, string C) Tensor(string u)
    {
        var (s, t) = Differences(u);
        // 2 (J₁₁ − J₂₂, 2 J₁₂)
        var structure =
            graph.Node("Concat", [Times(Sum(Times(s, t)), graph.Scalar(2)), Sum(Times(Subtract(s, t), Add(s, t)))], null, ("axis", 1L));
        for (var i = 0; i < EdgeEnhancingDiffusion.Averagings; i++)
        {
            const long Side = EdgeEnhancingDiffusion.Window, Half = Side / 2;
            structure = graph.Shaped(
                graph.Node("AveragePool", [structure], null,
                    ("kernel_shape", new[] { Side, Side }), ("pads", new[] { Half, Half, Half, Half }), ("count_include_pad", 0L)),
                2, level, part: "-1");
        }

        var d = graph.Node("ReduceL2", [structure], null, ("axes", Channels), ("keepdims", 1L));
        var squaredContrast = (float)(2 * EdgeEnhancingDiffusion.Contrast * EdgeEnhancingDiffusion.Contrast);
        var share = graph.Node("Div", [graph.Scalar(.5f), Add(d, graph.Scalar(squaredContrast))]);
        var (cosine, sine) = (Channel(structure, 0), Channel(structure, 1)); // of twice e₁'s angle, times d
        return (Subtract(graph.Scalar(1), Times(share, Add(d, sine))), graph.Node("Neg", [Times(share, cosine)]),
            Subtract(graph.Scalar(1), Times(share, Subtract(d, sine))));
    }

    /// <summary>s and t of every 2 × 2 pixels, [N, 3, H − 1, W − 1] each.</summary>
    (string S, string T) Differences(string u)
    {
        return (Subtract(Corner(1, 1), Corner(0, 0)), Subtract(Corner(0, 1), Corner(1, 0)));

        static long End(long start) => start == 0 ? -1 : long.MaxValue;

        string Corner(long y, long x) => graph.Shaped(
            graph.Node("Slice", [u, graph.Constant(y, x), graph.Constant(End(y), End(x)), graph.Constant(2L, 3L)]),
            RgbImage.Channels, level, part: "-1");
    }

    /// <summary>The transpose of <see cref="Differences"/>, [N, 3, H, W].</summary>
    string Divergence(string s, string t)
    {
        return Add(Subtract(At(s, 1, 1), At(s, 0, 0)), Subtract(At(t, 0, 1), At(t, 1, 0)));

        string At(string x, long top, long left) => graph.Shaped(
            graph.Node("Pad", [x, graph.Constant(0L, 0, top, left, 0, 0, 1 - top, 1 - left)]), RgbImage.Channels, level);
    }

    string Channel(string x, long index) => graph.Node("Slice", [x, graph.Constant(index), graph.Constant(index + 1), graph.Constant(1L)]);
    string Sum(string x) => graph.Node("ReduceSum", [x, graph.Constant(1L)], null, ("keepdims", 1L));
    string Add(string a, string b) => graph.Node("Add", [a, b]);
    string Subtract(string a, string b) => graph.Node("Sub", [a, b]);
    string Times(string a, string b) => graph.Node("Mul", [a, b]);
}
