namespace PConv.MLNet.Onnx;

/// <summary>Weights of a convolution with what its input had before nearest neighbour doubled it: float of <paramref name="Shape"/> [out, in, height, width].</summary>
/// <remarks>
/// A pixel at place p ∈ {0, 1} of its block of two sees, through tap d, the pixel ⌊(p + d) / 2⌋ of the smaller plane: taps that see the
/// same add up. For a 3 × 3 kernel 2 × 2 remain, 16 multiplications a block in place of 36, and the same sums up to their order.
/// </remarks>
sealed record PhaseKernels(float[] Weight, long[] Shape, long[] Pads)
{
    /// <summary>For the pixels at one place of their block.</summary>
    /// <param name="weight">float [out, channels, k, k], k odd.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="kernel">k</param>
    /// <param name="py">Place along y, 0 or 1.</param>
    /// <param name="px">Place along x, 0 or 1.</param>
    public static PhaseKernels Of(float[] weight, int outputs, int channels, int kernel, int py, int px)
    {
        var half = kernel / 2;
        var (top, left, bottom, right) = (-Low(py - half), -Low(px - half), Low(py + half), Low(px + half));
        return Make(outputs, channels, top, left, bottom, right, to =>
            Each(weight, outputs, channels, kernel, (o, c, dy, dx, value) => to(o, c, Low(py + dy), Low(px + dx), value)));
    }

    /// <summary>For the pixels at all four places, output (2 · py + px) · outputs + o.</summary>
    /// <inheritdoc cref="Of"/>
    public static PhaseKernels All(float[] weight, int outputs, int channels, int kernel)
    {
        var reach = (kernel / 2 + 1) / 2;
        return Make(4 * outputs, channels, reach, reach, reach, reach, to =>
        {
            foreach (var (py, px) in Places)
            {
                Each(weight, outputs, channels, kernel, (o, c, dy, dx, value) => to((2 * py + px) * outputs + o, c, Low(py + dy), Low(px + dx), value));
            }
        });
    }

    /// <summary>The same for an input of the whole size whose blocks were made channels, as SpaceToDepth orders them: (2 · y + x) · channels + c.</summary>
    /// <inheritdoc cref="Of"/>
    public static PhaseKernels OfBlocks(float[] weight, int outputs, int channels, int kernel)
    {
        var reach = (kernel / 2 + 1) / 2;
        return Make(4 * outputs, 4 * channels, reach, reach, reach, reach, to =>
        {
            foreach (var (py, px) in Places)
            {
                Each(weight, outputs, channels, kernel, (o, c, dy, dx, value) =>
                    to((2 * py + px) * outputs + o, (2 * (py + dy & 1) + (px + dx & 1)) * channels + c, Low(py + dy), Low(px + dx), value));
            }
        });
    }

    static (int Y, int X)[] Places => [(0, 0), (0, 1), (1, 0), (1, 1)];

    /// <summary>⌊place / 2⌋, for negative ones too.</summary>
    static int Low(int place) => place >> 1;

    static void Each(float[] weight, int outputs, int channels, int kernel, Action<int, int, int, int, float> read)
    {
        var at = 0;
        for (var o = 0; o < outputs; o++)
        {
            for (var c = 0; c < channels; c++)
            {
                for (var dy = -kernel / 2; dy <= kernel / 2; dy++)
                {
                    for (var dx = -kernel / 2; dx <= kernel / 2; dx++)
                    {
                        read(o, c, dy, dx, weight[at++]);
                    }
                }
            }
        }
    }

    /// <summary>Adds up weights at offsets from −top, −left to bottom, right.</summary>
    static PhaseKernels Make(int outputs, int channels, int top, int left, int bottom, int right, Action<Action<int, int, int, int, float>> fill)
    {
        var (height, width) = (top + 1 + bottom, left + 1 + right);
        var sums = new double[outputs * channels * height * width];
        fill((o, c, y, x, value) => sums[((o * channels + c) * height + y + top) * width + x + left] += value);
        return new([.. sums.Select(s => (float)s)], [outputs, channels, height, width], [top, left, bottom, right]);
    }
}
