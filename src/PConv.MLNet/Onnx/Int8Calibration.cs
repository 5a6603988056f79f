using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>What the layers of a network gave on images, channel by channel: the ranges its 8-bit form has to hold.</summary>
sealed record Int8Calibration
{
    internal Int8Calibration(IReadOnlyDictionary<string, LayerRanges> layers) => Layers = layers;

    /// <summary>By the layer's name.</summary>
    internal IReadOnlyDictionary<string, LayerRanges> Layers { get; init; }

    /// <summary>Refuses a calibration of another network.</summary>
    internal void EnsureOf(UNetSpec spec)
    {
        foreach (var row in spec.Rows)
        {
            if (!Layers.TryGetValue(row.Name, out var ranges))
            {
                throw new ArgumentException(
                    $"The calibration has no layer '{row.Name}', only {string.Join(", ", Layers.Keys)}. Calibrate the network that is " +
                    $"exported.");
            }

            foreach (var channels in new[] { ranges.Sums, ranges.Outputs })
            {
                if (channels.Count != row.OutChannels)
                {
                    throw new ArgumentException(
                        $"The calibration has {channels.Count} channels in layer '{row.Name}', expected {row.OutChannels}. Calibrate the " +
                        $"network that is exported.");
                }

                foreach (var wrong in channels.Where(c => !float.IsFinite(c.Min) || !float.IsFinite(c.Max) || c.Min > c.Max))
                {
                    throw new ArgumentException(
                        $"The calibration has a range from {wrong.Min} to {wrong.Max} in layer '{row.Name}', expected two finite numbers " +
                        $"in order. Check the weights and the images.");
                }
            }
        }
    }
}

/// <summary>The ranges of one layer.</summary>
/// <param name="Sums">W ∗ (X ⊙ M) before the ratio, an item a channel, batch normalization folded into W.</param>
/// <param name="Outputs">The layer's output, activated and masked, an item a channel.</param>
sealed record LayerRanges(IReadOnlyList<ChannelRange> Sums, IReadOnlyList<ChannelRange> Outputs);

/// <summary>What a channel has to hold; values beyond it are clipped.</summary>
readonly record struct ChannelRange(float Min, float Max);
