using System.Runtime.InteropServices;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Trains a partial-convolution U-Net on images and generated masks (Liu et al. 2018, section 4).</summary>
public sealed class PartialConvTrainer
{
    readonly TrainingOptions options;
    Device device;

    /// <summary>Creates a trainer and validates the options.</summary>
    /// <exception cref="ArgumentException">An option is invalid, or the device is not available. The message says what to
    /// change.</exception>
    /// <exception cref="DllNotFoundException">Torch's native library cannot be loaded. The message says what to install.</exception>
    public PartialConvTrainer(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        TorchLibrary.Load();
        if (options.Device.StartsWith("cuda", StringComparison.OrdinalIgnoreCase) && !cuda.is_available())
        {
            throw new ArgumentException(
                $"Device '{options.Device}' was asked for, but no CUDA device is available. Use cpu, or a driver with a torch for CUDA " +
                $"(the package TorchSharp-cuda-linux).");
        }

        device = torch.device(options.Device); // without CUDA, it throws with a native stack trace as its message
    }

    /// <summary>Receives messages that are not progress, such as about an image that could not be read. Called by any thread; ignored by
    /// default.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>
    /// The processes that train together; only this one by default. In each step, each of them draws
    /// <see cref="TrainingOptions.BatchSize"/> crops of its own, and the gradients are averaged. Only rank 0 saves, validates and reports.
    /// </summary>
    public IProcessGroup ProcessGroup { get; init; } = SingleProcess.Instance;

    /// <summary>
    /// Validation set, measured every <see cref="TrainingOptions.ValidateEvery"/> steps and at the end; null, the default, for none.
    /// The same crop and mask of each image are used every time.
    /// </summary>
    public IImageSource? Validation { get; init; }

    /// <summary>
    /// Initial weights, such as those of the built-in model; null, the default, for random ones. Ignored if training is resumed from a
    /// checkpoint. Set <see cref="TrainingOptions.Network"/> to their <see cref="NetworkWeights.Spec"/>.
    /// </summary>
    public NetworkWeights? InitialWeights { get; init; }

    /// <summary>
    /// A lock on the output folder that the caller has taken; null, the default, to let <see cref="Train"/> take and release it.
    /// With several ranks, only rank 0 takes the lock.
    /// </summary>
    public TrainingFolder? Folder { get; init; }

    /// <summary>How the files of <see cref="TrainingOptions.MaskFolder"/> are read; by default white is the hole, from 128 on.</summary>
    public MaskReading MaskReading { get; init; } = new();

    /// <summary>Loads Torch's native library, which this assembly does before its own first use of TorchSharp. Call it if your code uses
    /// TorchSharp earlier; later calls return the result of the first.</summary>
    /// <returns>A phrase that says how the library is loaded: "loaded as it is", or why a copy was loaded.</returns>
    /// <exception cref="DllNotFoundException">The library cannot be loaded. The message says what is missing and what to
    /// install.</exception>
    public static string LoadTorch() => TorchLibrary.Load();

    /// <summary>The weights to use of a training's latest checkpoint; null if there is none.</summary>
    /// <param name="output">The training's output folder.</param>
    /// <exception cref="InvalidDataException">The checkpoint is damaged; the message says what to remove.</exception>
    public static NetworkWeights? LatestWeights(string output) => Checkpoint.Latest(output)?.LoadWeights();

    /// <summary>
    /// Trains to the last step. Writes <c>weights.pconvw</c>, the last checkpoints, <c>metrics.csv</c>, <c>metrics.jsonl</c>,
    /// <c>loss.svg</c>, events for TensorBoard and, if enabled, previews to the output folder.
    /// </summary>
    /// <param name="images">Training set.</param>
    /// <param name="output">Output folder. It is created if it does not exist.</param>
    /// <param name="resume">Whether to resume from the latest checkpoint in <paramref name="output"/>, if there is one. If false, the
    /// folder must not contain checkpoints.</param>
    /// <param name="progress">Receives a report every <see cref="TrainingOptions.ReportEvery"/> steps and after every validation.</param>
    /// <param name="cancel">Stops training after the current step and saves a checkpoint.</param>
    /// <returns>The weights after the last step, or their average (<see cref="TrainingOptions.EmaDecay"/>).</returns>
    /// <exception cref="ArgumentException">There are no images, the initial weights belong to another network, or the checkpoint was made
    /// with other options.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled. It can be resumed.</exception>
    /// <exception cref="InvalidDataException">A file of the checkpoint is missing or damaged. The message names the folder to
    /// remove.</exception>
    /// <exception cref="InvalidOperationException">Another training uses the folder, the loss is not finite, or Torch failed. The last
    /// checkpoint was passed to <see cref="Report"/>.</exception>
    public NetworkWeights Train(IImageSource images, string output, bool resume = false,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        try
        {
            return Run(images, output, resume, progress, cancel);
        }
        catch (ExternalException e) // TorchSharp's exception; native stack frames follow the first line of its message
        {
            throw new InvalidOperationException($"Torch failed: {e.Message.Split('\n')[0]}", e);
        }
    }

    NetworkWeights Run(IImageSource images, string output, bool resume, IProgress<TrainingProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
        {
            throw new ArgumentException("There are no images to train on. Pass a folder with JPEG, PNG, WebP or TIFF files.");
        }

        if (Validation is { Count: 0 })
        {
            throw new ArgumentException("There are no images to validate on. Pass some, or leave the validation out.");
        }

        if (options.Network.Prior == InitialFill.Given)
        {
            _ = images.ReadExample(0, InitialFill.Given); // fails before the first step if fills or masks are missing
        }

        options.EnsureNetworkOf(InitialWeights);
        if (Folder is not null && Folder.Path != output)
        {
            throw new ArgumentException(
                $"The locked folder is '{Folder.Path}', but the output folder is '{output}'. Lock the output folder.");
        }

        using var hold = ProcessGroup.IsFirst && Folder is null ? TrainingFolder.Take(output, resume) : null;
        if (ProcessGroup.IsFirst)
        {
            Checkpoint.RemoveRemains(output);
        }

        var checkpoint = Checkpoint.Latest(output);
        if (checkpoint is not null && !resume)
        {
            throw new ArgumentException($"'{output}' holds checkpoints of a training. Resume it, or choose an empty folder.");
        }

        checkpoint?.EnsureWhole();
        checkpoint?.EnsureMadeWith(options, Report);
        var masks = new TrainingMasks(options, MaskReading, Report);
        device = torch.device(ProcessGroup.DeviceOf(options.Device, cuda.device_count()));
        set_num_threads(options.Threads > 0 ? options.Threads : ProcessGroup.Threads());
        using var memory = new KeptMemory();
        manual_seed(options.Seed); // for the initial weights; later steps do not use Torch's generator
        using var network = new PartialConvUNet(options.Network);
        network.to(device);
        if (InitialWeights is not null)
        {
            network.Load(InitialWeights);
        }

        using var objective = new InpaintingObjective(options.Loss, options.Features, device, options.Seed);
        using var optimizer = new AdamOptimizer(network.parameters(), options.LearningRate);
        using var average = options.EmaDecay is { } decay ? new WeightAverage(network, decay, device) : null;
        checkpoint?.Restore(network, optimizer, average);
        var model = average?.Network ?? network; // validated, previewed and returned

        var step = checkpoint?.Step ?? 0;
        ProcessGroup.Begin(network, options, step);
        var underWay = step + 1;
        var alone = ProcessGroup.Alone(cancel);

        // Only rank 0 reports, validates and saves checkpoints.
        progress = ProcessGroup.IsFirst ? progress : null;
        var log = ProcessGroup.IsFirst ? new RunLog(output, step) : null;
        var meter = new ProgressMeter(options, step, ProcessGroup.Count);
        var validation = Validation is null || !ProcessGroup.IsFirst ? null
            : new ValidationLoss(Validation, options, objective, device, Report, masks);
        var preview = ProcessGroup.IsFirst ? PreviewOf(images, objective, masks) : null;
        try
        {
            foreach (var batch in new BatchSampler(new CachedImageSource(images, options.CacheBytes), options, Report, masks,
                ProcessGroup).From(step, alone).ToBlockingEnumerable(alone))
            {
                underWay = step + 1;
                ProcessGroup.StopTogether(cancel); // prefetched batches would still arrive
                network.FreezesEncoderNorm = options.IsFineTuning(step);
                network.train(); // validation and previews switch it to evaluation mode
                var rate = options.LearningRateAt(step);
                Step(network, optimizer, objective, batch, rate, step, meter);
                average?.Update(network, step);
                step++;
                if (preview is not null && IsDue(options.PreviewEvery!.Value))
                {
                    log!.Write(step, meter.Apart(() => preview.Of(model)));
                }

                var validated = validation is not null && IsDue(options.ValidateEvery ?? options.CheckpointEvery)
                    ? meter.Apart(() => validation.Of(model, alone)) : ((double, double, double, double)?)null;
                if (validated is not null || IsDue(options.ReportEvery))
                {
                    var report = meter.Take(step, rate, validated);
                    log?.Write(report); // before the checkpoint, because resuming drops rows after it
                    progress?.Report(report);
                }

                if (IsDue(options.CheckpointEvery))
                {
                    Save();
                }
            }
        }
        catch (OperationCanceledException)
        {
            Save();
            ProcessGroup.Barrier(); // no rank may end before rank 0 has saved
            throw;
        }
        catch (Exception)
        {
            if (ProcessGroup.IsFirst)
            {
                // the state is not saved: the failed step may have changed it
                Report($"Training ended in step {underWay}; {(Checkpoint.Latest(output) is { } last
                    ? $"the last checkpoint is '{Path.GetDirectoryName(last.WeightsFile)}': resume from it."
                    : "there is no checkpoint yet.")}");
            }

            throw;
        }

        var weights = model.ToWeights();
        if (ProcessGroup.IsFirst)
        {
            weights.Save(Path.Combine(output, "weights.pconvw"));
        }

        ProcessGroup.Barrier(); // all ranks return after the result is written
        return weights;

        void Save()
        {
            if (ProcessGroup.IsFirst)
            {
                Checkpoint.Save(output, step, network, optimizer, options, average);
                log!.Plot();
            }
        }

        bool IsDue(int every) => step % every == 0 || step == options.Steps;
    }

    /// <summary>Makes one step. The gradients of the parts of the batch are accumulated.</summary>
    void Step(PartialConvUNet network, AdamOptimizer optimizer, InpaintingObjective objective, Batch batch, double rate, int step,
        ProgressMeter meter)
    {
        using var scope = NewDisposeScope();
        optimizer.LearningRate = rate;
        optimizer.zero_grad();
        foreach (var part in batch.Split(options.Accumulation))
        {
            using var partScope = NewDisposeScope();
            var (input, target, mask) = part.ToTensors(device);
            var output = network.call(input, mask); // [N, 3, size, size]
            var loss = objective.Of(output, target, mask, step);
            var value = ProcessGroup.Average(loss.Total.item<float>()); // of all ranks, so that all of them throw or none does
            meter.Add(value, loss.Values(), 1.0 / options.Accumulation);
            if (!float.IsFinite(value))
            {
                throw new InvalidOperationException(
                    $"The loss is {value} at step {step + 1} ({loss}), on {string.Join(", ", ProcessGroup.Gather(part.Names))}. " +
                    "Resume from the last checkpoint with AcceptOtherOptions and a lower LearningRate or a GradientClip.");
            }

            loss.Total.Over(options.Accumulation).backward();
        }

        ProcessGroup.Average(network);
        if (options.GradientClip is { } norm)
        {
            nn.utils.clip_grad_norm_(network.parameters().OfType<TorchSharp.Modules.Parameter>(), norm);
        }

        optimizer.step();
    }

    /// <summary>Creates a preview of the first validation images or, without validation, of the first training images. Null if previews are
    /// disabled or no image can be read.</summary>
    Preview? PreviewOf(IImageSource images, InpaintingObjective objective, TrainingMasks masks) =>
        options.PreviewEvery is not null
        && new ValidationLoss(Validation ?? images, options, objective, device, Report, masks).First(Preview.MaxRows) is { } crops
        ? new(crops, device) : null;
}
