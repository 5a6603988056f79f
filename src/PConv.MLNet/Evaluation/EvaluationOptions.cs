using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Methods, images, masks and metrics of an evaluation. The defaults are the protocol of the paper's Table 1: 512², twelve
/// classes of masks, a border of 50 px.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Pixels along each side that a mask of <see cref="BorderClass.B"/> keeps free: 50 (section 4.2).</summary>
    public const int PaperBorder = 50;

    /// <summary>Methods to compare on the same images and masks. The others are compared with the first one.
    /// <see cref="InpaintingMethod.All"/> by default.</summary>
    public IReadOnlyList<InpaintingMethod> Methods { get; init; } = InpaintingMethod.All;

    /// <summary>Side in pixels of the square images, 512 by default. The largest center square of each image is scaled by area
    /// averaging.</summary>
    public int Size { get; init; } = 512;

    /// <summary>Number of images in each class, chosen by a hash of seed and name, the same for all classes; null, the default, for all
    /// images.</summary>
    public int? ImagesPerClass { get; init; }

    /// <summary>Pixels along each side that masks of class B keep free and masks of class N do not, at least 1; 50 by default, as in the
    /// paper.</summary>
    public int Border { get; init; } = PaperBorder;

    /// <summary>Seed for the choice of images, masks and bootstrap resamples. 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Number of images processed in parallel; 0, the default, for one per core. Each network call uses one thread, so that
    /// results do not depend on this value.</summary>
    public int Threads { get; init; }

    /// <summary>Index of the CUDA device for the networks, or null, the default, for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to measure the sharpness of fills (<see cref="ImageMetrics.HoleSharpness"/>); false by default.</summary>
    public bool Sharpness { get; init; }

    /// <summary>
    /// ONNX file of a feature network (<see cref="Inference.OnnxFeatureNetwork"/>), or the name of ResNet-18, used to measure the
    /// <see cref="Inference.PerceptualDistance"/> of every fill to its original. By default ResNet-18 if its model lies beside the
    /// application (<see cref="Inference.OnnxFeatureNetwork.Default"/>); null for none.
    /// </summary>
    public string? PerceptualFeatures { get; init; } = Inference.OnnxFeatureNetwork.Default;

    /// <summary>Whether to report the distance in each output of the feature network as well, such as stem, layer1, layer2, layer3 and
    /// layer4; false by default.</summary>
    public bool PerceptualStages { get; init; }

    /// <summary>Whether masks of this class can exist: at 256² a border of 50 px leaves 37 % of the pixels, too few for the two largest
    /// classes of B.</summary>
    internal bool IsPossible(MaskClass of) =>
        of.Border == BorderClass.N || (long)(Size - 2 * Border) * (Size - 2 * Border) > of.Bucket.Low * Size * Size;

    internal void Validate(int images)
    {
        if (Methods.Count == 0)
        {
            throw new ArgumentException($"There is no method to evaluate. Name some of {InpaintingMethod.Names}.");
        }

        if (Methods.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two methods are called '{twice.Key}'. Give each a name of its own.");
        }

        if (Border < 1)
        {
            throw new ArgumentException($"Border is {Border} px, expected at least 1, which is what tells the classes N and B apart.");
        }

        if (Size <= 2 * Border)
        {
            throw new ArgumentException(
                $"A border of {Border} px leaves no pixel for the holes of class B in images of {Size}×{Size}. Take a size above " +
                $"{2 * Border}, or a smaller border.");
        }

        if (ImagesPerClass < 1 || ImagesPerClass > images)
        {
            throw new ArgumentException(
                $"{ImagesPerClass} images of each class are wanted, but there are {images} images. Take 1 to {images}, or leave it out " +
                $"for all.");
        }

        if (PerceptualStages && PerceptualFeatures is null)
        {
            throw new ArgumentException(
                $"There is no feature network whose outputs can be told apart. Set {nameof(PerceptualFeatures)}, or leave " +
                $"{nameof(PerceptualStages)} out.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
