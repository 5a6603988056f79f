using PConv.MLNet.Training;

namespace Microsoft.ML;

/// <summary>Extension methods that create trainers of partial-convolution networks.</summary>
public static class PartialConvTrainerCatalog
{
    /// <summary>Creates a trainer of a partial-convolution network (Liu et al., ECCV 2018) that generates its training masks.</summary>
    /// <param name="trainers">The catalog, <c>mlContext.Inpainting().Trainers</c>.</param>
    /// <param name="outputColumnName">Output column of the fitted transformer: the images with their holes filled, in their original
    /// size.</param>
    /// <param name="imageColumnName">Column of images, for training and for filling.</param>
    /// <param name="maskColumnName">Column of masks for the fitted transformer. Training by itself does not need it.</param>
    /// <param name="training">Network, steps, losses and device; the paper's network and first phase by default.</param>
    /// <param name="outputFolder">Folder for checkpoints and the model; null, the default, for a temporary one.</param>
    /// <exception cref="ArgumentException">An option is invalid. The message says what to change.</exception>
    /// <example><code>
    /// var trainer = ml.Inpainting().Trainers.PartialConv("Output", "Image", "Mask",
    ///     new() { Network = UNetSpec.WithWidth(16, 7), Size = 256 });
    /// var filled = trainer.Fit(photographs).Transform(damaged);
    /// </code></example>
    public static PartialConvInpaintingTrainer PartialConv(this InpaintingTrainers trainers,
        string outputColumnName, string imageColumnName, string maskColumnName, TrainingOptions? training = null,
        string? outputFolder = null) =>
        trainers.PartialConv(new PartialConvTrainerOptions
        {
            OutputColumnName = outputColumnName,
            ImageColumnName = imageColumnName,
            MaskColumnName = maskColumnName,
            Training = training ?? new(),
            OutputFolder = outputFolder,
        });

    /// <summary>Creates a trainer of a partial-convolution network with all options.</summary>
    /// <exception cref="ArgumentException">An option is invalid. The message says what to change.</exception>
    public static PartialConvInpaintingTrainer PartialConv(this InpaintingTrainers trainers, PartialConvTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new(trainers.Context, options, trainers.Seed);
    }
}
