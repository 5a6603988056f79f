using PConv.MLNet.Images;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Training;

/// <summary>ResNet-18 (<see cref="ResNet18File"/>) as a feature network for losses. Its padding equals that of the file if the sides of the
/// images are multiples of the downsampling factor of the stages, 8 for three and 32 for five.</summary>
static class ResNet18
{
    /// <summary>Reads the network, tapped at its first stages, beginning with the stem.</summary>
    /// <param name="stages">Number of tapped stages, 1 to 5.</param>
    /// <exception cref="FileNotFoundException">The application does not reference the package.</exception>
    public static (FeatureNetworkSpec Spec, IReadOnlyDictionary<string, WeightTensor> Weights) Read(int stages)
    {
        ResNet18File.EnsureExists();
        var (spec, weights) = OnnxFeatures.Read(ResNet18File.Path, [.. ResNet18File.Stages.Take(stages)]);
        ReverseInputs(weights[$"{spec.Layers[0].Name}.weight"]);
        var mean = ResNet18File.Mean.Select(m => m / byte.MaxValue);
        return (new(ResNet18File.Name, [.. mean], [.. mean.Select(_ => 1f / byte.MaxValue)], spec.Layers), weights);
    }

    /// <summary>Reverses the input channels of the first convolution, from the file's B, G, R to R, G, B.</summary>
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
