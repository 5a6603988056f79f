namespace PConv.MLNet.Onnx;

/// <summary>Weights as signed bytes, symmetric, with one scale per output channel: w ≈ Scale[o] · Values[o, …].</summary>
sealed record QuantizedWeights(sbyte[] Values, float[] Scale)
{
    /// <summary>
    /// Largest byte. On CPUs without VNNI, ONNX Runtime adds two products of an unsigned and a signed byte in 16 bits, which saturate: 2 ·
    /// 255 · 64 = 32,640 fits, 2 · 255 · 127 does not.
    /// </summary>
    public const int Limit = 64;

    /// <summary>Rounds weights to 2 · <see cref="Limit"/> + 1 steps.</summary>
    /// <param name="weight">float [outputs, …]</param>
    /// <param name="outputs">Output channels.</param>
    public static QuantizedWeights Quantize(float[] weight, int outputs)
    {
        var (values, scale, perChannel) = (new sbyte[weight.Length], new float[outputs], weight.Length / outputs);
        for (var o = 0; o < outputs; o++)
        {
            var channel = weight.AsSpan(o * perChannel, perChannel);
            var largest = 0f;
            foreach (var w in channel)
            {
                largest = Math.Max(largest, Math.Abs(w));
            }

            scale[o] = largest > 0 ? largest / Limit : 1;
            for (var i = 0; i < perChannel; i++)
            {
                values[o * perChannel + i] = (sbyte)Math.Clamp(MathF.Round(channel[i] / scale[o]), -Limit, Limit);
            }
        }

        return new(values, scale);
    }

    /// <summary>The weights as a matrix, [k · k · channels, outputs], for rows that contain a window's pixels consecutively.</summary>
    /// <param name="shape">[outputs, channels, k, k]</param>
    public sbyte[] ToMatrix(long[] shape)
    {
        var (outputs, channels, area) = ((int)shape[0], (int)shape[1], (int)(shape[2] * shape[3]));
        var matrix = new sbyte[Values.Length];
        for (var i = 0; i < Values.Length; i++)
        {
            var (o, c, tap) = (i / area / channels, i / area % channels, i % area);
            matrix[(tap * channels + c) * outputs + o] = Values[i];
        }

        return matrix;
    }
}
