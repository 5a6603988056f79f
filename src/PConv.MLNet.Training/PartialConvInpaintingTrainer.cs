using Microsoft.ML;
using PConv.MLNet.Files;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;

namespace PConv.MLNet.Training;

/// <summary>Trains a partial-convolution network on the images of a view. The fitted transformer fills holes with ONNX Runtime and does not
/// need Torch.</summary>
/// <remarks>
/// Created by <see cref="PartialConvTrainerCatalog.PartialConv(InpaintingTrainers, PartialConvTrainerOptions)"/>. Progress is written to
/// the log of the context. Images in a column of file paths are decoded on demand; of images in other columns,
/// <see cref="TrainingOptions.CacheBytes"/> are kept in memory and the rest in a temporary file in the output folder.
/// </remarks>
public sealed class PartialConvInpaintingTrainer : IEstimator<InpaintingTransformer>
{
    readonly MLContext context;
    readonly PartialConvTrainerOptions options;
    readonly InpaintingEstimator untrained;

    internal PartialConvInpaintingTrainer(MLContext context, PartialConvTrainerOptions options, int? seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var training = options.Training;
        this.context = context;
        this.options = training.Seed != 0 ? options : options with { Training = training with { Seed = seed ?? 0 } };
        untrained = context.Transforms.InpaintPartialConv(options.ForScoring(null));
    }

    /// <summary>Trains on a view, which is read once.</summary>
    /// <exception cref="ArgumentException">A column is missing or has the wrong type, or the view has no images.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was canceled. If an output folder was set, training can be
    /// resumed.</exception>
    public InpaintingTransformer Fit(IDataView input) => Fit(input, null, CancellationToken.None);

    /// <summary>Trains on a view and measures the loss on another. Each view is read once.</summary>
    /// <param name="input">Training set.</param>
    /// <param name="validation">Validation set, measured every <see cref="TrainingOptions.ValidateEvery"/> steps and at the end; null for
    /// none.</param>
    /// <param name="cancel">Stops training after the current step and saves a checkpoint.</param>
    /// <exception cref="ArgumentException">A column is missing or has the wrong type, or a view has no images.</exception>
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

    /// <summary>Returns the columns of the input and the output column, which holds images.</summary>
    /// <remarks>The mask column is required here even if masks are generated, because a pipeline checks its schema before it is fitted and
    /// then transforms the training view.</remarks>
    /// <exception cref="ArgumentException">A column is missing or has the wrong type.</exception>
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
        if (options.Training.Features is null)
        {
            log.Info("Without Features, the perceptual and style terms are left out. Features = \"resnet18\" compares features.");
        }

        var training = images.IsKept ? options.Training with { CacheBytes = 0 } : options.Training; // the store keeps them already
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

    /// <summary>Fails before training if the fitted transformer could not be created: for columns of the wrong type, or if ONNX Runtime or
    /// its device is missing.</summary>
    void EnsureScorable(IDataView input)
    {
        ImageColumn.Bind(input.Schema, options.ImageColumnName, "image");
        untrained.Fit(WithMasks(input)).Dispose();
    }

    /// <summary>Adds a mask column for the schema check if the view has none, which training does not need.</summary>
    IDataView WithMasks(IDataView view) => options.UseMaskColumn || view.Schema.GetColumnOrNull(options.MaskColumnName) is not null
        ? view
        : context.Transforms.CopyColumns(options.MaskColumnName, options.ImageColumnName).Fit(view).Transform(view);
}
