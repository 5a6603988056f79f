using Microsoft.ML;
using PConv.MLNet.Files;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Training;

/// <summary>Trains a partial-convolution network on the images of a view; what it fits fills holes with ONNX Runtime alone.</summary>
/// <remarks>
/// Made by <see cref="PartialConvTrainerCatalog.PartialConv(InpaintingTrainers, PartialConvTrainerOptions)"/>. How training goes on
/// is told to the context's log. A column of file paths is decoded on demand; of other columns,
/// <see cref="TrainingOptions.CacheBytes"/> are kept in memory and the rest in a temporary file in the output folder.
/// </remarks>
public sealed class PartialConvInpaintingTrainer : IEstimator<InpaintingTransformer>
{
    readonly MLContext context;
    readonly PartialConvTrainerOptions options;
    readonly InpaintingEstimator untrained;

    internal PartialConvInpaintingTrainer(MLContext context, PartialConvTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (this.context, this.options) = (context, options);
        untrained = context.Transforms.InpaintPartialConv(options.ForScoring(null));
    }

    /// <summary>Trains on a view, which is read once.</summary>
    /// <exception cref="OperationCanceledException">The options' token was canceled; with an output folder the training can be
    /// resumed.</exception>
    public InpaintingTransformer Fit(IDataView input) => Fit(input, null, CancellationToken.None);

    /// <summary>Trains on a view and measures the loss on another; each is read once.</summary>
    /// <param name="input">What to train on.</param>
    /// <param name="validation">What to measure the loss on, every <see cref="TrainingOptions.ValidateEvery"/> steps and at the
    /// end.</param>
    /// <param name="cancel">Ends training after the current step, with a checkpoint.</param>
    /// <exception cref="ArgumentException">A column is missing or unfit, or a view has no images.</exception>
    /// <exception cref="OperationCanceledException">It was canceled; with an output folder the training can be resumed.</exception>
    public InpaintingTransformer Fit(IDataView input, IDataView? validation, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var folder = new RunFolder(options.OutputFolder, options.Resume);
        EnsureScorable(input);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, options.Cancel);
        using var log = new FitLog(context, options.Progress);
        var model = OnnxExport.ToBytes(Train(input, validation, folder, log, both.Token));
        AtomicFile.Write(folder["model.onnx"], stream => stream.Write(model));
        return context.Transforms.InpaintPartialConv(options.ForScoring(model)).Fit(WithMasks(input));
    }

    /// <summary>The input's columns and the output column, of images.</summary>
    /// <remarks>The mask column is needed here even if masks are generated: a pipeline, which asks for this before it is fitted, fills what
    /// it was trained on.</remarks>
    /// <exception cref="ArgumentException">A column is missing or unfit.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageColumn.Check(inputSchema, options.ImageColumnName, "image");
        if (!options.UseMaskColumn && inputSchema.All(c => c.Name != options.MaskColumnName))
        {
            throw new ArgumentException(
                $"There is no column '{options.MaskColumnName}' among {string.Join(", ", inputSchema.Select(c => c.Name))}. " +
                "Training generates masks, but a pipeline also fills what it was trained on: add a column of masks before the trainer, " +
                "or fit the trainer by itself.");
        }

        ImageColumn.Check(inputSchema, options.MaskColumnName, "mask");
        return untrained.GetOutputSchema(inputSchema);
    }

    NetworkWeights Train(IDataView input, IDataView? validation, RunFolder folder, FitLog log, CancellationToken cancel)
    {
        using var store = new ImageStore(folder.Path, options.Training.CacheBytes);
        var images = ViewImages.From(input, "train", options, store, log.Warn, cancel);
        var held = validation is null ? null : ViewImages.From(validation, "validate", options, store, log.Warn, cancel);
        log.Info(
            $"Training on {images.Count} images{(held is null ? "" : $", validating on {held.Count}")}, {options.Training.Steps} steps " +
            $"of {options.Training.BatchSize} crops, on {options.Training.Device}.");
        var training = images.IsKept ? options.Training with { CacheBytes = 0 } : options.Training; // the store has used them
        var trainer = new PartialConvTrainer(training)
        {
            Report = log.Warn,
            Validation = held,
            InitialWeights = options.InitialWeights,
            Folder = folder.Hold,
            MaskReading = options.MaskReading,
        };
        return trainer.Train(images, folder.Path, options.Resume, log, cancel);
    }

    /// <summary>Lets fail now what would otherwise fail after training: unfit columns, a missing ONNX Runtime or its device.</summary>
    void EnsureScorable(IDataView input)
    {
        ImageColumn.Bind(input.Schema, options.ImageColumnName, "image");
        untrained.Fit(WithMasks(input)).Dispose();
    }

    /// <summary>A view with a mask column to check against, where training alone needs none.</summary>
    IDataView WithMasks(IDataView view) => options.UseMaskColumn || view.Schema.GetColumnOrNull(options.MaskColumnName) is not null
        ? view
        : context.Transforms.CopyColumns(options.MaskColumnName, options.ImageColumnName).Fit(view).Transform(view);
}
