using PConv.MLNet.Images;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>The feature network Ψ of eqs. (3) to (5): fixed weights that take no gradient, with nothing to train or to switch.</summary>
public sealed class FeatureNetwork : IDisposable
{
    /// <summary>The name that stands for <see cref="Random"/> where a file is asked for.</summary>
    public const string RandomName = "random";

    internal const string HowToGet =
        "Take 'resnet18', which pconv-train brings and applications get from the package Microsoft.ML.DnnImageFeaturizer.ResNet18; or " +
        "name a file with torchvision's VGG-16 weights: "
        + "vgg16.safetensors (in Python: safetensors.torch.save_file(torchvision.models.vgg16(weights='IMAGENET1K_V1').state_dict(), " +
        "'vgg16.safetensors')) "
        + "or vgg16.dat (TorchSharp's own format); or take 'random' for a small untrained network.";

    readonly Tensor mean;
    readonly Tensor deviation;
    readonly Dictionary<FeatureLayer, (Tensor Weight, Tensor Bias)> convolutions = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes weights, which must have those of the specification; others are left alone.</summary>
    /// <param name="spec">Layers and normalization.</param>
    /// <param name="weights">By the names of <see cref="FeatureNetworkSpec.Weights"/>.</param>
    /// <param name="device">Where to compute; the CPU if null, the default.</param>
    /// <param name="type">In which numbers, 32-bit floats by default: those of the images.</param>
    /// <exception cref="ArgumentException">A tensor is missing or has another shape; the message names it.</exception>
    internal FeatureNetwork(FeatureNetworkSpec spec, IReadOnlyDictionary<string, WeightTensor> weights, Device? device = null,
        ScalarType type = ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(weights);
        foreach (var (name, shape) in spec.Weights())
        {
            if (!weights.TryGetValue(name, out var tensor))
            {
                throw new ArgumentException(
                    $"The weights lack '{name}' [{string.Join(", ", shape)}], which feature network '{spec.Name}' asks for.");
            }

            if (!tensor.Shape.SequenceEqual(shape))
            {
                throw new ArgumentException(
                    $"'{name}' is [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", shape)}] for feature network " +
                    $"'{spec.Name}'.");
            }
        }

        Spec = spec;
        mean = Fixed([.. spec.Mean], 1, RgbImage.Channels, 1, 1);
        deviation = Fixed([.. spec.StandardDeviation], 1, RgbImage.Channels, 1, 1);
        foreach (var layer in spec.Used().Where(layer => layer.Convolves))
        {
            convolutions[layer] = (Of($"{layer.Name}.weight"), Of($"{layer.Name}.bias"));
        }

        Tensor Of(string name) => Fixed(weights[name].Values, [.. weights[name].Shape.Select(side => (long)side)]);

        // they live as long as the network
        Tensor Fixed(float[] values, params long[] shape) => tensor(values, shape, type, device).DetachFromDisposeScope();
    }

    /// <summary>Layers and normalization.</summary>
    internal FeatureNetworkSpec Spec { get; }

    /// <summary>
    /// Reads a network from a user's file: <c>.safetensors</c> or <c>.dat</c> (TorchSharp's own) with weights of VGG-16 or of the
    /// specification in a <c>.json</c> beside it, <c>.onnx</c> with both; or <c>resnet18</c> (<see cref="CreateResNet18"/>) or
    /// <see cref="RandomName"/>, which are no files.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where to compute; the CPU if null, the default.</param>
    /// <param name="seed">Decides the weights of <see cref="RandomName"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It cannot be read, or lacks a tensor; the message says what to do.</exception>
    public static FeatureNetwork Load(string path, Device? device = null, int seed = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path == RandomName)
        {
            return Random(seed, device);
        }

        if (path == ResNet18File.Name)
        {
            return CreateResNet18(device: device);
        }

        var (spec, weights) = FeatureNetworkFile.Read(path);
        try
        {
            return new(spec, weights, device);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"'{path}': {e.Message} {(ReferenceEquals(spec, FeatureNetworkSpec.Vgg16)
                ? $"Without a specification in '{FeatureNetworkFile.SpecOf(path)}' it is read as VGG-16 with torchvision's names."
                : "Weights and specification must belong together.")}", e);
        }
    }

    /// <summary>Refuses a file that is not there, before any work.</summary>
    internal static void EnsureExists(string? path)
    {
        if (path == ResNet18File.Name)
        {
            ResNet18File.EnsureExists();
        }
        else if (path is not (null or RandomName))
        {
            FeatureNetworkFile.EnsureExists(path);
        }
    }

    /// <summary>ResNet-18 out of the package Microsoft.ML.DnnImageFeaturizer.ResNet18, which the application references, tapped at its stem
    /// and first stages.</summary>
    /// <param name="stages">How many are tapped, 1 to 5; 3 by default: later ones are kept for judging.</param>
    /// <param name="device">Where to compute; the CPU if null, the default.</param>
    /// <exception cref="FileNotFoundException">The application does not reference the package.</exception>
    public static FeatureNetwork CreateResNet18(int stages = 3, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stages, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stages, 5);
        var (spec, weights) = ResNet18.Read(stages);
        return new(spec, weights, device);
    }

    /// <summary>A small network with He-normal weights and no bias (<see cref="FeatureNetworkSpec.SmallRandom"/>), for tests and for those
    /// who have no VGG-16.</summary>
    /// <param name="seed">Decides the weights.</param>
    /// <param name="device">Where to compute; the CPU if null, the default.</param>
    /// <param name="type">In which numbers.</param>
    public static FeatureNetwork Random(int seed, Device? device = null, ScalarType type = ScalarType.Float32)
    {
        var random = new Random(seed);
        var spec = FeatureNetworkSpec.SmallRandom;
        return new(spec, spec.Weights().ToDictionary(w => w.Name, w => new WeightTensor(w.Shape, Values(w.Shape))), device, type);

        float[] Values(int[] shape)
        {
            var count = shape.Aggregate(1, (a, b) => a * b);
            // He et al. 2015: 2 / fan-in
            return shape.Length == 1 ? new float[count]
                : [.. Enumerable.Range(0, count).Select(_ => (float)(Math.Sqrt(2.0 * shape[0] / count) * Normal()))];
        }

        // Box and Muller 1958
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>The features Ψ_p at every tap, in the caller's dispose scope.</summary>
    /// <param name="images">float [N, 3, H, W], RGB, [0, 1]: normalized here and nowhere else. Gradient flows into them if they require
    /// it.</param>
    /// <returns>float [N, C_p, H_p, W_p] for every tap p.</returns>
    public Tensor[] Extract(Tensor images)
    {
        CheckShape(images);
        using var scope = NewDisposeScope();
        // with channels innermost, as the U-Net gives them, VGG-16 takes a third longer on CPUs
        var x = ((images - mean) / deviation).contiguous();
        var taps = new List<Tensor>();
        var kept = new Stack<Tensor>();
        FeatureLayer? before = null;
        foreach (var layer in Spec.Used())
        {
            if (layer.Kind == FeatureLayerKind.Branch)
            {
                kept.Push(x);
            }

            x = layer.Kind == FeatureLayerKind.Add
                ? (layer.Convolves ? Convolve(layer, kept.Pop()) : kept.Pop()).Plus(x)
                : Apply(layer, x, inPlace: before is { Kind: FeatureLayerKind.Conv or FeatureLayerKind.Add, IsTap: false });
            before = layer;
            if (layer.IsTap)
            {
                taps.Add(x);
            }
        }

        return [.. taps.Select(tap => tap.MoveToOuterDisposeScope())];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean.Dispose();
        deviation.Dispose();
        foreach (var (weight, bias) in convolutions.Values)
        {
            weight.Dispose();
            bias.Dispose();
        }
    }

    /// <param name="layer">What to do.</param>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="inPlace">Whether a ReLU may overwrite it: nothing but a convolution or sum that nobody taps gave it, and its gradient
    /// does not need it.</param>
    Tensor Apply(FeatureLayer layer, Tensor x, bool inPlace)
    {
        long[] kernel = [layer.Kernel, layer.Kernel], stride = [layer.Stride, layer.Stride], padding = [layer.Padding, layer.Padding];
        return layer.Kind switch
        {
            FeatureLayerKind.Conv => Convolve(layer, x),
            FeatureLayerKind.ReLU => functional.relu(x, inPlace),
            FeatureLayerKind.MaxPool => functional.max_pool2d(x, kernel, stride, padding),
            FeatureLayerKind.AveragePool => functional.avg_pool2d(x, kernel, stride),
            _ => x,
        };
    }

    Tensor Convolve(FeatureLayer layer, Tensor x) =>
        functional.conv2d(x, convolutions[layer].Weight, convolutions[layer].Bias, [layer.Stride, layer.Stride],
            [layer.Padding, layer.Padding]);

    void CheckShape(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var shape = images.shape;
        if (shape.Length != 4 || shape[1] != RgbImage.Channels)
        {
            throw new ArgumentException($"Images are [{string.Join(", ", shape)}], expected [N, 3, H, W], RGB in [0, 1].");
        }

        if (Spec.Used().Aggregate((int)Math.Min(shape[2], shape[3]), (side, layer) => side < 1 ? side : layer.Side(side)) < 1)
        {
            throw new ArgumentException(
                $"Images of {shape[3]}×{shape[2]} px leave nothing at the last tap of feature network '{Spec.Name}'. Take larger crops.");
        }
    }
}
