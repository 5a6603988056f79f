using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>A layer with its batch normalization folded in: y = (W ∗ (X ⊙ M)) · sum(1)/sum(M) + shift.</summary>
/// <remarks>
/// BN(v) = γ (v − μ) / √(σ² + ε) + β is linear in v, and the ratio multiplies only v, so W absorbs the factor and the shift absorbs the
/// rest. This is exact, because every layer that reads the output masks it first.
/// </remarks>
sealed record FoldedLayer(float[] Weight, float[] Shift)
{
    public static FoldedLayer From(NetworkWeights weights, LayerSpec row)
    {
        var weight = weights[$"{row.Name}.weight"].Values;
        if (!row.BatchNorm)
        {
            return new(weight, weights[$"{row.Name}.bias"].Values);
        }

        var gamma = weights[$"{row.Name}.bn.weight"].Values;
        var beta = weights[$"{row.Name}.bn.bias"].Values;
        var mean = weights[$"{row.Name}.bn.running_mean"].Values;
        var variance = weights[$"{row.Name}.bn.running_var"].Values;
        var folded = new float[weight.Length];
        var shift = new float[row.OutChannels];
        var perChannel = weight.Length / row.OutChannels;
        for (var c = 0; c < row.OutChannels; c++)
        {
            var factor = gamma[c] / Math.Sqrt((double)variance[c] + UNetSpec.BatchNormEpsilon);
            shift[c] = (float)(beta[c] - mean[c] * factor);
            for (var i = c * perChannel; i < (c + 1) * perChannel; i++)
            {
                folded[i] = (float)(weight[i] * factor);
            }
        }

        return new(folded, shift);
    }
}
