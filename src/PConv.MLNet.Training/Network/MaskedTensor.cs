using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Features and the one-channel mask that says where they are known.</summary>
/// <param name="Features">float [N, C, H, W]</param>
/// <param name="Mask">float [N, 1, H, W], 1 = valid, 0 = hole; the same for all C channels.</param>
public readonly record struct MaskedTensor(Tensor Features, Tensor Mask)
{
    /// <summary>Whether the features are 0 in holes already, so that X ⊙ M = X and nobody needs to multiply; not by default.</summary>
    public bool Applied { get; init; }
}
