using System.Reflection;

namespace PConv.MLNet.Onnx;

/// <summary>ResNet-18 (He et al., CVPR 2016) trained on ImageNet, as deployed next to an application by ML.NET's package
/// Microsoft.ML.DnnImageFeaturizer.ResNet18.</summary>
/// <remarks>Its stages have 2, 2, 2 and 3 blocks. It reads B, G and R in [0, 255] minus a mean image; here, only the channel means of that
/// image are used.</remarks>
static class ResNet18File
{
    /// <summary>Name to use in place of a file path.</summary>
    public const string Name = "resnet18";

    const string Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18"; // also the name of its assembly

    /// <summary>R, G and B of the package's mean image (ResNetPreprocess.onnx), averaged over its pixels.</summary>
    public static IReadOnlyList<float> Mean { get; } = [123.15f, 115.90f, 103.06f];

    /// <summary>Names of the values after the stem and the four stages: 64, 64, 128, 256 and 512 channels at 1/2, 1/4, 1/8, 1/16 and 1/32
    /// of the image's side.</summary>
    public static IReadOnlyList<string> Stages { get; } =
        ["ReLU253_Output_0", "ReLU283_Output_0", "ReLU315_Output_0", "ReLU347_Output_0", "ReLU393_Output_0"];

    /// <summary>Names of the stages.</summary>
    public static IReadOnlyList<string> StageNames { get; } = ["stem", "layer1", "layer2", "layer3", "layer4"];

    static readonly string BesideApplication = In(AppContext.BaseDirectory);

    /// <summary>Path of the model: next to the application, or in the package's own folder if it is not there, as in notebooks.</summary>
    public static string Path { get; } = File.Exists(BesideApplication) ? BesideApplication : InPackage() ?? BesideApplication;

    /// <exception cref="FileNotFoundException">The application does not reference the package.</exception>
    public static void EnsureExists()
    {
        if (!File.Exists(Path))
        {
            throw new FileNotFoundException(
                $"Feature network '{Name}' is not beside the application. Add its package: dotnet add package {Package}; in a notebook: " +
                $"#r \"nuget: {Package}\"", Path);
        }
    }

    static string? InPackage()
    {
        try
        {
            // the assembly is in lib/netstandard2.0
            var file = In(System.IO.Path.Combine(Assembly.Load(Package).Location, "../../../tools"));
            return File.Exists(file) ? System.IO.Path.GetFullPath(file) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    static string In(string folder) => System.IO.Path.Combine(folder, "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");
}
