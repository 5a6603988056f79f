using PConv.MLNet.Core;

namespace PConv.MLNet.Training;

/// <summary>ResNet-18 (He et al., CVPR 2016) trained on ImageNet, as ML.NET's package Microsoft.ML.DnnImageFeaturizer.ResNet18 brings it.</summary>
/// <remarks>
/// The package, referenced by the application, puts the model beside it at build time. Its blocks are 2, 2, 2 and 3; it reads B, G and R in [0, 255]
/// less the mean image, of which the means of the channels are taken here. For images of even sides.
/// </remarks>
static class ResNet18
{
    /// <summary>The name that stands for it where a file is asked for.</summary>
    public const string Name = "resnet18";

    const string Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18";

    /// <summary>R, G and B of the package's mean image (ResNetPreprocess.onnx), averaged over its pixels.</summary>
    static readonly float[] Mean = [123.15f, 115.90f, 103.06f];

    /// <summary>Stem and four stages: 64, 64, 128, 256 and 512 channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the image's side.</summary>
    static readonly string[] Stages = ["ReLU253_Output_0", "ReLU283_Output_0", "ReLU315_Output_0", "ReLU347_Output_0", "ReLU393_Output_0"];

    /// <summary>Where the package puts the model.</summary>
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");

    /// <summary>Reads the network, tapped at its stem and first stages.</summary>
    /// <param name="stages">How many are tapped, 1 to 5.</param>
    /// <exception cref="FileNotFoundException">The application does not reference the package.</exception>
    public static (FeatureNetworkSpec Spec, IReadOnlyDictionary<string, WeightTensor> Weights) Read(int stages)
    {
        EnsureExists();
        var (spec, weights) = OnnxFeatures.Read(File, Stages[..stages]);
        ReverseInputs(weights[$"{spec.Layers[0].Name}.weight"]);
        return (new(Name, [.. Mean.Select(m => m / byte.MaxValue)], [.. Mean.Select(_ => 1f / byte.MaxValue)], spec.Layers), weights);
    }

    /// <exception cref="FileNotFoundException">The application does not reference the package.</exception>
    public static void EnsureExists()
    {
        if (!System.IO.File.Exists(File))
        {
            throw new FileNotFoundException($"Feature network '{Name}' is not beside the application. Add the package {Package} to the application's project: dotnet add package {Package}", File);
        }
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
