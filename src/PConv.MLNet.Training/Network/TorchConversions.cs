using PConv.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Copies numbers between Torch and this library: images and masks, and the weights of networks.</summary>
public static partial class TorchConversions
{
    /// <summary>Copies all parameters and running statistics of a network.</summary>
    public static NetworkWeights ToWeights(this PartialConvUNet network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        return new(network.Spec, Tensors(network).ToDictionary(
            t => t.Name,
            t => new WeightTensor([.. t.Tensor.shape.Select(side => (int)side)], t.Tensor.detach().cpu().contiguous().data<float>()
                .ToArray())));
    }

    /// <summary>Creates a network with the given weights, in evaluation mode.</summary>
    public static PartialConvUNet ToNetwork(this NetworkWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var network = new PartialConvUNet(weights.Spec);
        network.Load(weights);
        network.eval();
        return network;
    }

    /// <summary>Overwrites all parameters and running statistics of a network.</summary>
    /// <exception cref="ArgumentException">The weights belong to another network.</exception>
    public static void Load(this PartialConvUNet network, NetworkWeights weights)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Spec.ToJson() != network.Spec.ToJson())
        {
            throw new ArgumentException(
                "The weights belong to another network: their specification differs. Make the network from weights.Spec.");
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, target) in Tensors(network))
        {
            target.copy_(tensor(weights[name].Values, target.shape));
        }
    }

    /// <summary>Enumerates all parameters and running statistics, with their names in <see cref="NetworkWeights"/>.</summary>
    internal static IEnumerable<(string Name, Tensor Tensor)> Tensors(PartialConvUNet network)
    {
        foreach (var (row, block) in network.Blocks)
        {
            yield return ($"{row.Name}.weight", block.Conv.Weight);
            if (block.Conv.Bias is { } bias)
            {
                yield return ($"{row.Name}.bias", bias);
            }

            if (block.Norm is { } norm)
            {
                yield return ($"{row.Name}.bn.weight", norm.weight!);
                yield return ($"{row.Name}.bn.bias", norm.bias!);
                yield return ($"{row.Name}.bn.running_mean", norm.running_mean!);
                yield return ($"{row.Name}.bn.running_var", norm.running_var!);
            }
        }
    }
}
