using PConv.MLNet.Core;

namespace PConv.MLNet.Onnx;

/// <summary>The steps of <see cref="EdgeEnhancingDiffusion"/> as nodes. Gradients stay doubled: twice ∇ and twice ∇ᵀ make a step a quarter.</summary>
/// <param name="graph">Where the nodes go.</param>
sealed class DiffusionGraph(GraphBuilder graph)
{
    const long Rows = 2, Columns = 3; // axes
    static readonly long[] Channels = [1];

    /// <summary>Diffuses what is unknown along its edges.</summary>
    /// <param name="filled">[N, C, H, W], of two pixels a side at least.</param>
    /// <param name="unknown">[N, 1, H, W]</param>
    public string Diffuse(string filled, string unknown)
    {
        var shares = EdgeEnhancingDiffusion.Steps.Select(step => Times(unknown, graph.Scalar((float)(-step / 4)))).ToArray();
        for (var i = 0; i < EdgeEnhancingDiffusion.Tensors; i++)
        {
            var (a, b, c) = Tensor(filled);
            foreach (var share in shares)
            {
                var (x, y) = Gradient(filled);
                filled = Add(filled, Times(Divergence(Add(Times(a, x), Times(b, y)), Add(Times(b, x), Times(c, y))), share));
            }
        }

        return filled;
    }

    /// <summary>D = (a b; b c), [N, 1, H − 1, W − 1] each.</summary>
    (string A, string B, string C) Tensor(string u)
    {
        var (x, y) = Gradient(u);
        var structure = graph.Node("Concat", [Sum(Times(Subtract(x, y), Add(x, y))), Times(Sum(Times(x, y)), graph.Scalar(2))], null, ("axis", 1L)); // 4 (J₁₁ − J₂₂, 2 J₁₂)
        for (var i = 0; i < EdgeEnhancingDiffusion.Averagings; i++)
        {
            const long Side = EdgeEnhancingDiffusion.Window, Half = Side / 2;
            structure = graph.Node("AveragePool", [structure], null, ("kernel_shape", new[] { Side, Side }), ("pads", new[] { Half, Half, Half, Half }), ("count_include_pad", 0L));
        }

        var d = graph.Node("ReduceL2", [structure], null, ("axes", Channels), ("keepdims", 1L));
        var squaredContrast = (float)(4 * EdgeEnhancingDiffusion.Contrast * EdgeEnhancingDiffusion.Contrast);
        var share = graph.Node("Div", [graph.Scalar(.5f), Add(d, graph.Scalar(squaredContrast))]);
        var (cosine, sine) = (Slice(structure, 1, 0, 1), Slice(structure, 1, 1, 2)); // of twice e₁'s angle, times d
        return (Subtract(graph.Scalar(1), Times(share, Add(d, cosine))), graph.Node("Neg", [Times(share, sine)]), Subtract(graph.Scalar(1), Times(share, Subtract(d, cosine))));
    }

    /// <summary>2 ∇u between every four pixels, [N, C, H − 1, W − 1] each.</summary>
    (string X, string Y) Gradient(string u)
    {
        var (upper, lower) = (AllButLast(u, Rows), AllButFirst(u, Rows));
        var (sum, difference) = (Add(upper, lower), Subtract(lower, upper));
        return (Subtract(AllButFirst(sum, Columns), AllButLast(sum, Columns)), Add(AllButFirst(difference, Columns), AllButLast(difference, Columns)));
    }

    /// <summary>2 ∇ᵀ of a flux, [N, C, H, W].</summary>
    string Divergence(string x, string y)
    {
        (x, y) = (Surround(x), Surround(y));
        var alongX = Subtract(AllButLast(x, Columns), AllButFirst(x, Columns));
        var alongY = Add(AllButLast(y, Columns), AllButFirst(y, Columns));
        return Add(AllButFirst(Subtract(alongX, alongY), Rows), AllButLast(Add(alongX, alongY), Rows));
    }

    string Surround(string x) => graph.Node("Pad", [x, graph.Constant(0L, 0, 1, 1, 0, 0, 1, 1)]);
    string AllButFirst(string x, long axis) => Slice(x, axis, 1, long.MaxValue);
    string AllButLast(string x, long axis) => Slice(x, axis, 0, -1);
    string Slice(string x, long axis, long from, long to) => graph.Node("Slice", [x, graph.Constant(from), graph.Constant(to), graph.Constant(axis)]);
    string Sum(string x) => graph.Node("ReduceSum", [x, graph.Constant(1L)], null, ("keepdims", 1L));
    string Add(string a, string b) => graph.Node("Add", [a, b]);
    string Subtract(string a, string b) => graph.Node("Sub", [a, b]);
    string Times(string a, string b) => graph.Node("Mul", [a, b]);
}
