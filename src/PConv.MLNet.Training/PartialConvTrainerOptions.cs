using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;

namespace PConv.MLNet.Training;

/// <summary>Options of <c>mlContext.Inpainting().Trainers.PartialConv</c>.</summary>
public sealed record PartialConvTrainerOptions
{
    /// <summary>Name of the output column of the fitted transformer: the filled images, in their original size.</summary>
    public required string OutputColumnName { get; init; }

    /// <summary>Name of the column of images, for training and for filling.</summary>
    public required string ImageColumnName { get; init; }

    /// <summary>Name of the column of masks that the fitted transformer reads. A mask has the size of its image.</summary>
    public required string MaskColumnName { get; init; }

    /// <summary>
    /// Whether to train on the masks of <see cref="MaskColumnName"/>, cropped together with their images. False by default: masks are
    /// generated according to <see cref="TrainingOptions.Masks"/>, and training by itself does not need the column.
    /// </summary>
    public bool UseMaskColumn { get; init; }

    /// <summary>How masks are read; by default, values of at least 128 are holes.</summary>
    public MaskReading MaskReading { get; init; } = new();

    /// <summary>Value of full intensity in vectors of floats: 1 by default, 255 for the output of ExtractPixels.</summary>
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

    /// <summary>Device and threads of the fitted transformer; the CPU with one thread per core by default.</summary>
    public OnnxInpainterOptions Scoring { get; init; } = new();

    /// <summary>
    /// Folder for checkpoints, <c>weights.pconvw</c> and <c>model.onnx</c>. Null, the default, for a temporary folder that is deleted after
    /// training. Set a folder to be able to resume an interrupted training.
    /// </summary>
    public string? OutputFolder { get; init; }

    /// <summary>Whether to resume from the latest checkpoint in <see cref="OutputFolder"/>, if there is one; false by default.</summary>
    public bool Resume { get; init; }

    /// <summary>Stops training after the current step. For a trainer in a pipeline, whose Fit does not accept a token.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>Receives a report every <see cref="TrainingOptions.ReportEvery"/> steps and after every validation. The log of the context
    /// receives them as well.</summary>
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

    /// <summary>Returns the options of the transformer for a model; null for the built-in model.</summary>
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
