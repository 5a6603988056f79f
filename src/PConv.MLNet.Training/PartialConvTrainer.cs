using System.Diagnostics;
using PConv.MLNet.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace PConv.MLNet.Training;

/// <summary>Trains a partial-convolution U-Net on pictures and generated masks (Liu et al. 2018, section 4).</summary>
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
        if (options.Device.StartsWith("cuda", StringComparison.OrdinalIgnoreCase) && !cuda.is_available())
        {
            throw new ArgumentException($"Device '{options.Device}' was asked for, but no CUDA device is available. Use cpu, or install TorchSharp-cuda-linux and a driver.");
        }

        device = torch.device(options.Device); // throws a trace of its own where there is no CUDA
    }

    /// <summary>Gets a sentence for everything worth telling that is not progress, such as a picture that could not be read.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>
    /// The processes that train together, this one alone by default. Each draws <see cref="TrainingOptions.BatchSize"/> crops of its own
    /// a step; gradients are averaged; the first one alone saves, validates and reports.
    /// </summary>
    public IRanks Ranks { get; init; } = SingleRank.Instance;

    /// <summary>
    /// Pictures on which to measure the loss every <see cref="TrainingOptions.ValidateEvery"/> steps and at the end; none by default.
    /// It is measured on one crop and mask of each picture, the same ones every time.
    /// </summary>
    public IImageSource? Validation { get; init; }

    /// <summary>Trains to the last step and leaves <c>weights.pconvw</c> and the last checkpoints in a folder.</summary>
    /// <param name="images">What to train on.</param>
    /// <param name="output">Folder for checkpoints and the result.</param>
    /// <param name="resume">Go on from the latest checkpoint in <paramref name="output"/>.</param>
    /// <param name="progress">Gets a report every <see cref="TrainingOptions.ReportEvery"/> steps and after every validation.</param>
    /// <param name="cancel">Ends training after the current step, with a checkpoint.</param>
    /// <returns>The weights after the last step.</returns>
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

        var checkpoint = Checkpoint.Latest(output);
        if (checkpoint is not null && !resume)
        {
            throw new ArgumentException($"'{output}' holds checkpoints of a training. Resume it, or choose an empty folder.");
        }

        device = torch.device(Ranks.DeviceOf(options.Device, cuda.device_count()));
        progress = Ranks.IsFirst ? progress : null;
        set_num_threads(options.Threads > 0 ? options.Threads : Ranks.Threads());
        manual_seed(options.Seed);
        using var network = new PartialConvUNet(options.Network);
        network.to(device);
        using var optimizer = optim.Adam(network.parameters(), options.LearningRate);
        checkpoint?.Restore(network, optimizer);
        network.train();

        var step = checkpoint?.Step ?? 0;
        Ranks.Begin(network, options, step);
        var (alone, crops) = (Ranks.Alone(cancel), options.BatchSize * Ranks.Count);
        var (clock, loss, reported) = (Stopwatch.StartNew(), 0.0, step);
        var validation = Validation is null || !Ranks.IsFirst ? null : new ValidationLoss(Validation, options, device, Report);
        try
        {
            foreach (var batch in new BatchSampler(new CachedImageSource(images, options.CacheBytes), options, Report, Ranks).From(step, alone).ToBlockingEnumerable(alone))
            {
                Ranks.StopTogether(cancel); // batches drawn ahead would still come
                var rate = options.LearningRateAt(step);
                loss += Step(network, optimizer, batch, rate, step);
                step++;
                if (IsDue(options.CheckpointEvery))
                {
                    Save();
                }

                clock.Stop();
                double? validated = validation is not null && IsDue(options.ValidateEvery ?? options.CheckpointEvery) ? validation.Of(network, alone) : null;
                clock.Start();
                if (validated is not null || IsDue(options.ReportEvery))
                {
                    var speed = (step - reported) * crops / clock.Elapsed.TotalSeconds;
                    var left = TimeSpan.FromSeconds((options.Steps - step) * crops / speed);
                    progress?.Report(new(step, options.Steps, loss / (step - reported), rate, speed, left, validated));
                    (loss, reported) = (0, step);
                    clock.Restart();
                }
            }
        }
        catch (OperationCanceledException)
        {
            Save();
            Ranks.Barrier(); // none ends before it is saved
            throw;
        }

        var weights = network.ToWeights();
        if (Ranks.IsFirst)
        {
            weights.Save(Path.Combine(output, "weights.pconvw"));
        }

        Ranks.Barrier(); // the result is there for all
        return weights;

        void Save()
        {
            if (Ranks.IsFirst)
            {
                Checkpoint.Save(output, step, network, optimizer, options);
            }
        }

        bool IsDue(int every) => step % every == 0 || step == options.Steps;
    }

    /// <summary>One optimiser step; gives the total loss.</summary>
    double Step(PartialConvUNet network, optim.Optimizer optimizer, Batch batch, double rate, int step)
    {
        using var scope = NewDisposeScope();
        var (target, mask) = batch.ToTensors(device);

        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = rate;
        }

        optimizer.zero_grad();
        var output = network.call(target, mask); // [N, 3, size, size]
        var loss = InpaintingLoss.Total(output, target, mask, options.Loss);
        var value = Ranks.Average(loss.item<float>()); // that of the whole batch, so that all ranks judge alike
        if (!float.IsFinite(value))
        {
            throw new InvalidOperationException(
                $"The loss is {value} at step {step + 1}, on {string.Join(", ", Ranks.Gather(batch.Names))}. Lower the learning rate or set GradientClip, and resume from the last checkpoint.");
        }

        loss.backward();
        Ranks.Average(network);
        if (options.GradientClip is { } norm)
        {
            nn.utils.clip_grad_norm_(network.parameters().OfType<TorchSharp.Modules.Parameter>(), norm);
        }

        optimizer.step();
        return value;
    }
}
