using PConv.MLNet.Networks;

namespace PConv.MLNet.Training;

/// <summary>Reads specification and weights of a feature network from a user's file. Nothing is downloaded.</summary>
static class FeatureNetworkFile
{
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file has another format, is damaged, or has an unsupported element type.</exception>
    public static (FeatureNetworkSpec Spec, IReadOnlyDictionary<string, WeightTensor> Weights) Read(string path)
    {
        EnsureExists(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".safetensors" => Read(path, SafeTensors.Index),
            ".dat" => Read(path, TorchSharpTensors.Index),
            ".onnx" => OnnxFeatures.Read(path),
            _ => throw new InvalidDataException(
                $"'{path}' is not a feature network file: expected .safetensors, .dat or .onnx. {FeatureNetwork.HowToGet}"),
        };
    }

    public static void EnsureExists(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no feature network '{path}'. {FeatureNetwork.HowToGet}");
        }
    }

    /// <summary>Returns the path of the specification that belongs to a file of weights.</summary>
    public static string SpecOf(string path) => Path.ChangeExtension(path, ".json");

    static (FeatureNetworkSpec, IReadOnlyDictionary<string, WeightTensor>) Read(string path,
        Func<Stream, string, IReadOnlyDictionary<string, TensorEntry>> index)
    {
        var spec = File.Exists(SpecOf(path)) ? Spec(SpecOf(path)) : FeatureNetworkSpec.Vgg16;
        using var stream = File.OpenRead(path);
        var entries = index(stream, path);
        return (spec, spec.Weights().Where(w => entries.ContainsKey(w.Name))
            .ToDictionary(w => w.Name, w => entries[w.Name].Read(stream, w.Name)));
    }

    static FeatureNetworkSpec Spec(string path)
    {
        try
        {
            return FeatureNetworkSpec.FromJson(File.ReadAllText(path));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"'{path}': {e.Message}", e);
        }
    }
}
