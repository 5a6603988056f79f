using PConv.MLNet.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Trains a partial-convolution U-Net on pictures and generated masks (Liu et al. 2018, section 4).</summary>
public sealed class PartialConvTrainer
{
    readonly TrainingOptions options;
    readonly Device device;

    /// <summary>Checks the options once.</summary>
    /// <exception cref="ArgumentException">An option is impossible; the message says what to change.</exception>
    public PartialConvTrainer(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        if (options.Device.StartsWith("cuda", StringComparison.OrdinalIgnoreCase) && !cuda.is_available())
        {
            throw new ArgumentException($"Device '{options.Device}' was asked for, but no CUDA device is available. Use cpu, or install TorchSharp-cuda-linux and a driver.");
        }

        device = torch.device(options.Device); // throws a trace of its own where there is no CUDA
    }

    /// <summary>Gets a sentence for everything worth telling that is not progress, such as a picture that could not be read. Any thread may call it.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>
    /// Pictures on which to measure the loss every <see cref="TrainingOptions.ValidateEvery"/> steps and at the end; none by default.
    /// It is measured on one crop and mask of each picture, the same ones every time.
    /// </summary>
    public IImageSource? Validation { get; init; }

    /// <summary>
    /// Trains to the last step and leaves <c>weights.pconvw</c> and the last checkpoints in a folder, and beside them <c>metrics.csv</c>,
    /// <c>metrics.jsonl</c>, <c>loss.svg</c>, previews if asked for and an event file for TensorBoard.
    /// </summary>
    /// <param name="images">What to train on.</param>
    /// <param name="output">Folder for checkpoints and the result.</param>
    /// <param name="resume">Go on from the latest checkpoint in <paramref name="output"/>.</param>
    /// <param name="progress">Gets a report every <see cref="TrainingOptions.ReportEvery"/> steps and after every validation.</param>
    /// <param name="cancel">Ends training after the current step, with a checkpoint.</param>
    /// <returns>The weights after the last step, or their average.</returns>
    /// <exception cref="ArgumentException">There are no pictures, or the folder's checkpoint was made with other options.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; it can be resumed.</exception>
    public NetworkWeights Train(IImageSource images, string output, bool resume = false,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
        {
            throw new ArgumentException("There are no pictures to train on. Pass a folder with JPEG, PNG or WebP files.");
        }

        if (Validation is { Count: 0 })
        {
            throw new ArgumentException("There are no pictures to validate on. Pass some, or leave the validation out.");
        }

        Checkpoint.RemoveRemains(output);
        var checkpoint = Checkpoint.Latest(output);
        if (checkpoint is not null && !resume)
        {
            throw new ArgumentException($"'{output}' holds checkpoints of a training. Resume it, or choose an empty folder.");
        }

        checkpoint?.EnsureMadeWith(options, Report);
        set_num_threads(options.Threads > 0 ? options.Threads : Environment.ProcessorCount);
        manual_seed(options.Seed); // decides the first weights; no step draws from Torch's generator
        using var network = new PartialConvUNet(options.Network);
        network.to(device);
        using var optimizer = optim.Adam(network.parameters(), options.LearningRate);
        using var average = options.EmaDecay is { } decay ? new WeightAverage(network, decay, device) : null;
        checkpoint?.Restore(network, optimizer, average);
        var model = average?.Network ?? network; // what is validated, shown and handed out

        var step = checkpoint?.Step ?? 0;
        using var log = new RunLog(output, step);
        var meter = new ProgressMeter(options, step);
        var validation = Validation is null ? null : new ValidationLoss(Validation, options, device, Report);
        var preview = PreviewOf(images);
        try
        {
            foreach (var batch in new BatchSampler(new CachedImageSource(images, options.CacheBytes), options, Report).From(step, cancel).ToBlockingEnumerable(cancel))
            {
                cancel.ThrowIfCancellationRequested(); // batches drawn ahead would still come
                network.FreezesEncoderNorm = options.IsFineTuning(step);
                network.train(); // validation and previews leave it in evaluation
                var rate = options.LearningRateAt(step);
                Step(network, optimizer, batch, rate, step, meter);
                average?.Update(network, step);
                step++;
                if (preview is not null && IsDue(options.PreviewEvery!.Value))
                {
                    log.Write(step, meter.Apart(() => preview.Of(model)));
                }

                var validated = validation is not null && IsDue(options.ValidateEvery ?? options.CheckpointEvery) ? meter.Apart(() => validation.Of(model, cancel)) : null;
                if (validated is not null || IsDue(options.ReportEvery))
                {
                    var report = meter.Take(step, rate, validated);
                    log.Write(report); // before the checkpoint: what comes after it is dropped when training is resumed
                    progress?.Report(report);
                }

                if (IsDue(options.CheckpointEvery))
                {
                    Checkpoint.Save(output, step, network, optimizer, options, average);
                    log.Plot();
                }
            }
        }
        catch (OperationCanceledException)
        {
            Checkpoint.Save(output, step, network, optimizer, options, average);
            log.Plot();
            throw;
        }

        var weights = model.ToWeights();
        weights.Save(Path.Combine(output, "weights.pconvw"));
        return weights;

        bool IsDue(int every) => step % every == 0 || step == options.Steps;
    }

    /// <summary>One optimiser step: its batch in equal parts, whose gradients add up to the batch's.</summary>
    void Step(PartialConvUNet network, optim.Optimizer optimizer, Batch batch, double rate, int step, ProgressMeter meter)
    {
        using var scope = NewDisposeScope();
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = rate;
        }

        optimizer.zero_grad();
        foreach (var part in batch.Split(options.Accumulation))
        {
            using var partScope = NewDisposeScope();
            var (target, mask) = part.ToTensors(device);
            var output = network.call(target, mask); // [N, 3, size, size]
            var (loss, terms) = LossOf(output, target, mask);
            meter.Add(loss.item<float>(), terms, 1.0 / options.Accumulation);
            if (!float.IsFinite(loss.item<float>()))
            {
                throw new InvalidOperationException(
                    $"The loss is {loss.item<float>()} at step {step + 1} ({string.Join(", ", terms.Select(t => $"{t.Name} {t.Value:G4}"))}), on {string.Join(", ", part.Names)}. " +
                    "Resume from the last checkpoint with AcceptOtherOptions and a lower LearningRate or a GradientClip.");
            }

            (loss / options.Accumulation).backward();
        }

        if (options.GradientClip is { } norm)
        {
            nn.utils.clip_grad_norm_(network.parameters().OfType<TorchSharp.Modules.Parameter>(), norm);
        }

        optimizer.step();
    }

    /// <summary>The total loss, a scalar, eq. (7), and the values of its terms before they are weighted.</summary>
    (Tensor Total, (string Name, double Value)[] Terms) LossOf(Tensor output, Tensor target, Tensor mask)
    {
        (string Name, Tensor Value, float Weight)[] terms =
        [
            ("Valid", InpaintingLoss.Valid(output, target, mask), options.Loss.Valid),
            ("Hole", InpaintingLoss.Hole(output, target, mask), options.Loss.Hole),
            ("TotalVariation", InpaintingLoss.TotalVariation(output, target, mask), options.Loss.TotalVariation),
        ];
        return (terms.Select(t => t.Weight * t.Value).Aggregate((a, b) => a + b), [.. terms.Select(t => (t.Name, (double)t.Value.item<float>()))]);
    }

    /// <summary>Of the first validation crops or, where there are none, of crops of the first pictures; null if no preview is wanted or possible.</summary>
    Preview? PreviewOf(IImageSource images) =>
        options.PreviewEvery is not null && new ValidationLoss(Validation ?? images, options, device, Report).First(Preview.MaxRows) is { } crops ? new(crops, device) : null;
}
