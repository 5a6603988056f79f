using PConv.MLNet.Core;

namespace PConv.MLNet.Onnx;

/// <summary>Windows of <see cref="SplineInTension"/>'s side over planes whose blocks of pixels are channels: sixteen of them are as quick as one.</summary>
/// <param name="graph">Where the nodes go.</param>
/// <param name="block">Side of the blocks, which height and width are multiples of.</param>
sealed class BlockKernels(GraphBuilder graph, int block)
{
    readonly long channels = (long)block * block;
    readonly int reach = (SplineInTension.Reach + block - 1) / block; // in blocks

    /// <summary>[N, C, H, W], going on beyond its border as far as a window reaches.</summary>
    public string Pad(string x)
    {
        long pad = reach * block;
        return graph.Node("Pad", [x, graph.Constant(0L, 0, pad, pad, 0, 0, pad, pad)], null, ("mode", "edge"));
    }

    /// <summary>[N, 1, H, W] to [N, block², H / block, W / block].</summary>
    public string Blocks(string plane) => block == 1 ? plane : graph.Node("SpaceToDepth", [plane], null, ("blocksize", (long)block));

    /// <summary>The same for what multiplies a convolution's result: brought into the layout of convolutions by one that changes nothing.</summary>
    public string Blocked(string plane) =>
        graph.Convolve(Blocks(plane), [.. from o in Range(block * block) from i in Range(block * block) select o == i ? 1f : 0f], [channels, channels, 1, 1], 1, [0, 0, 0, 0]);

    /// <summary>[N, block², H / block, W / block] to [N, 1, H, W].</summary>
    public string Planes(string blocks) => block == 1 ? blocks : graph.Node("DepthToSpace", [blocks], null, ("blocksize", (long)block));

    /// <summary>Means of 2 × 2 pixels times a factor, [N, 1, H / 2, W / 2], of blocks of 2 × 2 at least.</summary>
    public string Halve(string blocks, float factor)
    {
        var half = block / 2;
        float[] means = [.. from to in Range(half * half) from source in Range(block * block)
                            select source / block / 2 == to / half && source % block / 2 == to % half ? factor / 4 : 0];
        var cells = graph.Convolve(blocks, means, [half * half, channels, 1, 1], 1, [0, 0, 0, 0]);
        return half == 1 ? cells : graph.Node("DepthToSpace", [cells], null, ("blocksize", (long)half));
    }

    /// <summary>A window times a factor.</summary>
    /// <param name="blocks">[N, block², H / block, W / block]</param>
    /// <param name="kernel">float [5, 5]</param>
    /// <param name="factor">What it is multiplied by.</param>
    /// <param name="padded">Whether the planes went through <see cref="Pad"/>; else zeros lie beyond their border.</param>
    public string Convolve(string blocks, IReadOnlyList<float> kernel, float factor, bool padded = false)
    {
        long pads = padded ? 0 : reach;
        return graph.Convolve(blocks, Weight(kernel, factor), [channels, channels, 2 * reach + 1, 2 * reach + 1], 1, [pads, pads, pads, pads]);
    }

    float[] Weight(IReadOnlyList<float> kernel, float factor) =>
    [
        .. from to in Range(block * block)
           from source in Range(block * block)
           from dy in Range(2 * reach + 1)
           from dx in Range(2 * reach + 1)
           let y = (dy - reach) * block + source / block - to / block + SplineInTension.Reach
           let x = (dx - reach) * block + source % block - to % block + SplineInTension.Reach
           select y is >= 0 and < SplineInTension.Side && x is >= 0 and < SplineInTension.Side ? factor * kernel[y * SplineInTension.Side + x] : 0,
    ];

    static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);
}
