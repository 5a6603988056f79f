using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>
/// Divides every channel between two layers by its own gain and multiplies the weights that read it by the same gain, so that all channels
/// use the full 8-bit range (Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, ICCV 2019, section 4.1).
/// </summary>
/// <remarks>The result is unchanged except for rounding: activations are positively homogeneous, and the ratio multiplies all channels
/// alike.</remarks>
sealed class ChannelGains
{
    /// <summary>Activations lie in [Lowest, 1] after division: the negative outputs of a leaky ReLU need a smaller range than the positive
    /// ones.</summary>
    public const float Lowest = -.25f;

    /// <summary>Smallest gain relative to the layer's largest: a channel that was inactive on the calibration images may be active on
    /// others.</summary>
    public const float Floor = 1 / 16f;

    readonly UNetSpec spec;
    readonly Dictionary<string, float[]> gains;

    public ChannelGains(UNetSpec spec, Int8Calibration calibration)
    {
        this.spec = spec;
        gains = calibration.Layers.ToDictionary(l => l.Key, l => Compute(l.Value.Outputs));
    }

    /// <summary>Gains of a layer's output channels; 1 for outputs of full-size layers.</summary>
    public float[] Compute(LayerSpec row) => row == spec.Decoder[^1] || spec.Head.Contains(row) ? Ones(row.OutChannels) : gains[row.Name];

    /// <summary>A layer's weights, adjusted for the divided inputs and outputs.</summary>
    public FoldedLayer Apply(FoldedLayer layer, LayerShape shape)
    {
        var (input, output) = (Inputs(shape), Compute(shape.Spec));
        var area = shape.Spec.Kernel * shape.Spec.Kernel;
        return new(
            [.. layer.Weight.Select((w, i) => w * input[i / area % input.Length] / output[i / area / input.Length])],
            [.. layer.Shift.Select((s, o) => s / output[o])]);
    }

    /// <summary>Gains of a layer's input channels, group by group.</summary>
    float[] Inputs(LayerShape shape)
    {
        var at = spec.Rows.ToList().IndexOf(shape.Spec);
        if (at >= 2 * spec.Levels)
        {
            return Ones(shape.InChannels);
        }

        float[] before = at == 0 ? Ones(shape.Groups[0])
            : Compute(at < spec.Levels ? spec.Encoder[at - 1] : at == spec.Levels ? spec.Encoder[^1] : spec.Decoder[at - spec.Levels - 1]);
        var skip = 2 * spec.Levels - 2 - at; // the encoder row that the decoder row joins as skip connection; below 0 the image
        return [.. before, .. at < spec.Levels || skip < 0 ? Ones(shape.Groups.Skip(1).Sum()) : Compute(spec.Encoder[skip])];
    }

    static float[] Compute(IReadOnlyList<ChannelRange> channels)
    {
        var needed = channels.Select(c => Math.Max(c.Max, c.Min / Lowest)).ToArray();
        var least = needed.Max() is > 0 and var largest ? Floor * largest : 1;
        return [.. needed.Select(n => Math.Max(n, least))];
    }

    static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];
}
