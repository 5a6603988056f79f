using PConv.MLNet.Images;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>
/// Convolutions on planes whose pixel blocks are stored as channels (sixteen channels are as fast as one), with windows the size of
/// <see cref="SplineInTension"/>'s kernel: e ← e + τᵢ (r − K e) in holes.
/// </summary>
/// <remarks>
/// sᵢ, the amount step i adds to e, does not depend on e: s₀ = τ₀ r, and sᵢ₊₁ = τᵢ₊₁ / τᵢ (sᵢ − τᵢ K sᵢ) in holes, one convolution. All
/// steps stay in ONNX Runtime's blocked channel layout.
/// </remarks>
/// <param name="graph">Graph that receives the nodes.</param>
/// <param name="level">Number of times the planes were halved.</param>
/// <param name="levels">Number of times they can be halved; blocks are 4 × 4 pixels if that leaves whole blocks.</param>
sealed class BlockKernels(GraphBuilder graph, int level, int levels)
{
    readonly int log = Math.Min(2, levels - level); // of a block's side

    int Block => 1 << log;

    int Channels => Block * Block;

    int Reach => (SplineInTension.Reach + Block - 1) / Block; // in blocks

    /// <summary>The mask to multiply the blocks of three channels by, each channel as a separate image: [3N, block², H / block, W /
    /// block].</summary>
    /// <param name="plane">[N, 1, H, W]</param>
    public string Blocked(string plane)
    {
        var blocks = graph.Node("Unsqueeze", [Blocks(plane), graph.Constant(1L)]); // [N, 1, block², H / block, W / block]
        var three =
            graph.Node("Reshape",
                [graph.Node("Expand", [blocks, graph.Constant(1L, RgbImage.Channels, 1L, 1L, 1L)]),
                    graph.Node("Concat", [graph.Constant(-1L), Tail(blocks)], null, ("axis", 0L))]);
        var identity = new float[Channels * Channels];
        for (var i = 0; i < Channels; i++)
        {
            identity[i * Channels + i] = 1;
        }

        return Convolve(three, identity, 1); // identity; only changes the layout
    }

    string Tail(string blocks) => graph.Node("Slice", [graph.Node("Shape", [blocks]), graph.Constant(2L), graph.Constant(5L)]);

    /// <summary>[N, 1, H, W] to [N, block², H / block, W / block].</summary>
    public string Blocks(string plane) => log == 0 ? plane : graph.Node("SpaceToDepth", [plane], null, ("blocksize", (long)Block));

    /// <summary>[3N, block², H / block, W / block] to [3N, 1, H, W].</summary>
    public string Planes(string blocks) => log == 0 ? blocks : graph.Node("DepthToSpace", [blocks], null, ("blocksize", (long)Block));

    /// <summary>s₀ times a factor, in blocks, for r = −K u. u is extended beyond its border as far as K reaches.</summary>
    /// <param name="u">[N, 3, H, W]</param>
    /// <param name="kernel">K, float [5, 5]</param>
    /// <param name="factor">τ₀ times any further factor.</param>
    /// <param name="holes">Output of <see cref="Blocked"/>.</param>
    public string First(string u, IReadOnlyList<float> kernel, double factor, string holes)
    {
        long pad = Reach * Block;
        var wide = graph.Node("Pad", [u, graph.Constant(0L, 0, pad, pad, 0, 0, pad, pad)], null, ("mode", "edge"));
        return InHoles(
            Convolve(Blocks(graph.Node("Reshape", [wide, graph.Constant(-1L, 1L, 0L, 0L)])), Window(kernel, 0, -factor), 2 * Reach + 1,
                isPadded: true), holes);
    }

    /// <summary>All steps: returns e and the remaining residual r.</summary>
    /// <param name="first">s₀, in blocks.</param>
    /// <param name="kernel">K, float [5, 5]</param>
    /// <param name="steps">τᵢ</param>
    /// <param name="holes">Output of <see cref="Blocked"/>.</param>
    public (string Error, Func<string> Left) Run(string first, IReadOnlyList<float> kernel, IReadOnlyList<double> steps, string holes)
    {
        var (error, last) = (first, first);
        for (var i = 1; i < steps.Count; i++)
        {
            last = Next(last, steps[i] / steps[i - 1], steps[i]);
            error = graph.Node("Add", [error, last]);
        }

        return (error, () => Next(last, 1 / steps[^1], 1));

        string Next(string s, double itself, double factor) => InHoles(Convolve(s, Window(kernel, itself, -factor), 2 * Reach + 1), holes);
    }

    /// <summary>Means of 2 × 2 pixels times a factor, in the blocks of the next lower level.</summary>
    /// <param name="blocks">[3N, block², H / block, W / block]</param>
    /// <param name="lower">Kernels of the next lower level.</param>
    /// <param name="factor">Factor for the means.</param>
    public string Halve(string blocks, BlockKernels lower, double factor)
    {
        var side = 2 * lower.Block / Block; // blocks of this level that one of the lower level covers
        var means = new float[lower.Channels * Channels * side * side];
        for (var n = 0; n < means.Length; n++)
        {
            var (to, source, y, x) = (n / (side * side) / Channels, n / (side * side) % Channels, n / side % side, n % side);
            var isOfIt = (y * Block + source / Block) / 2 == to / lower.Block && (x * Block + source % Block) / 2 == to % lower.Block;
            means[n] = isOfIt ? (float)(factor / 4) : 0;
        }

        return lower.Shaped(graph.Convolve(blocks, means, [lower.Channels, Channels, side, side], side, [0, 0, 0, 0]));
    }

    public string InHoles(string blocks, string holes) => graph.Node("Mul", [blocks, holes]);

    string Convolve(string blocks, float[] weight, int side, bool isPadded = false)
    {
        long pads = isPadded ? 0 : side / 2;
        return Shaped(graph.Convolve(blocks, weight, [Channels, Channels, side, side], 1, [pads, pads, pads, pads]));
    }

    string Shaped(string blocks) => graph.Shaped(blocks, Channels, level + log, "3N");

    /// <summary>The identity times a factor, plus K times another: float [block², block², 2 · reach + 1, 2 · reach + 1].</summary>
    float[] Window(IReadOnlyList<float> kernel, double identity, double factor)
    {
        var side = 2 * Reach + 1;
        var window = new float[Channels * Channels * side * side];
        for (var n = 0; n < window.Length; n++)
        {
            var (to, source) = (n / (side * side) / Channels, n / (side * side) % Channels);
            var y = (n / side % side - Reach) * Block + source / Block - to / Block;
            var x = (n % side - Reach) * Block + source % Block - to % Block;
            if (Math.Max(Math.Abs(y), Math.Abs(x)) <= SplineInTension.Reach)
            {
                var tap = (y + SplineInTension.Reach) * SplineInTension.Side + x + SplineInTension.Reach;
                window[n] = (float)(factor * kernel[tap] + (y == 0 && x == 0 ? identity : 0));
            }
        }

        return window;
    }
}
