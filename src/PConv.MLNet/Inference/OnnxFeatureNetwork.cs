using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Inference;

/// <summary>A network that computes image features for perceptual distances: ResNet-18 or a custom ONNX file. Thread-safe.</summary>
/// <remarks>
/// One input, float [N, 3, H, W], RGB, [0, 1]; normalization and resizing must be part of the graph. Each output is a layer to compare,
/// float [N, C, H′, W′] or [N, C].
/// </remarks>
public sealed class OnnxFeatureNetwork : IDisposable
{
    /// <summary>
    /// The name for ResNet-18 from the package Microsoft.ML.DnnImageFeaturizer.ResNet18, which the application must reference. It has five
    /// outputs: the stem and four stages.
    /// </summary>
    public const string ResNet18Name = ResNet18File.Name;

    const int LargeArea = 1 << 20; // features need 92 bytes per pixel, and twice that while they are computed

    readonly InferenceSession session;
    readonly bool isResNet18;
    readonly object gate = new();
    readonly string input;
    readonly ImageSize? size;

    OnnxFeatureNetwork(InferenceSession session, string name, IReadOnlyList<string>? stages = null)
    {
        (this.session, Name, Stages, isResNet18) = (session, name, stages ?? session.OutputNames, stages is not null);
        try
        {
            (input, size) = Check();
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>File name of the network, for reports.</summary>
    public string Name { get; }

    /// <summary>Fixed input size of the network; null for any size.</summary>
    public ImageSize? Size => size;

    /// <summary>Gets the path at which the package of <see cref="ResNet18Name"/> places the model, beside the application.</summary>
    public static string ResNet18Path => ResNet18File.Path;

    /// <summary>Gets the default network of evaluations: <see cref="ResNet18Name"/> if the model of its package lies beside the
    /// application, else null.</summary>
    public static string? Default => File.Exists(ResNet18Path) ? ResNet18Name : null;

    /// <summary>Names of the outputs, in the order of the features: stem, layer1, layer2, layer3 and layer4 for
    /// <see cref="ResNet18Name"/>.</summary>
    public IReadOnlyList<string> Stages { get; }

    /// <summary>Loads a network.</summary>
    /// <param name="path">The file, or <see cref="ResNet18Name"/>.</param>
    /// <param name="options">Device and threads.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is not an ONNX model, or its inputs or outputs are not supported.</exception>
    public static OnnxFeatureNetwork FromFile(string path, OnnxInpainterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path == ResNet18Name ? new(OnnxSession.Open(ResNet18Model.Open, path, options).Session, path, ResNet18File.StageNames)
            : File.Exists(path)
            ? new(OnnxSession.Open(settings => new(path, settings), path, options).Session, Path.GetFileName(path))
            : throw new FileNotFoundException(
                $"There is no feature network '{path}'. Pass an ONNX file that reads images and gives features.", path);
    }

    /// <summary>The <see cref="PerceptualDistance"/> between the features of two images; 0 = equal.</summary>
    /// <param name="first">An image of any size, or of <see cref="Size"/> if the network has a fixed size.</param>
    /// <param name="second">Another of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ, or the network requires another size.</exception>
    public double Distance(RgbImage first, RgbImage second) => DistancesTo(first)(second).Sum();

    /// <summary>Prepares to compare one image with others. The returned function maps another image to its distances in each of
    /// <see cref="Stages"/>.</summary>
    /// <remarks>
    /// The image's features are computed once. For images above one megapixel they are not kept: ResNet-18 compares only the parts that
    /// differ, one part and one pair at a time, with the same result and about 1 GB of memory for any size.
    /// </remarks>
    /// <param name="original">An image of any size, or of <see cref="Size"/> if the network has a fixed size.</param>
    /// <exception cref="ArgumentException">The network requires another size. The function throws it if the sizes differ.</exception>
    public Func<RgbImage, IReadOnlyList<double>> DistancesTo(RgbImage original)
    {
        ArgumentNullException.ThrowIfNull(original);
        if (isResNet18 && original.Size.Area > LargeArea)
        {
            return image =>
            {
                EnsureSameSize(original, image);
                lock (gate)
                {
                    return Named(() => PerceptualTiles.Distances(Outputs, original, image));
                }
            };
        }

        var features = Run(original);
        return image =>
        {
            EnsureSameSize(original, image);
            return Named(() => PerceptualDistance.ByStage(features, Run(image)));
        };
    }

    /// <summary>Adds the network's name to the error for features that are not finite.</summary>
    IReadOnlyList<double> Named(Func<IReadOnlyList<double>> measure)
    {
        try
        {
            return measure();
        }
        catch (ArgumentException e)
        {
            throw new InpaintingModelException(Name, $"'{Name}': {e.Message}", e);
        }
    }

    static void EnsureSameSize(RgbImage first, RgbImage second)
    {
        ArgumentNullException.ThrowIfNull(second);
        if (first.Size != second.Size)
        {
            throw new ArgumentException($"Images of {first.Size} and {second.Size} cannot be compared. Take images of one size.");
        }
    }

    /// <summary>The features of one image, an item an output, in the order of the file.</summary>
    /// <exception cref="ArgumentException">The network takes another size.</exception>
    internal IReadOnlyList<FeatureMap> Run(RgbImage image)
    {
        using var outputs = Outputs(image);
        return [.. outputs.Select(Map)];
    }

    /// <summary>The features in the memory of ONNX Runtime.</summary>
    IDisposableReadOnlyCollection<OrtValue> Outputs(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (size is { } only && only != image.Size)
        {
            throw new ArgumentException(
                $"The feature network '{Name}' takes images of {only}, got {image.Size}. Export it with open height and width, or with a " +
                $"Resize at its start.");
        }

        var planes = new float[RgbImage.Channels * image.Size.Area];
        PlanarLayout.Write(image, planes, image.Size);
        using var value = OrtValue.CreateTensorValueFromMemory(planes, [1, RgbImage.Channels, image.Height, image.Width]);
        using var options = new RunOptions();
        try
        {
            return session.Run(options, [input], [value], session.OutputNames);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InpaintingModelException(Name,
                $"ONNX Runtime cannot run the feature network '{Name}' on an image of {image.Size}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    static FeatureMap Map(OrtValue output)
    {
        var shape = output.GetTensorTypeAndShape().Shape;
        var channels = (int)shape[1];
        var values = output.GetTensorDataAsSpan<float>().ToArray();
        return new(channels, values.Length / channels, values);
    }

    (string Input, ImageSize? Size) Check()
    {
        var (inputs, outputs) = (session.InputMetadata, session.OutputMetadata);
        if (inputs.Count != 1 || inputs.Values.Single(
            ) is not { IsTensor: true, Dimensions: [_, var channels, var height, var width] } image
            || image.ElementType != typeof(float) || (channels != RgbImage.Channels && channels > 0)
            || outputs.Values.Any(o => !o.IsTensor || o.ElementType != typeof(float) || o.Dimensions.Length is not (2 or 4)))
        {
            throw new InvalidDataException(
                $"The feature network '{Name}' has inputs {ModelSignature.List(inputs)} and outputs {ModelSignature.List(outputs)}, " +
                $"expected one input float [N, 3, H, W] and outputs float [N, C, H, W] or [N, C].");
        }

        return (inputs.Keys.Single(), height > 0 && width > 0 ? new(width, height) : null);
    }
}
