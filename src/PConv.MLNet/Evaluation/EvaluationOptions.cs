using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>What is evaluated, and on what. The defaults are the protocol of the paper's Table 1: 512², twelve classes of masks, a border
/// of 50 px.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Methods to compare, each on the same images and masks; the first is the one the others are compared with. All that have a
    /// name by default.</summary>
    public IReadOnlyList<InpaintingMethod> Methods { get; init; } = InpaintingMethods.All;

    /// <summary>Side in pixels of the square images, 512 by default: of each image the largest square in its middle, scaled by averaging
    /// over areas.</summary>
    public int Size { get; init; } = 512;

    /// <summary>Images in each class, chosen by a hash of seed and name, the same ones in all; null, the default, for all there
    /// are.</summary>
    public int? ImagesPerClass { get; init; }

    /// <summary>Pixels along each side that masks of class B keep free, and those of N do not, at least 1; the paper's 50 by
    /// default.</summary>
    public int Border { get; init; } = InpaintingScore.PaperBorder;

    /// <summary>Chooses images, masks and resamples. 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Images worked on at once; 0, the default, for one a core. Each network call takes one thread, so that results do not depend
    /// on it.</summary>
    public int Threads { get; init; }

    /// <summary>CUDA device of the networks, or null for the CPU, the default.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to measure how sharp fills are (<see cref="ImageMetrics.HoleSharpness"/>); false by default.</summary>
    public bool Sharpness { get; init; }

    /// <summary>
    /// ONNX file of a feature network (<see cref="Inference.OnnxFeatureNetwork"/>), or the name of ResNet-18: every fill gets a
    /// <see cref="Inference.PerceptualDistance"/> to its original. By default ResNet-18 where its model lies beside the application
    /// (<see cref="Inference.OnnxFeatureNetwork.Default"/>); null for none.
    /// </summary>
    public string? PerceptualFeatures { get; init; } = Inference.OnnxFeatureNetwork.Default;

    /// <summary>Whether to tell the distance in each output of the feature network as well, as in stem, layer1, layer2, layer3 and layer4;
    /// false by default.</summary>
    public bool PerceptualStages { get; init; }

    /// <summary>Whether masks of this class can exist: at 256² a border of 50 px leaves 37 % of the pixels, too few for the two largest
    /// classes of B.</summary>
    internal bool IsPossible(MaskClass of) =>
        of.Border == BorderClass.N || (long)(Size - 2 * Border) * (Size - 2 * Border) > of.Bucket.Low * Size * Size;

    internal void Validate(int images)
    {
        if (Methods.Count == 0)
        {
            throw new ArgumentException($"There is no method to evaluate. Name some of {InpaintingMethods.Names}.");
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
