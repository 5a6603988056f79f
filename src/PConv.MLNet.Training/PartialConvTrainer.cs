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

    /// <summary>Checks the options once.</summary>
    /// <exception cref="ArgumentException">An option is impossible; the message says what to change.</exception>
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

        device = torch.device(options.Device); // throws a trace of its own where there is no CUDA
    }

    /// <summary>Gets a sentence for everything worth telling that is not progress, such as an image that could not be read. Any thread may
    /// call it.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>
    /// The processes that train together, this one alone by default. Each draws <see cref="TrainingOptions.BatchSize"/> crops of its own
    /// a step; gradients are averaged; the first one alone saves, validates and reports.
    /// </summary>
    public IProcessGroup ProcessGroup { get; init; } = SingleProcess.Instance;

    /// <summary>
    /// Images on which to measure the loss every <see cref="TrainingOptions.ValidateEvery"/> steps and at the end; none by default.
    /// It is measured on one crop and mask of each image, the same ones every time.
    /// </summary>
    public IImageSource? Validation { get; init; }

    /// <summary>
    /// What training starts from in place of random weights, as those of the built-in model; a training that is resumed goes on from its
    /// checkpoint. They must be of <see cref="TrainingOptions.Network"/>: take their <see cref="NetworkWeights.Spec"/> for it.
    /// </summary>
    public NetworkWeights? InitialWeights { get; init; }

    /// <summary>
    /// A hold on the output folder that was taken before; null, the default, for one that <see cref="Train"/> takes and lets go of.
    /// Of several ranks the first alone takes one.
    /// </summary>
    public TrainingFolder? Folder { get; init; }

    /// <summary>How the files of <see cref="TrainingOptions.MaskFolder"/> are read; by default white is the hole, from 128 on.</summary>
    public MaskReading MaskReading { get; init; } = new();

    /// <summary>The weights to use of a training's latest checkpoint; null if there is none.</summary>
    /// <param name="output">The training's output folder.</param>
    /// <exception cref="InvalidDataException">The checkpoint is damaged; the message says what to remove.</exception>
    public static NetworkWeights? LatestWeights(string output) => Checkpoint.Latest(output)?.LoadWeights();

    /// <summary>
    /// Trains to the last step and leaves <c>weights.pconvw</c> and the last checkpoints in a folder, and beside them <c>metrics.csv</c>,
    /// <c>metrics.jsonl</c>, <c>loss.svg</c>, previews if asked for and events for TensorBoard.
    /// </summary>
    /// <param name="images">What to train on.</param>
    /// <param name="output">Folder for checkpoints and the result.</param>
    /// <param name="resume">Go on from the latest checkpoint in <paramref name="output"/>.</param>
    /// <param name="progress">Gets a report every <see cref="TrainingOptions.ReportEvery"/> steps and after every validation.</param>
    /// <param name="cancel">Ends training after the current step, with a checkpoint.</param>
    /// <returns>The weights after the last step, or their average.</returns>
    /// <exception cref="ArgumentException">There are no images, the initial weights are of another network, or the folder's checkpoint was
    /// made with other options.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled; it can be resumed.</exception>
    /// <exception cref="InvalidDataException">A part of the checkpoint to go on from is missing or damaged; the message says what to
    /// remove.</exception>
    /// <exception cref="InvalidOperationException">Another training holds the folder, the loss is not finite, or Torch failed;
    /// <see cref="Report"/> was told the last checkpoint.</exception>
    public NetworkWeights Train(IImageSource images, string output, bool resume = false,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        try
        {
            return Run(images, output, resume, progress, cancel);
        }
        catch (ExternalException e) // what TorchSharp throws, with frames of native code behind the first line
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
            _ = images.ReadExample(0, InitialFill.Given); // says what is missing before any step
        }

        options.EnsureNetworkOf(InitialWeights);
        if (Folder is not null && Folder.Path != output)
        {
            throw new ArgumentException(
                $"The hold is on '{Folder.Path}', but training is to go into '{output}'. Take hold of the output folder.");
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
        manual_seed(options.Seed); // decides the first weights; no step draws from Torch's generator
        using var network = new PartialConvUNet(options.Network);
        network.to(device);
        if (InitialWeights is not null)
        {
            network.Load(InitialWeights);
        }

        using var features = options.LoadFeatures(device);
        var objective = new InpaintingObjective(options.Loss, features);
        using var optimizer = new AdamOptimizer(network.parameters(), options.LearningRate);
        using var average = options.EmaDecay is { } decay ? new WeightAverage(network, decay, device) : null;
        using var adversary = Adversary.Create(options, device); // after the network, which starts as without it
        checkpoint?.Restore(network, optimizer, average);
        checkpoint?.Restore(adversary, Report);
        var model = average?.Network ?? network; // what is validated, shown and handed out

        var step = checkpoint?.Step ?? 0;
        ProcessGroup.Begin(network, options, step, adversary);
        var underWay = step + 1;
        var alone = ProcessGroup.Alone(cancel);

        // Reports, validation and checkpoints are the first rank's alone.
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
                ProcessGroup.StopTogether(cancel); // batches drawn ahead would still come
                network.FreezesEncoderNorm = options.IsFineTuning(step);
                network.train(); // validation and previews leave it in evaluation
                var rate = options.LearningRateAt(step);
                Step(network, optimizer, objective, adversary, batch, rate, step, meter);
                average?.Update(network, step);
                step++;
                if (preview is not null && IsDue(options.PreviewEvery!.Value))
                {
                    log!.Write(step, meter.Apart(() => preview.Of(model)));
                }

                var validated = validation is not null && IsDue(options.ValidateEvery ?? options.CheckpointEvery)
                    ? meter.Apart(() => validation.Of(model, alone)) : null;
                if (validated is not null || IsDue(options.ReportEvery))
                {
                    var report = meter.Take(step, rate, validated);
                    log?.Write(report); // before the checkpoint: what comes after it is dropped when training is resumed
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
            ProcessGroup.Barrier(); // none ends before it is saved
            throw;
        }
        catch (Exception)
        {
            if (ProcessGroup.IsFirst)
            {
                // what the step left in memory is not saved
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

        ProcessGroup.Barrier(); // the result is there for all
        return weights;

        void Save()
        {
            if (ProcessGroup.IsFirst)
            {
                Checkpoint.Save(output, step, network, optimizer, options, average, adversary);
                log!.Plot();
            }
        }

        bool IsDue(int every) => step % every == 0 || step == options.Steps;
    }

    /// <summary>One optimizer step, then the discriminator's: their batch in equal parts, whose gradients add up to the batch's.</summary>
    void Step(PartialConvUNet network, AdamOptimizer optimizer, InpaintingObjective objective, Adversary? adversary,
        Batch batch, double rate, int step, ProgressMeter meter)
    {
        using var scope = NewDisposeScope();
        optimizer.LearningRate = rate;
        optimizer.zero_grad();
        foreach (var part in batch.Split(options.Accumulation))
        {
            using var partScope = NewDisposeScope();
            var (input, target, mask) = part.ToTensors(device);
            var output = network.call(input, mask); // [N, 3, size, size]
            var composite = adversary is null ? null : InpaintingLoss.Composite(output, target, mask);
            var loss = objective.Of(output, target, mask, step);
            loss = adversary?.AddTo(loss, composite!, mask, step) ?? loss;
            var value = ProcessGroup.Average(loss.Total.item<float>()); // that of all ranks, so that they judge alike
            meter.Add(value, loss.Values(), 1.0 / options.Accumulation);
            if (!float.IsFinite(value))
            {
                throw new InvalidOperationException(
                    $"The loss is {value} at step {step + 1} ({loss}), on {string.Join(", ", ProcessGroup.Gather(part.Names))}. " +
                    "Resume from the last checkpoint with AcceptOtherOptions and a lower LearningRate or a GradientClip.");
            }

            loss.Total.Over(options.Accumulation).backward();
            if (adversary is not null)
            {
                meter.Add(0, [("Discriminator", adversary.Learn(composite!, target, mask))], 1.0 / options.Accumulation);
            }
        }

        ProcessGroup.Average(network);
        if (options.GradientClip is { } norm)
        {
            nn.utils.clip_grad_norm_(network.parameters().OfType<TorchSharp.Modules.Parameter>(), norm);
        }

        optimizer.step();
        adversary?.Step(ProcessGroup, step);
    }

    /// <summary>Of the first validation crops or, where there are none, of crops of the first images; null if no preview is wanted or
    /// possible.</summary>
    Preview? PreviewOf(IImageSource images, InpaintingObjective objective, TrainingMasks masks) =>
        options.PreviewEvery is not null
        && new ValidationLoss(Validation ?? images, options, objective, device, Report, masks).First(Preview.MaxRows) is { } crops
        ? new(crops, device) : null;
}
