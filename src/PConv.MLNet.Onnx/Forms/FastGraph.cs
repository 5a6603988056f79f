using PConv.MLNet.Core;

namespace PConv.MLNet.Onnx;

/// <summary>
/// The form that ONNX Runtime computes quickest on CPUs: what is heavy stays in the layout it blocks channels in, and no convolution
/// runs over an enlarged plane (<see cref="PhaseKernels"/>).
/// </summary>
/// <remarks>
/// ratio · (W ∗ X) + shift, activated and masked, is act(W ∗ X + shift / ratio) · ratio: the activations are positively homogeneous and
/// the ratio is 0 where nothing is valid. And shift / ratio = shift · sum(M) / sum(1) is a convolution of the masks' sums, which fuses with
/// the other into one node with the activation. What multiplies channels in the blocked layout must have as many: a 1×1 convolution by ones
/// spreads the ratio.
/// </remarks>
class FastGraph(NetworkWeights weights) : NetworkGraph(weights)
{
    const int LargestPlanes = 4; // decoder layers before the last that convolve by phases; below that planes are too small to gain

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
            var groups = Renormalise(shape, [x[0] with { Mask = IsPartial ? Upsample(x[0].Mask) : "" }, .. skips.Pop()]);
            x = [new(2 * Spec.Levels - 1 - i <= LargestPlanes && shape.Spec.Kernel > 1 ? ByPhases(groups) : Enlarged(groups), groups.Valid)];
        }

        return FullSize(x[0], input);
    }

    /// <summary>The last layer of the decoder and the head, [N, 3, H, W].</summary>
    /// <param name="x">What the decoder made at half the size.</param>
    /// <param name="input">What the first layer reads.</param>
    private protected string FullSize(Group x, Group[] input)
    {
        var head = Spec.Layers().Skip(2 * Spec.Levels).ToArray();
        var groups = Renormalise(Spec.Layers().ElementAt(2 * Spec.Levels - 1), [x with { Mask = IsPartial ? Upsample(x.Mask) : "" }, .. input]);
        return head.Length == 0 ? Last(groups) : head.Aggregate(new Group(Enlarged(groups), groups.Valid), (y, shape) => Encode(shape, [y])).Features;
    }

    /// <summary>A layer of the encoder or of the head.</summary>
    private protected Group Encode(LayerShape shape, Group[] input)
    {
        var layer = Renormalise(shape, input);
        var row = shape.Spec;
        var y = IsPartial
            ? Graph.Node("Add", [Graph.Convolve(Join(layer.Features), layer.Weight, shape.InChannels, row), ShiftOf(layer)])
            : Graph.Convolve(Join(layer.Features), layer.Weight, shape.InChannels, row, Graph.Constant(layer.Shift, row.OutChannels));
        return new(Scale(Activate(y, row.Activation), Spread(layer.Ratio, row.OutChannels)), layer.Valid);
    }

    /// <summary>A layer of the decoder over planes that are enlarged first: for small ones.</summary>
    string Enlarged(Layer layer)
    {
        var (shape, row) = (layer.Shape, layer.Shape.Spec);
        var (low, others) = layer.Split();
        var bias = IsPartial ? null : Graph.Constant(layer.Shift, row.OutChannels);
        var y = Graph.Node("Add",
        [
            Graph.Convolve(Upsample(layer.Features[0]), low, shape.Groups[0], row), // apart from the skip: joined they may have a number of channels that has no blocks
            Graph.Convolve(Join(layer.Features[1..]), others, shape.InChannels - shape.Groups[0], row, bias),
        ]);
        y = IsPartial ? Graph.Node("Add", [y, ShiftOf(layer)]) : y;
        return Scale(Activate(y, row.Activation), layer.Ratio);
    }

    /// <summary>
    /// A layer of the decoder, four convolutions at the lower size, one for each place in a block of 2 × 2 pixels; the skip connection
    /// joins by convolutions of stride 2.
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
                long[] Kernel(int channels) => [row.OutChannels, channels, row.Kernel, row.Kernel];
                var y = Graph.Convolve(joined, skip, Kernel(shape.InChannels - shape.Groups[0]), 2, pads, bias);
                y = IsPartial ? Graph.Node("Add", [y, ShiftOf(layer, 2 * py + px)]) : y;
                var own = PhaseKernels.Of(low, row.OutChannels, shape.Groups[0], row.Kernel, py, px);
                phases[py, px] = Graph.Node("Add", [Graph.Convolve(layer.Features[0], own.Weight, own.Shape, 1, own.Pads), y]);
            }
        }

        return Scale(Activate(Interleave(phases, row.OutChannels, layer.Sum == "" ? layer.Features[1] : layer.Sum), row.Activation), layer.Ratio);
    }

    /// <summary>The last layer at half the size, its twelve channels spread over blocks of 2 × 2 pixels at the end.</summary>
    string Last(Layer layer)
    {
        var (shape, row) = (layer.Shape, layer.Shape.Spec);
        var (low, skip) = layer.Split();
        var skips = shape.InChannels - shape.Groups[0];
        var own = PhaseKernels.All(low, row.OutChannels, shape.Groups[0], row.Kernel);
        var other = PhaseKernels.OfBlocks(skip, row.OutChannels, skips, row.Kernel);
        var blocks = Graph.Node("SpaceToDepth", [Join(layer.Features[1..])], null, ("blocksize", 2L));
        var y = Graph.Node("Add",
        [
            Graph.Convolve(layer.Features[0], own.Weight, own.Shape, 1, own.Pads),
            Graph.Convolve(blocks, other.Weight, other.Shape, 1, other.Pads),
        ]);
        y = Scale(Graph.Node("DepthToSpace", [y], null, ("blocksize", 2L), ("mode", "DCR")), layer.Ratio);
        y = Activate(Graph.Node("Add", [y, Graph.Constant(layer.Shift, 1, row.OutChannels, 1, 1)]), row.Activation);
        return Scale(y, layer.Valid);
    }

    /// <summary>Four planes of half the size as one, [N, C, 2H, 2W]: rows by joining, columns by one transposition.</summary>
    /// <param name="phases">By place in the block: y, then x.</param>
    /// <param name="channels">C</param>
    /// <param name="whole">Anything of the whole size.</param>
    string Interleave(string[,] phases, int channels, string whole)
    {
        string Rows(int px) => Graph.Node("Reshape",
        [
            Graph.Node("Concat", [Split(phases[0, px]), Split(phases[1, px])], null, ("axis", 3L)), // [N, C, H, 2, W]
            Graph.Constant(0L, channels, 1L, -1L),
        ]); // [N, C, 1, 2H · W]
        string Split(string plane) => Graph.Node("Unsqueeze", [plane, Graph.Constant(3L)]);

        var columns = Graph.Node("Transpose", [Graph.Node("Concat", [Rows(0), Rows(1)], null, ("axis", 2L))], null, ("perm", new[] { 0L, 1, 3, 2 }));
        var height = Graph.Node("Slice", [Graph.Node("Shape", [whole]), Graph.Constant(2L), Graph.Constant(3L)]);
        return Graph.Node("Reshape", [columns, Graph.Node("Concat", [Graph.Constant(0L, channels), height, Graph.Constant(-1L)], null, ("axis", 0L))]);
    }

    /// <summary>shift · sum(M) / sum(1), [N, out, H', W'].</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="place">Only for the pixels at this place of their block of 2 × 2, [N, out, H' / 2, W' / 2].</param>
    string ShiftOf(Layer layer, int? place = null)
    {
        var (window, side) = ((double)layer.Shape.InChannels * layer.Shape.Spec.Kernel * layer.Shape.Spec.Kernel, place is null ? 1 : 2); // window: sum(1)
        float[] kernel = [.. from shift in layer.Shift from at in Enumerable.Range(0, side * side) select at == (place ?? 0) ? (float)(shift / window) : 0];
        return Graph.Convolve(layer.Sum, kernel, [layer.Shift.Length, 1, side, side], side, [0, 0, 0, 0]);
    }

    string Scale(string x, string factor) => factor == "" ? x : Graph.Node("Mul", [x, factor]);

    string Spread(string ratio, int channels) => ratio == "" ? "" : Graph.Convolve(ratio, [.. Enumerable.Repeat(1f, channels)], [channels, 1, 1, 1], 1, [0, 0, 0, 0]);

    /// <summary>sum(1) / sum(M), 0 where sum(M) = 0, and the new mask, both [N, 1, H', W'].</summary>
    private protected Layer Renormalise(LayerShape shape, Group[] groups)
    {
        var (row, folded) = (shape.Spec, Fold(shape));
        var layer = new Layer(shape, [.. groups.Select(g => g.Features)], folded.Weight, folded.Shift);
        if (!IsPartial)
        {
            return layer;
        }

        var area = row.Kernel * row.Kernel;
        var weighted = groups.Select((g, i) => Graph.Node("Mul", [g.Mask, Graph.Scalar(shape.Groups[i])])).Aggregate((a, b) => Graph.Node("Add", [a, b])); // Σ C_g m_g
        var sum = Graph.Node("Mul", [Average(weighted, row), Graph.Scalar(area)]); // sum(M), quicker than a convolution
        var valid = Graph.Node("Clip", [sum, Graph.Scalar(0), Graph.Scalar(1)]); // eq. (2)
        var ratio = Graph.Node("Div", [Graph.Scalar(shape.InChannels * area), Graph.Node("Max", [sum, Graph.Scalar(1)])]);
        return layer with { Sum = sum, Valid = valid, Ratio = Graph.Node("Mul", [ratio, valid]) };
    }

    /// <summary>The layer's weights and shift.</summary>
    private protected virtual FoldedLayer Fold(LayerShape shape) => FoldedLayer.From(Weights, shape.Spec);

    string Average(string mask, LayerSpec row)
    {
        long kernel = row.Kernel, stride = row.Stride, half = row.Kernel / 2;
        return Graph.Node("AveragePool", [mask], null,
            ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }), ("pads", new[] { half, half, half, half }), ("count_include_pad", 1L));
    }

    /// <summary>A layer with what it reads and, where convolutions are partial, the sums of its masks, its ratio and its new mask.</summary>
    private protected sealed record Layer(LayerShape Shape, string[] Features, float[] Weight, float[] Shift)
    {
        /// <summary>sum(M), [N, 1, H', W'].</summary>
        public string Sum { get; init; } = "";

        public string Ratio { get; init; } = "";

        public string Valid { get; init; } = "";

        /// <summary>The weights of the first group and those of the others.</summary>
        public (float[] First, float[] Others) Split()
        {
            var area = Shape.Spec.Kernel * Shape.Spec.Kernel;
            var (all, first) = (Shape.InChannels * area, Shape.Groups[0] * area);
            return (
                [.. Enumerable.Range(0, Shape.Spec.OutChannels).SelectMany(o => new ArraySegment<float>(Weight, o * all, first))],
                [.. Enumerable.Range(0, Shape.Spec.OutChannels).SelectMany(o => new ArraySegment<float>(Weight, o * all + first, all - first))]);
        }
    }
}
