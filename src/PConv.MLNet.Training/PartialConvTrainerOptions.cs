using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Training;

/// <summary>Columns, data, training and result of <c>mlContext.Inpainting().Trainers.PartialConv</c>.</summary>
public sealed record PartialConvTrainerOptions
{
    /// <summary>Name of the column the fitted transformer makes: images of the size of the input's.</summary>
    public required string OutputColumnName { get; init; }

    /// <summary>Name of the column of images, to train on and to fill.</summary>
    public required string ImageColumnName { get; init; }

    /// <summary>Name of the column of masks that the fitted transformer reads, each of the size of its image.</summary>
    public required string MaskColumnName { get; init; }

    /// <summary>
    /// Whether to train on the masks of <see cref="MaskColumnName"/>, cropped as their images are.
    /// By default masks are generated as <see cref="TrainingOptions.Masks"/> says, and the training view needs no mask column.
    /// </summary>
    public bool UseMaskColumn { get; init; }

    /// <summary>What white is and means in a mask; the hole, from 128 on, by default.</summary>
    public MaskReading MaskReading { get; init; } = new();

    /// <summary>Value of full intensity in vectors of floats: 1 by default, 255 for what ExtractPixels gives.</summary>
    public float VectorMaximum { get; init; } = 1;

    /// <summary>Network, steps, losses and device; the paper's network and first phase by default.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>
    /// What training starts from in place of random weights, as
    /// <see cref="InpaintingModel.BuiltInWeights"/>; null, the default, for random ones.
    /// They must be of the network to train: take their <see cref="NetworkWeights.Spec"/> for it. A training that is resumed goes on from
    /// its checkpoint.
    /// </summary>
    public NetworkWeights? InitialWeights { get; init; }

    /// <summary>Device and threads of the fitted transformer; the CPU with one thread a core by default.</summary>
    public OnnxInpainterOptions Scoring { get; init; } = new();

    /// <summary>
    /// Folder for checkpoints, <c>weights.pconvw</c> and <c>model.onnx</c>. Null, the default, takes a temporary one of which
    /// nothing is left: name one for a training that is to survive an interruption.
    /// </summary>
    public string? OutputFolder { get; init; }

    /// <summary>Whether to go on from the latest checkpoint in <see cref="OutputFolder"/>, if there is one; false by default.</summary>
    public bool Resume { get; init; }

    /// <summary>Ends a fit after the current step; for a trainer within a pipeline, whose own fit takes no token.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>Gets a report every <see cref="TrainingOptions.ReportEvery"/> steps and after every validation; the context's log gets them
    /// in any case.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Training);
        Training.Validate();
        Training.EnsureNetworkOf(InitialWeights);
        if (Resume && OutputFolder is null)
        {
            throw new ArgumentException(
                "Resume needs an OutputFolder with checkpoints, and none is named. Name the folder of the training to go on with.");
        }
    }

    /// <summary>Options of the transformer, with a model or, for null, with the built-in one.</summary>
    internal PartialConvInpaintingOptions ForScoring(byte[]? model) => new()
    {
        OutputColumnName = OutputColumnName,
        ImageColumnName = ImageColumnName,
        MaskColumnName = MaskColumnName,
        Model = model,
        MaskReading = MaskReading,
        VectorMaximum = VectorMaximum,
        Scoring = Scoring,
    };
}
