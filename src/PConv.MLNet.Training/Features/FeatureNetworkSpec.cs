using System.Text.Json;
using System.Text.Json.Serialization;
using PConv.MLNet.Files;
using PConv.MLNet.Images;
using static PConv.MLNet.Training.FeatureLayerKind;

namespace PConv.MLNet.Training;

/// <summary>Specification of a feature network Ψ: a chain of layers and residual blocks, some of which are tapped, and the normalization of
/// the input.</summary>
/// <remarks>
/// JSON: <c>{ "name": "vgg16", "mean": [.485, .456, .406], "standardDeviation": [.229, .224, .225],
/// "layers": [{ "kind": "Conv", "name": "features.0", "channels": 64, "kernel": 3, "padding": 1 }, { "kind": "ReLU" }, …] }</c>.
/// </remarks>
sealed record FeatureNetworkSpec
{
    static readonly float[] ImageNetMean = [.485f, .456f, .406f]; // torchvision's normalization of ImageNet, RGB in [0, 1]
    static readonly float[] ImageNetDeviation = [.229f, .224f, .225f];

    /// <summary>Creates and validates a specification.</summary>
    /// <param name="name">Name in messages.</param>
    /// <param name="mean">Mean of R, G and B in [0, 1], which is subtracted.</param>
    /// <param name="standardDeviation">Standard deviation of R, G and B, by which the difference is divided.</param>
    /// <param name="layers">Layers, beginning at the image.</param>
    /// <exception cref="ArgumentException">A layer or the normalization is invalid. The message says which.</exception>
    [JsonConstructor]
    public FeatureNetworkSpec(string name, IReadOnlyList<float> mean, IReadOnlyList<float> standardDeviation,
        IReadOnlyList<FeatureLayer> layers)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(standardDeviation);
        ArgumentNullException.ThrowIfNull(layers);
        (Name, Mean, StandardDeviation, Layers) = (name, mean, standardDeviation, layers);
        Validate();
    }

    /// <summary>Name in messages.</summary>
    public string Name { get; }

    /// <summary>Mean of R, G and B in [0, 1], which is subtracted.</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>Standard deviation of R, G and B, by which the difference is divided.</summary>
    public IReadOnlyList<float> StandardDeviation { get; }

    /// <summary>Layers, beginning at the image. Layers after the last tap are not computed.</summary>
    public IReadOnlyList<FeatureLayer> Layers { get; }

    /// <summary>The paper's Ψ: VGG-16 (Simonyan and Zisserman, ICLR 2015) up to its third pooling layer, tapped at the three pooling
    /// layers. Weights have the names of torchvision.</summary>
    public static FeatureNetworkSpec Vgg16 { get; } =
        new("vgg16", ImageNetMean, ImageNetDeviation, [.. Blocks((2, 64), (2, 128), (3, 256))]);

    /// <summary>
    /// A small network for <see cref="FeatureNetwork.Random"/>, tapped at three pooling layers. Random filters represent texture too
    /// (Ustyuzhaninov et al., Texture Synthesis Using Shallow Convolutional Networks with Random Filters, 2016), but this is not the
    /// paper's Ψ.
    /// </summary>
    public static FeatureNetworkSpec SmallRandom { get; } =
        new("random", ImageNetMean, ImageNetDeviation, [.. Blocks((1, 16), (1, 32), (1, 64))]);

    /// <summary>Enumerates names and shapes of the weights that are used.</summary>
    public IEnumerable<(string Name, int[] Shape)> Weights()
    {
        var (channels, kept) = (RgbImage.Channels, new Stack<int>());
        foreach (var layer in Used())
        {
            if (layer.Kind == Branch)
            {
                kept.Push(channels);
            }

            var read = layer.Kind == Add ? kept.Pop() : channels;
            if (layer.Convolves)
            {
                yield return ($"{layer.Name}.weight", [layer.Channels, read, layer.Kernel, layer.Kernel]);
                yield return ($"{layer.Name}.bias", [layer.Channels]);
                channels = layer.Channels;
            }
        }
    }

    /// <summary>Returns the specification as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrainingOptions.Json);

    /// <summary>Reads a specification from JSON.</summary>
    /// <exception cref="ArgumentException">The JSON is invalid or contains an unknown property, or the specification is
    /// invalid.</exception>
    public static FeatureNetworkSpec FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<FeatureNetworkSpec>(json, TrainingOptions.Json)
                ?? throw new ArgumentException("The specification of the feature network cannot be read: It is empty.");
        }
        catch (JsonException e)
        {
            throw new ArgumentException(
                $"The specification of the feature network cannot be read: " +
                $"{JsonProblem.Describe(e, typeof(FeatureNetworkSpec), TrainingOptions.Json)}", e);
        }
    }

    /// <summary>Returns the layers up to the last tap.</summary>
    internal IEnumerable<FeatureLayer> Used() => Layers.Take(1 + Layers.Select((layer, i) => layer.IsTap ? i : 0).Max());

    /// <summary>Creates blocks of 3×3 convolutions with ReLU, each followed by a tapped pooling layer, with the weight names of
    /// torchvision.</summary>
    static IEnumerable<FeatureLayer> Blocks(params (int Convolutions, int Channels)[] blocks)
    {
        var index = 0;
        foreach (var (convolutions, channels) in blocks)
        {
            for (var i = 0; i < convolutions; i++, index += 2)
            {
                yield return new() { Kind = Conv, Name = $"features.{index}", Channels = channels, Kernel = 3, Padding = 1 };
                yield return new() { Kind = ReLU };
            }

            yield return new() { Kind = MaxPool, Kernel = 2, Stride = 2, IsTap = true };
            index++;
        }
    }

    void Validate()
    {
        if (Mean.Count != RgbImage.Channels || StandardDeviation.Count != RgbImage.Channels || !StandardDeviation.All(d => d > 0))
        {
            throw new ArgumentException(
                $"Feature network '{Name}' normalizes by mean [{string.Join(", ", Mean)}] and standard deviation " +
                $"[{string.Join(", ", StandardDeviation)}], expected three numbers each, for R, G and B in [0, 1], " +
                $"the deviations above 0.");
        }

        foreach (var (layer, i) in Layers.Select((layer, i) => (layer, i)))
        {
            if (layer.Flaw is { } flaw)
            {
                throw new ArgumentException($"Layer {i} ({layer.Kind}) of feature network '{Name}' is not possible: {flaw}.");
            }
        }

        if (!Layers.Any(layer => layer.IsTap))
        {
            throw new ArgumentException(
                $"Feature network '{Name}' has no tap: nothing would be compared. Set isTap on one of its {Layers.Count} layers.");
        }

        if (Layers.Select(layer => layer.Kind == Branch ? 1 : layer.Kind == Add ? -1 : 0)
            .Aggregate((Open: 0, Least: 0), (sum, step) => (sum.Open + step, Math.Min(sum.Least, sum.Open + step))) is not (0, 0))
        {
            throw new ArgumentException(
                $"Feature network '{Name}' has a Branch without its Add, or an Add without its Branch. End every residual block with an " +
                $"Add.");
        }

        if (Layers.Where(layer => layer.Convolves).GroupBy(layer => layer.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"Two convolutions of feature network '{Name}' are called '{twice.Key}'. Weights are stored by name: give each its own.");
        }
    }
}
