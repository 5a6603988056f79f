using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>A second network whose weights are the moving average of another's: w̄ ← d · w̄ + (1 − d) · w after every step.</summary>
/// <remarks>
/// The running statistics of batch normalization are averaged alike, so that they belong to the weights they stand beside. d starts low and
/// rises to the decay, (1 + step) / (10 + step) (TensorFlow's ExponentialMovingAverage), so that the random first weights are soon
/// forgotten.
/// </remarks>
sealed class WeightAverage : IDisposable
{
    readonly double decay;

    /// <summary>Starts at the network's weights.</summary>
    /// <param name="network">The one that learns; the average lives on its device.</param>
    /// <param name="decay">d at most, (0, 1).</param>
    /// <param name="device">Where the network is.</param>
    public WeightAverage(PartialConvUNet network, double decay, Device device)
    {
        this.decay = decay;
        Network = new(network.Spec);
        Network.to(device);
        Network.Load(network.ToWeights());
        Network.eval();
    }

    /// <summary>The average.</summary>
    public PartialConvUNet Network { get; }

    /// <summary>Takes in the weights after a step, which counts from 0.</summary>
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
