using PConv.MLNet.Networks;

namespace PConv.MLNet.Onnx;

/// <summary>Value ranges of a network's layers on calibration images, per channel, for its 8-bit form.</summary>
/// <param name="Layers">The ranges by layer name.</param>
public sealed record Int8Calibration(IReadOnlyDictionary<string, LayerRanges> Layers)
{
    /// <summary>Throws if the calibration belongs to another network.</summary>
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
/// <param name="Sums">W ∗ (X ⊙ M) before the ratio, one range per channel, with batch normalization folded into W.</param>
/// <param name="Outputs">The layer's output, activated and masked, one range per channel.</param>
public sealed record LayerRanges(IReadOnlyList<ChannelRange> Sums, IReadOnlyList<ChannelRange> Outputs);

/// <summary>Value range of a channel; values outside are clipped.</summary>
public readonly record struct ChannelRange(float Min, float Max);
