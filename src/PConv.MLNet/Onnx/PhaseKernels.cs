namespace PConv.MLNet.Onnx;

/// <summary>Weights of a convolution that reads its input before nearest-neighbor doubling: float of <paramref name="Shape"/> [out, in,
/// height, width].</summary>
/// <remarks>
/// A pixel at position p ∈ {0, 1} of its block of two reads, through tap d, pixel ⌊(p + d) / 2⌋ of the smaller plane; taps that read the
/// same pixel are summed. A 3 × 3 kernel becomes 2 × 2: 16 multiplications per block instead of 36, with the same sums up to their order.
/// </remarks>
sealed record PhaseKernels(float[] Weight, long[] Shape, long[] Pads)
{
    /// <summary>Creates the weights for the pixels at one position of their block.</summary>
    /// <param name="weight">float [out, channels, k, k], k odd.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="kernel">k</param>
    /// <param name="py">Position along y, 0 or 1.</param>
    /// <param name="px">Position along x, 0 or 1.</param>
    public static PhaseKernels Create(float[] weight, int outputs, int channels, int kernel, int py, int px)
    {
        var half = kernel / 2;
        return Sum(weight, outputs, channels, kernel, [(py, px)], isOfBlocks: false,
            new(-Low(py - half), -Low(px - half), Low(py + half), Low(px + half)));
    }

    /// <summary>Creates the weights for the pixels at all four positions; output channel (2 · py + px) · outputs + o.</summary>
    /// <inheritdoc cref="Create"/>
    public static PhaseKernels All(float[] weight, int outputs, int channels, int kernel) =>
        Sum(weight, outputs, channels, kernel, Places, isOfBlocks: false, Window.Around(kernel));

    /// <summary>
    /// Creates the weights for the pixels at all four positions, output channel (2 · py + px) · outputs + o, for a full-size input whose
    /// blocks were converted to channels in the same order: (2 · y + x) · channels + c.
    /// </summary>
    /// <inheritdoc cref="Create"/>
    public static PhaseKernels OfBlocks(float[] weight, int outputs, int channels, int kernel) =>
        Sum(weight, outputs, channels, kernel, Places, isOfBlocks: true, Window.Around(kernel));

    /// <summary>Creates the weights for the pixels at all four positions, output channel (2 · py + px) · outputs + o, for a full-size input
    /// that is read with stride 2.</summary>
    /// <inheritdoc cref="Create"/>
    public static PhaseKernels Strided(float[] weight, int outputs, int channels, int kernel)
    {
        var side = kernel + 1;
        var result = new float[Places.Length * outputs * channels * side * side];
        var to = 0;
        foreach (var (py, px) in Places)
        {
            for (var plane = 0; plane < outputs * channels; plane++, to += side * side)
            {
                for (var y = 0; y < kernel; y++)
                {
                    weight.AsSpan((plane * kernel + y) * kernel, kernel).CopyTo(result.AsSpan(to + (y + py) * side + px));
                }
            }
        }

        return new(result, [Places.Length * outputs, channels, side, side], [kernel / 2, kernel / 2, kernel / 2, kernel / 2]);
    }

    static (int Y, int X)[] Places => [(0, 0), (0, 1), (1, 0), (1, 1)];

    /// <summary>⌊place / 2⌋, also for negative numbers.</summary>
    static int Low(int place) => place >> 1;

    /// <summary>Sums the taps of every output that read the same pixel, position by position.</summary>
    static PhaseKernels Sum(float[] weight, int outputs, int channels, int kernel, (int Y, int X)[] places, bool isOfBlocks, Window window)
    {
        var inputs = isOfBlocks ? 4 * channels : channels;
        // sums: of one output
        var (result, sums) = (new float[places.Length * outputs * inputs * window.Area], new double[inputs * window.Area]);
        var to = result.AsSpan();
        foreach (var (py, px) in places)
        {
            int[] targets =
                [.. Taps(kernel)
                    .Select(d => window.At(Low(py + d.Y), Low(px + d.X))
                        + (isOfBlocks ? (2 * (py + d.Y & 1) + (px + d.X & 1)) * channels * window.Area : 0))];
            ReadOnlySpan<float> from = weight;
            for (var o = 0; o < outputs; o++)
            {
                Array.Clear(sums);
                for (var start = 0; start < channels * window.Area; start += window.Area)
                {
                    for (var tap = 0; tap < targets.Length; tap++)
                    {
                        sums[start + targets[tap]] += from[tap];
                    }

                    from = from[targets.Length..];
                }

                for (var i = 0; i < sums.Length; i++)
                {
                    to[i] = (float)sums[i];
                }

                to = to[sums.Length..];
            }
        }

        return new(result, [places.Length * outputs, inputs, window.Height, window.Width],
            [window.Top, window.Left, window.Bottom, window.Right]);
    }

    static IEnumerable<(int Y, int X)> Taps(int kernel) =>
        from y in Enumerable.Range(-(kernel / 2), kernel) from x in Enumerable.Range(-(kernel / 2), kernel) select (y, x);

    /// <summary>Reach of a kernel from its center.</summary>
    readonly record struct Window(int Top, int Left, int Bottom, int Right)
    {
        public int Height => Top + 1 + Bottom;

        public int Width => Left + 1 + Right;

        public int Area => Height * Width;

        /// <summary>Largest reach over all positions.</summary>
        public static Window Around(int kernel)
        {
            var reach = (kernel / 2 + 1) / 2;
            return new(reach, reach, reach, reach);
        }

        public int At(int y, int x) => (y + Top) * Width + x + Left;
    }
}
