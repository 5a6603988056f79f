using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Features and a one-channel mask of the positions where they are valid.</summary>
/// <param name="Features">float [N, C, H, W]</param>
/// <param name="Mask">float [N, 1, H, W], 1 = valid, 0 = hole; the same for all C channels.</param>
public readonly record struct MaskedTensor(Tensor Features, Tensor Mask)
{
    /// <summary>Whether the features are already 0 in holes, so that X ⊙ M = X and layers skip the multiplication; false by
    /// default.</summary>
    public bool Applied { get; init; }
}
