using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>
/// The form that ONNX Runtime computes fastest on CPUs: expensive nodes stay in its blocked channel layout, and no convolution runs over an
/// enlarged plane (<see cref="PhaseKernels"/>).
/// </summary>
/// <remarks>
/// ratio · (W ∗ X) + shift, activated and masked, equals act(W ∗ X + shift / ratio) · ratio, because the activations are positively
/// homogeneous and the ratio is 0 where nothing is valid. Since shift / ratio = shift · sum(M) / sum(1) is a convolution of the mask sums,
/// it fuses with the first convolution and the activation into one node, provided both are declared to have the same shape
/// (<see cref="GraphBuilder.Shaped"/>). A factor for channels in the blocked layout must have as many channels: a 1×1 convolution by ones
/// broadcasts the ratio.
/// </remarks>
class FastGraph(NetworkWeights weights) : NetworkGraph(weights)
{
    static readonly int[] Places = [0, 1, 2, 3]; // positions in a block of 2 × 2, row by row

    const int LargestPlanes = 4; // decoder layers before the last that convolve by phases; the planes of lower ones are too small to gain

    protected override string Layers(Group[] input)
    {
        var layers = Spec.Layers().ToArray();
        var x = input;
        var skips = new Stack<Group[]>();
        foreach (var shape in layers[..Spec.Levels])
        {
            skips.Push(x);
            x = [Encode(shape, x)];
        }

        for (var i = Spec.Levels; i < 2 * Spec.Levels - 1; i++)
        {
            var shape = layers[i];
            var groups = Renormalize(shape, [x[0] with { Mask = IsPartial ? Upsample(x[0].Mask) : "" }, .. skips.Pop()]);
            x = [new(2 * Spec.Levels - 1 - i <= LargestPlanes && shape.Spec.Kernel > 1 ? ByPhases(groups)
                : Enlarged(groups), groups.Valid)];
        }

        return FullSize(x[0], input);
    }

    /// <summary>
    /// The last layer of the decoder and the head, [N, 3, H, W]. With a head, everything is computed at half the size, with the pixels of a
    /// 2 × 2 block as channels, position by position, and enlarged at the end.
    /// </summary>
    /// <param name="x">Decoder output at half the size.</param>
    /// <param name="input">Input of the first layer.</param>
    private protected string FullSize(Group x, Group[] input)
    {
        var shapes = Spec.Layers().Skip(2 * Spec.Levels - 1).ToArray();
        var layer = Renormalize(shapes[0], [x with { Mask = IsPartial ? Upsample(x.Mask) : "" }, .. input]);
        if (shapes.Length == 1)
        {
            return layer.Shape.Spec.Kernel > 1 ? ByPhases(layer) : Enlarged(layer);
        }

        var (low, skip) = layer.Split();
        var (shape, row) = (layer.Shape, layer.Shape.Spec);
        var y = Graph.Node("Add",
        [
            Convolve(x.Features, PhaseKernels.All(low, row.OutChannels, shape.Groups[0], row.Kernel), 1, 1),
            Convolve(Join(layer.Features[1..]), PhaseKernels.Strided(skip, row.OutChannels, shape.InChannels - shape.Groups[0], row.Kernel),
                2, 1),
        ]);
        foreach (var next in shapes[1..])
        {
            layer = Renormalize(next, [new(Finish(), layer.Valid)]);
            row = next.Spec;
            y = Convolve(layer.Features[0], PhaseKernels.OfBlocks(layer.Weight, row.OutChannels, next.InChannels, row.Kernel), 1, 1);
        }

        string Phase(int place) =>
            Graph.Node("Slice",
                [y, Graph.Constant((long)place * row.OutChannels), Graph.Constant((place + 1L) * row.OutChannels), Graph.Constant(1L)]);
        y = Interleave(new[,] { { Phase(0), Phase(1) }, { Phase(2), Phase(3) } }, row.OutChannels, input[0].Features);
        y = Activate(Graph.Node("Add", [Scale(y, layer.Ratio), Graph.Constant(layer.Shift, 1, row.OutChannels, 1, 1)]), row.Activation);
        return Spec.Prior == InitialFill.None ? Scale(y, layer.Valid) : y; // with a prior all pixels are valid

        string Finish() // from the sums to the next layer's input
        {
            if (!IsPartial)
            {
                return Activate(
                    Graph.Node("Add", [y, Graph.Constant([.. Places.SelectMany(_ => layer.Shift)], 1, 4 * row.OutChannels, 1, 1)]),
                    row.Activation);
            }

            var sums = Graph.Node("Add", [y, AtPlaces(layer, layer.Sum, Places, Shares(layer))]);
            return Activate(Graph.Node("Mul", [sums, AtPlaces(layer, layer.Ratio, Places, Ones(row.OutChannels))]), row.Activation);
        }
    }

    string Convolve(string x, PhaseKernels kernels, int stride, int level, string? bias = null) =>
        Graph.Shaped(Graph.Convolve(x, kernels.Weight, kernels.Shape, stride, kernels.Pads, bias), kernels.Shape[0], level);

    /// <summary>A convolution with the layer's kernel and stride.</summary>
    string Convolve(Layer layer, string x, float[] weight, int inChannels, string? bias = null) =>
        Graph.Shaped(Graph.Convolve(x, weight, inChannels, layer.Shape.Spec, bias), layer.Shape.Spec.OutChannels, layer.Level);

    /// <summary>Repeats a plane as channels, each times a factor.</summary>
    string Spread(Layer layer, string plane, float[] factors) =>
        Graph.Shaped(Graph.Convolve(plane, factors, [factors.Length, 1, 1, 1], 1, [0, 0, 0, 0]), factors.Length, layer.Level);

    /// <summary>A plane's pixels at some positions of their 2 × 2 block as channels, position by position, each times a factor: [N, places
    /// · factors, H / 2, W / 2].</summary>
    string AtPlaces(Layer layer, string plane, int[] places, float[] factors)
    {
        var channels = places.Length * factors.Length;
        var kernel = new float[channels * Places.Length];
        for (var i = 0; i < channels; i++)
        {
            kernel[i * Places.Length + places[i / factors.Length]] = factors[i % factors.Length];
        }

        return Graph.Shaped(Graph.Convolve(plane, kernel, [channels, 1, 2, 2], 2, [0, 0, 0, 0]), channels, layer.Level + 1);
    }

    /// <summary>An encoder layer.</summary>
    private protected Group Encode(LayerShape shape, Group[] input)
    {
        var layer = Renormalize(shape, input);
        var row = shape.Spec;
        var y = IsPartial
            ? Graph.Node("Add",
                [Convolve(layer, Join(layer.Features), layer.Weight, shape.InChannels), Spread(layer, layer.Sum, Shares(layer))])
            : Convolve(layer, Join(layer.Features), layer.Weight, shape.InChannels, Graph.Constant(layer.Shift, row.OutChannels));
        y = Activate(y, row.Activation);
        return new(IsPartial ? Scale(y, Spread(layer, layer.Ratio, Ones(row.OutChannels))) : y, layer.Valid);
    }

    /// <summary>A decoder layer that enlarges its input first; for small planes.</summary>
    string Enlarged(Layer layer)
    {
        var (shape, row) = (layer.Shape, layer.Shape.Spec);
        var (low, others) = layer.Split();
        var bias = IsPartial ? null : Graph.Constant(layer.Shift, row.OutChannels);
        var y = Graph.Node("Add",
        [
            // convolve the skip separately: the joined channel count may not fit the blocked layout
            Convolve(layer, Upsample(layer.Features[0]), low, shape.Groups[0]),
            Convolve(layer, Join(layer.Features[1..]), others, shape.InChannels - shape.Groups[0], bias),
        ]);
        y = IsPartial ? Graph.Node("Add", [y, Spread(layer, layer.Sum, Shares(layer))]) : y;
        return Scale(Activate(y, row.Activation), layer.Ratio);
    }

    /// <summary>
    /// A decoder layer as four convolutions at the lower size, one for each position in a block of 2 × 2 pixels; the skip connection is
    /// added by convolutions with stride 2.
    /// </summary>
    string ByPhases(Layer layer)
    {
        var (shape, row, half) = (layer.Shape, layer.Shape.Spec, layer.Shape.Spec.Kernel / 2L);
        var (low, skip) = layer.Split();
        var bias = IsPartial ? null : Graph.Constant(layer.Shift, row.OutChannels);
        var joined = Join(layer.Features[1..]);
        var phases = new string[2, 2];
        for (var py = 0; py < 2; py++)
        {
            for (var px = 0; px < 2; px++)
            {
                long[] pads = [half - py, half - px, half - 1 + py, half - 1 + px];
                var y = Convolve(joined, new(skip, [row.OutChannels, shape.InChannels - shape.Groups[0], row.Kernel, row.Kernel], pads), 2,
                    layer.Level + 1, bias);
                y = IsPartial ? Graph.Node("Add", [y, AtPlaces(layer, layer.Sum, [2 * py + px], Shares(layer))]) : y;
                var own =
                    Convolve(layer.Features[0], PhaseKernels.Create(low, row.OutChannels, shape.Groups[0], row.Kernel, py, px), 1,
                        layer.Level + 1);
                phases[py, px] = Graph.Node("Add", [own, y]);
            }
        }

        return Scale(Activate(Interleave(phases, row.OutChannels, layer.Sum == "" ? layer.Features[1] : layer.Sum), row.Activation),
            layer.Ratio);
    }

    /// <summary>Interleaves four planes of half the size into one, [N, C, 2H, 2W]: rows by concatenation, columns by one
    /// transposition.</summary>
    /// <param name="phases">The planes by position in the block: y, then x.</param>
    /// <param name="channels">C</param>
    /// <param name="whole">Any value of the full size.</param>
    string Interleave(string[,] phases, int channels, string whole)
    {
        string Rows(int px) => Graph.Node("Reshape",
        [
            Graph.Node("Concat", [Split(phases[0, px]), Split(phases[1, px])], null, ("axis", 3L)), // [N, C, H, 2, W]
            Graph.Constant(0L, channels, 1L, -1L),
        ]); // [N, C, 1, 2H · W]
        string Split(string plane) => Graph.Node("Unsqueeze", [plane, Graph.Constant(3L)]);

        var columns =
            Graph.Node("Transpose", [Graph.Node("Concat", [Rows(0), Rows(1)], null, ("axis", 2L))], null, ("perm", new[] { 0L, 1, 3, 2 }));
        var height = Graph.Node("Slice", [Graph.Node("Shape", [whole]), Graph.Constant(2L), Graph.Constant(3L)]);
        return Graph.Node("Reshape",
            [columns, Graph.Node("Concat", [Graph.Constant(0L, channels), height, Graph.Constant(-1L)], null, ("axis", 0L))]);
    }

    /// <summary>shift / sum(1), the factor of sum(M).</summary>
    static float[] Shares(Layer layer)
    {
        var window = (double)layer.Shape.InChannels * layer.Shape.Spec.Kernel * layer.Shape.Spec.Kernel; // sum(1)
        return Array.ConvertAll(layer.Shift, shift => (float)(shift / window));
    }

    string Scale(string x, string factor) => factor == "" ? x : Graph.Node("Mul", [x, factor]);

    static float[] Ones(int count)
    {
        var ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }

    /// <summary>sum(1) / sum(M), 0 where sum(M) = 0, and the new mask, both [N, 1, H', W'].</summary>
    private protected Layer Renormalize(LayerShape shape, Group[] groups)
    {
        var (row, folded) = (shape.Spec, Fold(shape));
        var layer = new Layer(shape, LevelOf(row), [.. groups.Select(g => g.Features)], folded.Weight, folded.Shift);
        if (!IsPartial)
        {
            return layer;
        }

        var area = row.Kernel * row.Kernel;
        // Σ C_g m_g
        var weighted = groups.Select((g, i) => Graph.Node("Mul", [g.Mask, Graph.Scalar(shape.Groups[i])]))
            .Aggregate((a, b) => Graph.Node("Add", [a, b]));
        // faster than a convolution
        var sum = Graph.Node("Mul", [Graph.Shaped(Average(weighted, row), 1, layer.Level), Graph.Scalar(area)]);
        var valid = Graph.Node("Clip", [sum, Graph.Scalar(0), Graph.Scalar(1)]); // eq. (2)
        var ratio = Graph.Node("Div", [Graph.Scalar(shape.InChannels * area), Graph.Node("Max", [sum, Graph.Scalar(1)])]);
        return layer with { Sum = sum, Valid = valid, Ratio = Graph.Node("Mul", [ratio, valid]) };
    }

    /// <summary>Number of times the size of a layer's output was halved.</summary>
    int LevelOf(LayerSpec row)
    {
        var index = Spec.Layers().TakeWhile(l => l.Spec.Name != row.Name).Count();
        return index < Spec.Levels ? index + 1 : Math.Max(0, 2 * Spec.Levels - 1 - index);
    }

    /// <summary>The layer's weights and shift.</summary>
    private protected virtual FoldedLayer Fold(LayerShape shape) => FoldedLayer.From(Weights, shape.Spec);

    string Average(string mask, LayerSpec row)
    {
        long kernel = row.Kernel, stride = row.Stride, half = row.Kernel / 2;
        return Graph.Node("AveragePool", [mask], null,
            ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }), ("pads", new[] { half, half, half, half }),
            ("count_include_pad", 1L));
    }

    /// <summary>A layer with its inputs and, for partial convolutions, its mask sums, ratio and new mask.</summary>
    private protected sealed record Layer(LayerShape Shape, int Level, string[] Features, float[] Weight, float[] Shift)
    {
        /// <summary>sum(M), [N, 1, H', W'].</summary>
        public string Sum { get; init; } = "";

        public string Ratio { get; init; } = "";

        public string Valid { get; init; } = "";

        /// <summary>The weights of the first group and those of the other groups.</summary>
        public (float[] First, float[] Others) Split()
        {
            var area = Shape.Spec.Kernel * Shape.Spec.Kernel;
            var (all, firsts) = (Shape.InChannels * area, Shape.Groups[0] * area);
            var (first, others) = (new float[Shape.Spec.OutChannels * firsts], new float[Shape.Spec.OutChannels * (all - firsts)]);
            for (var o = 0; o < Shape.Spec.OutChannels; o++)
            {
                var row = Weight.AsSpan(o * all, all);
                row[..firsts].CopyTo(first.AsSpan(o * firsts));
                row[firsts..].CopyTo(others.AsSpan(o * (all - firsts)));
            }

            return (first, others);
        }
    }
}
