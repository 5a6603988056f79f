using System.Security.Cryptography;
using PConv.MLNet.Core;
using PConv.MLNet.Scoring;

namespace PConv.MLNet.Evaluation;

/// <summary>The file of a feature network.</summary>
/// <param name="Name">Its name without folders.</param>
/// <param name="Sha256">The first 12 digits of its SHA-256, in hexadecimal; weights that it keeps in a file of their own are not covered.</param>
public sealed record FeatureNetworkFile(string Name, string Sha256)
{
    const int Digits = 12;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}, sha256 {Sha256}";

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    internal static FeatureNetworkFile Of(string path)
    {
        using var network = File.Exists(path) ? File.OpenRead(path) : throw new FileNotFoundException($"There is no feature network '{path}'. Pass an ONNX file that reads images and gives features.", path);
        return new(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(network))[..Digits]);
    }
}

/// <summary>The feature networks of a run, tried on one image when they are opened, so that one that does not fit is refused before any work.</summary>
sealed class FeatureNetworks : IDisposable
{
    readonly Dictionary<string, OnnxFeatureNetwork> networks = [];
    readonly Dictionary<string, FeatureNetworkFile> files = [];
    readonly string? perceptual, frechet;

    public FeatureNetworks(EvaluationOptions options)
    {
        (perceptual, frechet) = (options.PerceptualFeatures, options.FrechetFeatures);
        try
        {
            foreach (var path in new[] { perceptual, frechet }.OfType<string>().Distinct())
            {
                files[path] = FeatureNetworkFile.Of(path);
                networks[path] = OnnxFeatureNetwork.FromFile(path, new() { Threads = 1, GpuDeviceId = options.GpuDeviceId });
            }

            Dimensions = networks.Count > 0 ? Of(new(options.Size, options.Size))!.Pooled?.Length ?? 0 : 0;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The network of perceptual distances; null if they are not wanted.</summary>
    public FeatureNetworkFile? Perceptual => perceptual is null ? null : files[perceptual];

    /// <summary>The network of Fréchet distances; null if they are not wanted.</summary>
    public FeatureNetworkFile? Frechet => frechet is null ? null : files[frechet];

    /// <summary>Length of the features that Fréchet distances are of; 0 if there are none.</summary>
    public int Dimensions { get; }

    /// <summary>What is measured of an image; null without networks.</summary>
    public ImageFeatures? Of(RgbImage image)
    {
        if (networks.Count == 0)
        {
            return null;
        }

        var features = networks.ToDictionary(n => n.Key, n => n.Value.Run(image)); // a file that serves both runs once
        var pooled = frechet is null ? null : features[frechet][^1].Pool();
        return pooled?.All(double.IsFinite) != false
            ? new(perceptual is null ? null : features[perceptual], pooled)
            : throw new InvalidOperationException($"The feature network '{files[frechet!].Name}' gives features that are no finite numbers. Take a network that gives finite features for every image.");
    }

    public void Dispose()
    {
        foreach (var network in networks.Values)
        {
            network.Dispose();
        }
    }
}

/// <summary>Features of one image.</summary>
/// <param name="Layers">What perceptual distances are of; null if they are not wanted.</param>
/// <param name="Pooled">What Fréchet distances are of: the last output's means over positions; null if they are not wanted.</param>
sealed record ImageFeatures(IReadOnlyList<FeatureMap>? Layers, double[]? Pooled)
{
    /// <summary>NaN where it is not wanted.</summary>
    public double PerceptualDistanceTo(ImageFeatures other) =>
        Layers is null || other.Layers is null ? double.NaN : PerceptualDistance.Between(Layers, other.Layers);
}
