using PConv.MLNet.Training;

namespace Microsoft.ML;

/// <summary>The trainer of partial-convolution networks in ML.NET's catalogs.</summary>
public static class PartialConvTrainerCatalog
{
    /// <summary>Trains a partial-convolution network (Liu et al., ECCV 2018) on the images of a view, with generated masks.</summary>
    /// <param name="trainers">The catalog, <c>mlContext.Inpainting().Trainers</c>.</param>
    /// <param name="outputColumnName">Column the fitted transformer makes: images of the input's size, their holes filled.</param>
    /// <param name="imageColumnName">Column of images, to train on and to fill.</param>
    /// <param name="maskColumnName">Column of masks the fitted transformer reads; training alone needs none.</param>
    /// <param name="training">Network, steps, losses and device; the paper's network and first phase by default.</param>
    /// <param name="outputFolder">Folder for checkpoints and the model, or null for a temporary one, the default.</param>
    /// <example><code>
    /// var trainer = ml.Inpainting().Trainers.PartialConv("Output", "Image", "Mask", new() { Network = UNetSpec.WithWidth(16, 7), Size =
    /// 256 }); var filled = trainer.Fit(photographs).Transform(damaged);
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

    /// <summary>Trains a partial-convolution network on the images of a view, with all options.</summary>
    public static PartialConvInpaintingTrainer PartialConv(this InpaintingTrainers trainers, PartialConvTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(trainers);
        return new(trainers.Context, options);
    }
}
