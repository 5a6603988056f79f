using Microsoft.ML.OnnxRuntime;
using PConv.MLNet.Images;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Inference;

/// <summary>A network that turns images into features, ResNet-18 or one out of an ONNX file of one's own, to measure how alike images look.
/// Safe for use by several threads at once.</summary>
/// <remarks>
/// One input, float [N, 3, H, W], RGB, [0, 1]: what normalizes or resizes the image belongs into the graph. Outputs, each a layer to
/// compare, float [N, C, H′, W′] or [N, C].
/// </remarks>
public sealed class OnnxFeatureNetwork : IDisposable
{
    /// <summary>
    /// The name that stands for ResNet-18 out of the package Microsoft.ML.DnnImageFeaturizer.ResNet18, which the application references:
    /// five outputs, its stem and four stages.
    /// </summary>
    public const string ResNet18Name = ResNet18File.Name;

    const int LargeArea = 1 << 20; // features take 92 bytes a pixel, and as much again while they are computed

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

    /// <summary>The file's name, to tell what was measured with.</summary>
    public string Name { get; }

    /// <summary>The one size of images it takes; null for any.</summary>
    public ImageSize? Size => size;

    /// <summary>Gets where the package of <see cref="ResNet18Name"/> puts the model: beside the application.</summary>
    public static string ResNet18Path => ResNet18File.Path;

    /// <summary>Gets <see cref="ResNet18Name"/> where the model of its package lies beside the application, null elsewhere: the network
    /// that evaluations measure with unless told otherwise.</summary>
    public static string? Default => File.Exists(ResNet18Path) ? ResNet18Name : null;

    /// <summary>Names of the outputs, in the order of their features: stem, layer1, layer2, layer3 and layer4 of
    /// <see cref="ResNet18Name"/>.</summary>
    public IReadOnlyList<string> Stages { get; }

    /// <summary>Loads a network.</summary>
    /// <param name="path">The file, or <see cref="ResNet18Name"/>.</param>
    /// <param name="options">Device and threads.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no ONNX model, or one with other inputs or outputs.</exception>
    public static OnnxFeatureNetwork FromFile(string path, OnnxInpainterOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path == ResNet18Name ? new(OnnxSession.Open(ResNet18Model.Open, path, options).Session, path, ResNet18File.StageNames)
            : File.Exists(path)
            ? new(OnnxSession.Open(settings => new(path, settings), path, options).Session, Path.GetFileName(path))
            : throw new FileNotFoundException(
                $"There is no feature network '{path}'. Pass an ONNX file that reads images and gives features.", path);
    }

    /// <summary>How far apart two images look, 0 = equal: <see cref="PerceptualDistance"/> of their features.</summary>
    /// <param name="first">An image of any size, unless the network has one <see cref="Size"/>.</param>
    /// <param name="second">Another of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ, or the network takes another.</exception>
    public double Distance(RgbImage first, RgbImage second) => DistancesTo(first)(second).Sum();

    /// <summary>Prepares to compare one image with others: gives a function of another image that tells the distance in each of
    /// <see cref="Stages"/>.</summary>
    /// <remarks>
    /// The image's features are computed once. Of images above a megapixel they are not kept: ResNet-18 compares these a part at a time,
    /// where they differ, to the same distance, and one pair at a time: about a gigabyte whatever their size.
    /// </remarks>
    /// <param name="original">An image of any size, unless the network has one <see cref="Size"/>.</param>
    /// <exception cref="ArgumentException">The network takes another size; of the function, the sizes differ.</exception>
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

    /// <summary>Lets the error of features that are not finite name the network.</summary>
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

    /// <summary>The features where ONNX Runtime has them.</summary>
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
