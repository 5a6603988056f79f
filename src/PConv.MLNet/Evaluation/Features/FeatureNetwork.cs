using System.Security.Cryptography;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;

namespace PConv.MLNet.Evaluation;

/// <summary>The file of a feature network.</summary>
/// <param name="Name">Its name without folders.</param>
/// <param name="Sha256">The first 12 digits of its SHA-256, in hexadecimal; weights that it keeps in a file of their own are not
/// covered.</param>
sealed record FeatureNetworkFile(string Name, string Sha256)
{
    const int Digits = 12;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}, sha256 {Sha256}";

    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    internal static FeatureNetworkFile From(string path)
    {
        path = path == OnnxFeatureNetwork.ResNet18Name ? OnnxFeatureNetwork.ResNet18Path : path;
        using var network = File.Exists(path) ? File.OpenRead(path)
            : throw new FileNotFoundException(
                $"There is no feature network '{path}'. Pass an ONNX file that reads images and gives features.", path);
        return new(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(network))[..Digits]);
    }
}

/// <summary>The feature network of a run. It is tested on one image when it is opened, so that an unsuitable network is rejected before
/// any work.</summary>
sealed class FeatureNetwork : IDisposable
{
    readonly OnnxFeatureNetwork network;

    FeatureNetwork(string path, EvaluationOptions options)
    {
        File = FeatureNetworkFile.From(path);
        network = OnnxFeatureNetwork.FromFile(path, new() { Threads = 1, GpuDeviceId = options.GpuDeviceId });
        try
        {
            To(new(options.Size, options.Size));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens the network named in the options; null if there is none.</summary>
    public static FeatureNetwork? Open(EvaluationOptions options) => options.PerceptualFeatures is { } path ? new(path, options) : null;

    /// <summary>File of the network.</summary>
    public FeatureNetworkFile File { get; }

    /// <summary>Names of the network's outputs.</summary>
    public IReadOnlyList<string> Stages => network.Stages;

    /// <summary>Returns a function that computes distances to an image, one per output. The image's features are computed once.</summary>
    public Func<RgbImage, IReadOnlyList<double>> To(RgbImage original) => network.DistancesTo(original);

    public void Dispose() => network.Dispose();
}
