using PConv.MLNet.Images;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PConv.MLNet.Training;

/// <summary>The feature network Ψ of Liu et al. 2018, eqs. (3) to (5). Its weights are fixed and have no gradients.</summary>
sealed class FeatureNetwork : IDisposable
{
    /// <summary>The name of the <see cref="Random"/> network, used in place of a file.</summary>
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

    /// <summary>Creates a network with given weights. Weights that the specification does not use are ignored.</summary>
    /// <param name="spec">Layers and normalization.</param>
    /// <param name="weights">Weights with the names of <see cref="FeatureNetworkSpec.Weights"/>.</param>
    /// <param name="device">Torch device; null, the default, for the CPU.</param>
    /// <param name="type">Element type of weights and images, 32-bit floats by default.</param>
    /// <exception cref="ArgumentException">A tensor is missing or has another shape. The message names it.</exception>
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

        // disposed with the network
        Tensor Fixed(float[] values, params long[] shape) => tensor(values, shape, type, device).DetachFromDisposeScope();
    }

    /// <summary>Layers and normalization.</summary>
    internal FeatureNetworkSpec Spec { get; }

    /// <summary>
    /// Loads a feature network. A <c>.safetensors</c> or <c>.dat</c> file (TorchSharp's format) contains the weights of VGG-16, or of the
    /// specification in the <c>.json</c> file of the same name; an <c>.onnx</c> file contains both. <c>resnet18</c>
    /// (<see cref="CreateResNet18"/>) and <see cref="RandomName"/> are accepted in place of a file.
    /// </summary>
    /// <param name="path">Path of the file, <c>resnet18</c>, or <see cref="RandomName"/>.</param>
    /// <param name="device">Torch device; null, the default, for the CPU.</param>
    /// <param name="seed">Seed of the weights of <see cref="RandomName"/>.</param>
    /// <exception cref="FileNotFoundException">The file, or the package of <c>resnet18</c>, does not exist.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read, or lacks a tensor. The message says what to do.</exception>
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

    /// <summary>Checks that the file exists, before any other work.</summary>
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

    /// <summary>Loads ResNet-18 from the package Microsoft.ML.DnnImageFeaturizer.ResNet18, which the application must reference. The
    /// features are the outputs of its first stages, beginning with the stem.</summary>
    /// <param name="stages">Number of stages, 1 to 5; 3 by default, because the evaluation metric uses the later ones.</param>
    /// <param name="device">Torch device; null, the default, for the CPU.</param>
    /// <exception cref="FileNotFoundException">The application does not reference the package.</exception>
    public static FeatureNetwork CreateResNet18(int stages = 3, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stages, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stages, 5);
        var (spec, weights) = ResNet18.Read(stages);
        return new(spec, weights, device);
    }

    /// <summary>Creates a small untrained network with He-normal weights and zero bias (<see cref="FeatureNetworkSpec.SmallRandom"/>), for
    /// tests and as a substitute for VGG-16.</summary>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="device">Torch device; null, the default, for the CPU.</param>
    /// <param name="type">Element type of weights and images, 32-bit floats by default.</param>
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

    /// <summary>Extracts the features Ψ_p at every tap. The tensors belong to the caller's dispose scope.</summary>
    /// <param name="images">float [N, 3, H, W], RGB, [0, 1]; normalization is part of this method. Gradients flow to the images if they
    /// require them.</param>
    /// <returns>float [N, C_p, H_p, W_p] for every tap p.</returns>
    /// <exception cref="ArgumentException">The images have another shape, or are too small for the last tap.</exception>
    public Tensor[] Extract(Tensor images)
    {
        CheckShape(images);
        using var scope = NewDisposeScope();
        // with channels as the innermost dimension, as in the U-Net's output, VGG-16 takes a third longer on CPUs
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

    /// <param name="layer">The layer.</param>
    /// <param name="x">[N, C, H, W]</param>
    /// <param name="inPlace">Whether a ReLU may overwrite its input: it is the output of a convolution or sum that is not tapped and whose
    /// gradient does not need it.</param>
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
