using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>
/// The form with 8-bit convolutions: values between layers are unsigned bytes in NHWC, weights are signed bytes. The first layer, the last
/// decoder layer, the head and the prior use floats; so do the ratio, the shift and the activation between two convolutions.
/// </summary>
/// <remarks>
/// In the encoder a window may contain a single known pixel, and the ratio amplifies any earlier rounding. Therefore the sums are kept
/// exact, as a matrix product with a float result. In the decoder, half of a window's inputs are known nearly everywhere and the ratio
/// stays below about two, so the faster convolution that rounds its sums to bytes is used.
/// </remarks>
sealed class QuantizedGraph(NetworkWeights weights, Int8Calibration calibration) : FastGraph(weights)
{
    const float ActivationStep = (1 - ChannelGains.Lowest) / byte.MaxValue;
    const byte ActivationZero = (byte)(-ChannelGains.Lowest / ActivationStep + .5f); // 51

    readonly ChannelGains gains = new(weights.Spec, calibration);

    protected override string Layers(Group[] input)
    {
        var layers = Spec.Layers().ToArray();
        var first = Encode(layers[0], input);
        var x = first with { Features = ToBytes(Transpose(first.Features, 0, 2, 3, 1)) };
        var skips = new Stack<Group>();
        foreach (var shape in layers[1..Spec.Levels])
        {
            skips.Push(x);
            x = Exact(Renormalize(shape, [x]));
        }

        foreach (var shape in layers[Spec.Levels..(2 * Spec.Levels - 1)])
        {
            var skip = skips.Pop();
            x = Rounded(Renormalize(shape, [Enlarge(x, shape.Groups[0]), skip]));
        }

        var floats = Transpose(Dequantize(x.Features, ActivationStep, ActivationZero), 0, 3, 1, 2);
        return FullSize(x with { Features = floats }, input);
    }

    private protected override FoldedLayer Fold(LayerShape shape) => gains.Apply(base.Fold(shape), shape);

    /// <summary>A layer whose sums are not rounded before the ratio.</summary>
    Group Exact(Layer layer)
    {
        var row = layer.Shape.Spec;
        var weight = QuantizedWeights.Quantize(layer.Weight, row.OutChannels);
        long[] shape = [row.OutChannels, layer.Shape.InChannels, row.Kernel, row.Kernel];
        var sums = Graph.RuntimeNode("MatMulIntegerToFloat",
        [
            Windows(layer.Features[0], row),
            Graph.Constant(weight.ToMatrix(shape), layer.Shape.InChannels * row.Kernel * row.Kernel, row.OutChannels),
            Graph.Scalar(ActivationStep),
            Graph.Constant(weight.Scale, row.OutChannels),
            Graph.Byte(ActivationZero),
            Graph.Constant(new sbyte[row.OutChannels], row.OutChannels),
        ]); // [N, H', W', out]
        return Finish(layer, sums);
    }

    /// <summary>A layer whose sums are rounded to bytes.</summary>
    Group Rounded(Layer layer)
    {
        var row = layer.Shape.Spec;
        var weight = QuantizedWeights.Quantize(layer.Weight, row.OutChannels);
        var (step, zero) = SumsOf(row);
        long half = row.Kernel / 2;
        var sums = Graph.RuntimeNode("QLinearConv",
            [
                Graph.Node("Concat", layer.Features, null, ("axis", 3L)), Graph.Scalar(ActivationStep), Graph.Byte(ActivationZero),
                Graph.Constant(weight.Values, row.OutChannels, layer.Shape.InChannels, row.Kernel, row.Kernel),
                Graph.Constant(weight.Scale, row.OutChannels), Graph.Constant(new sbyte[row.OutChannels], row.OutChannels),
                Graph.Scalar(step), Graph.Byte(zero),
            ],
            ("channels_last", 1L), ("kernel_shape", new long[] { row.Kernel, row.Kernel }),
            ("strides", new long[] { row.Stride, row.Stride }), ("pads", new[] { half, half, half, half }));
        return Finish(layer, Dequantize(sums, step, zero));
    }

    /// <summary>The rest of eq. (1) after the sums, then the activation, then quantization.</summary>
    Group Finish(Layer layer, string sums)
    {
        var row = layer.Shape.Spec;
        var y = IsPartial ? Graph.Node("Mul", [sums, Transpose(layer.Ratio, 0, 2, 3, 1)]) : sums;
        y = Activate(Graph.Node("Add", [y, Graph.Constant(layer.Shift, row.OutChannels)]), row.Activation);
        // with a prior all pixels are valid
        y = IsPartial && Spec.Prior == InitialFill.None ? Graph.Node("Mul", [y, Transpose(layer.Valid, 0, 2, 3, 1)]) : y;
        return new(ToBytes(y), layer.Valid);
    }

    /// <summary>The quantized range of a layer's sums after its gains: the step and the byte that represents 0.</summary>
    (float Step, byte Zero) SumsOf(LayerSpec row)
    {
        var (sums, gain) = (calibration.Layers[row.Name].Sums, gains.Compute(row));
        var least = Math.Min(0, sums.Select((s, o) => s.Min / gain[o]).Min());
        var largest = Math.Max(0, sums.Select((s, o) => s.Max / gain[o]).Max());
        var step = largest > least ? (largest - least) / byte.MaxValue : 1;
        return (step, (byte)MathF.Round(-least / step));
    }

    /// <summary>Lays out the pixels of every window consecutively: [N, H, W, C] to [N, H', W', k · k · C].</summary>
    string Windows(string x, LayerSpec row)
    {
        long half = row.Kernel / 2;
        x = half == 0 ? x : Graph.Node("Pad", [x, Graph.Constant(0L, half, half, 0, 0, half, half, 0), Graph.Byte(ActivationZero)]);
        foreach (var axis in new[] { 2L, 1L })
        {
            var taps = Enumerable.Range(0, row.Kernel).Select(tap => Graph.Node("Slice",
            [
                x, Graph.Constant((long)tap), Graph.Constant(tap + 1L < row.Kernel ? tap + 1L - row.Kernel : long.MaxValue),
                Graph.Constant(axis), Graph.Constant((long)row.Stride),
            ])).ToArray();
            x = taps.Length == 1 ? taps[0] : Graph.Node("Concat", taps, null, ("axis", 3L));
        }

        return x;
    }

    /// <summary>Doubles both sides by nearest neighbor: repeats every pixel, then every row.</summary>
    Group Enlarge(Group x, int channels)
    {
        var height = Graph.Node("Slice", [Graph.Node("Shape", [x.Features]), Graph.Constant(1L), Graph.Constant(2L)]);
        var pixels = Graph.Node("Unsqueeze", [x.Features, Graph.Constant(3L)]); // [N, H, W, 1, C]
        // [N, H, 1, 2W · C]
        var rows = Graph.Node("Reshape", [Graph.Node("Concat", [pixels, pixels], null, ("axis", 3L)), Graph.Constant(0L, 0, 1, -1)]);
        var doubled =
            Graph.Node("Concat", [Graph.Constant(0L), Graph.Node("Mul", [height, Graph.Constant(2L)]), Graph.Constant(-1L, channels)], null,
                ("axis", 0L));
        return new(Graph.Node("Reshape", [Graph.Node("Concat", [rows, rows], null, ("axis", 2L)), doubled]), IsPartial ? Upsample(x.Mask)
            : "");
    }

    string ToBytes(string y) => Graph.Node("QuantizeLinear", [y, Graph.Scalar(ActivationStep), Graph.Byte(ActivationZero)]);

    string Dequantize(string x, float step, byte zero) => Graph.Node("DequantizeLinear", [x, Graph.Scalar(step), Graph.Byte(zero)]);

    string Transpose(string x, params long[] order) => Graph.Node("Transpose", [x], null, ("perm", order));
}
