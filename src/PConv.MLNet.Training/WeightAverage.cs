using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>A second network whose weights are the exponential moving average of another network's: w̄ ← d · w̄ + (1 − d) · w after every
/// step.</summary>
/// <remarks>
/// The running statistics of batch normalization are averaged in the same way, so that they match the averaged weights. d is
/// (1 + step) / (10 + step), at most the decay (TensorFlow's ExponentialMovingAverage), so that the initial weights lose their influence
/// quickly.
/// </remarks>
sealed class WeightAverage : IDisposable
{
    readonly double decay;

    /// <summary>Creates an average that starts with the weights of a network.</summary>
    /// <param name="network">The trained network.</param>
    /// <param name="decay">Maximum of d, (0, 1).</param>
    /// <param name="device">Device of both networks.</param>
    public WeightAverage(PartialConvUNet network, double decay, Device device)
    {
        this.decay = decay;
        Network = new(network.Spec);
        Network.to(device);
        Network.Load(network.ToWeights());
        Network.eval();
    }

    /// <summary>The network with the averaged weights.</summary>
    public PartialConvUNet Network { get; }

    /// <summary>Updates the average with the weights after a step, which counts from 0.</summary>
    public void Update(PartialConvUNet network, int step)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var d = Math.Min(decay, (1.0 + step) / (10 + step));
        foreach (var ((_, average), (_, value)) in TorchConversions.Tensors(Network).Zip(TorchConversions.Tensors(network)))
        {
            average.copy_(average.Times(d).Plus(value.Times(1 - d)));
        }
    }

    public void Dispose() => Network.Dispose();
}
