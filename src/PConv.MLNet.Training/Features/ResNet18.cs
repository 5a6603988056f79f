using PConv.MLNet.Images;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Training;

/// <summary>ResNet-18 (<see cref="ResNet18File"/>) as a feature network of the losses. Its padding is that of the file for sides that are
/// multiples of what the stages halve: 8 for three, 32 for five.</summary>
static class ResNet18
{
    /// <summary>Reads the network, tapped at its stem and first stages.</summary>
    /// <param name="stages">How many are tapped, 1 to 5.</param>
    /// <exception cref="FileNotFoundException">The application does not reference the package.</exception>
    public static (FeatureNetworkSpec Spec, IReadOnlyDictionary<string, WeightTensor> Weights) Read(int stages)
    {
        ResNet18File.EnsureExists();
        var (spec, weights) = OnnxFeatures.Read(ResNet18File.Path, [.. ResNet18File.Stages.Take(stages)]);
        ReverseInputs(weights[$"{spec.Layers[0].Name}.weight"]);
        var mean = ResNet18File.Mean.Select(m => m / byte.MaxValue);
        return (new(ResNet18File.Name, [.. mean], [.. mean.Select(_ => 1f / byte.MaxValue)], spec.Layers), weights);
    }

    /// <summary>The first convolution reads B, G, R; images here are R, G, B.</summary>
    static void ReverseInputs(WeightTensor weight)
    {
        var plane = weight.Shape[2] * weight.Shape[3];
        for (var at = 0; at < weight.Values.Length; at += RgbImage.Channels * plane)
        {
            for (var blue = at; blue < at + plane; blue++)
            {
                var red = blue + 2 * plane;
                (weight.Values[blue], weight.Values[red]) = (weight.Values[red], weight.Values[blue]);
            }
        }
    }
}
