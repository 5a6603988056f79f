using PConv.MLNet.Evaluation;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet;

/// <summary>Columns and classes of <c>mlContext.Inpainting().Evaluate</c>.</summary>
public sealed record InpaintingEvaluationOptions
{
    /// <summary>Name of the column of originals, without holes.</summary>
    public required string ImageColumnName { get; init; }

    /// <summary>Name of the column of filled images, each of the size of its original.</summary>
    public required string OutputColumnName { get; init; }

    /// <summary>Name of the column of masks, each of the size of its original.</summary>
    public required string MaskColumnName { get; init; }

    /// <summary>What white is and means in a mask; the hole, from 128 on, by default.</summary>
    public MaskReading MaskReading { get; init; } = new();

    /// <summary>Value of full intensity in columns of float vectors, 1 by default.</summary>
    public float VectorMaximum { get; init; } = 1;

    /// <summary>Pixels along each side that the masks of class B keep free, 50 by default as in the paper.</summary>
    public int Border { get; init; } = EvaluationOptions.PaperBorder;

    /// <summary>
    /// ONNX file of a feature network (<see cref="Inference.OnnxFeatureNetwork"/>) or the name of ResNet-18, which runs on the CPU. Adds
    /// the mean <see cref="Inference.PerceptualDistance"/> between originals and filled images, in total and per output. By default
    /// ResNet-18 if its model lies beside the application (<see cref="Inference.OnnxFeatureNetwork.Default"/>); null for none.
    /// </summary>
    public string? PerceptualFeatures { get; init; } = Inference.OnnxFeatureNetwork.Default;

    internal void Validate()
    {
        foreach (var (value, name) in new[] { (ImageColumnName, nameof(ImageColumnName)), (OutputColumnName, nameof(OutputColumnName)),
            (MaskColumnName, nameof(MaskColumnName)) })
        {
            ArgumentException.ThrowIfNullOrEmpty(value, name);
        }

        if (ImageColumnName == OutputColumnName)
        {
            throw new ArgumentException(
                $"ImageColumnName and OutputColumnName are both '{ImageColumnName}': images compared with themselves are always equal. " +
                $"Fill into a column of another name.");
        }

        ArgumentNullException.ThrowIfNull(MaskReading);
        MaskReading.Validate();
        if (!(VectorMaximum > 0 && float.IsFinite(VectorMaximum)))
        {
            throw new ArgumentException($"VectorMaximum is {VectorMaximum}, expected the value of full intensity. Take 1 or 255.");
        }

        if (Border < 1)
        {
            throw new ArgumentException($"Border is {Border} px, expected at least 1: without a border every image is in class B.");
        }
    }
}
