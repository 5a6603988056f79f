using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using PConv.MLNet.Files;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli.Training.Commands;

/// <summary><c>pconv-train train</c></summary>
static class TrainCommand
{
    /// <summary>SIGUSR1 on Linux. mpirun and batch systems forward it, whereas mpirun ends its ranks one second after Ctrl-C.</summary>
    const PosixSignal Usr1 = (PosixSignal)10;

    const string BuiltIn = "builtin";

    public static Command Create()
    {
        var images = new Option<string>("--images")
        {
            Description = "Folder of images to train on, with its sub-folders.",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description = "Folder for weights.pconvw, checkpoints, metrics.csv, loss.svg and previews.",
            Required = true,
        };
        var config = new Option<string?>("--config")
        {
            Description = "JSON file of training options; what it leaves out keeps its default.",
        };
        var resume = new Option<bool>("--resume") { Description = "Go on from the latest checkpoint in the output folder." };
        var features = new Option<string?>("--features")
        {
            Description =
                "Feature network of the perceptual and style losses: resnet18, which the tool brings, VGG-16 as .safetensors or .dat, " +
                "another as .onnx, or random; overrides the configuration.",
        };
        var device = DeviceArgument.ForTraining();
        var steps = new Option<int?>("--steps") { Description = "Optimizer steps; overrides the configuration." };
        var from = new Option<string?>("--from")
        {
            Description = "Weights to start from: builtin, or a .pconvw file; random ones if left out. The network is theirs.",
        };
        var width = new Option<int?>("--width")
        {
            Description = "Channels of the first layer (the paper: 64); overrides the configuration's network.",
        };
        var levels = new Option<int>("--levels") { Description = "Halvings of the network made by --width.", DefaultValueFactory = _ => 8 };
        var prior = new Option<InitialFill>("--prior")
        {
            Description = "What the network made by --width starts from.",
            DefaultValueFactory = _ => InitialFill.None,
        };
        var convolution = new Option<ConvolutionKind>("--convolution")
        {
            Description = "How the network made by --width convolves: partial, or plain as the paper's comparison Conv.",
            DefaultValueFactory = _ => ConvolutionKind.Partial,
        };
        var head = new Option<int>("--head")
        {
            Description = "Channels at full size before the last row of the network made by --width; 0 for none.",
            DefaultValueFactory = _ => 0,
        };
        var refinement = new Option<FillRefinement>("--refinement")
        {
            Description = "What is done to the fill of the network made by --width, without training.",
            DefaultValueFactory = _ => FillRefinement.None,
        };
        var masks = new Option<string?>("--masks")
        {
            Description = "Folder of masks to train on, white = hole; overrides the configuration.",
        };
        var fills = new Option<string?>("--fills")
        {
            Description = "For a network that starts from a given fill: folder of the images filled, as PNG files of their names.",
        };
        var fillMasks = new Option<string?>("--fill-masks")
        {
            Description = "Folder of the masks of --fills, as PNG files of the images' names, white = hole.",
        };
        var validation = new Option<string?>("--validation")
        {
            Description = "Folder of images to measure on; those that lie below --images are not trained on.",
        };
        var share = new Option<double?>("--validation-share")
        {
            Description = "Share of --images to measure on in place of training on it, as 0.1; chosen by a hash of their names.",
        };
        var preview = new Option<int?>("--preview-every")
        {
            Description = "Steps between images of some crops masked, filled and original, in preview; overrides the configuration.",
        };
        var accept = new Option<bool>("--accept-other-options") { Description = "Resume although options differ from the checkpoint's." };
        var command = new Command("train",
            "Train a network on your own images. Ctrl-C or SIGTERM ends it with a checkpoint.\n\n" +
            "Examples: the built-in model, adapted; a network of your own; the paper's loss\n" +
            "  pconv-train train --images photos --output run --from builtin\n" +
            "  pconv-train train --images photos --output run --config config.json\n" +
            "  pconv-train train --images photos --output run --features resnet18\n\n" +
            "Options of the configuration, here the paper's two phases with an average of the weights, on a small GPU:\n" +
            "  { \"steps\": 500000, \"learningRate\": 2e-4, \"fineTuneSteps\": 100000,\n" +
            "    \"fineTuneLearningRate\": 5e-5, \"batchSize\": 6, \"accumulation\": 3,\n" +
            "    \"emaDecay\": 0.999, \"gradientClip\": 1 }\n" +
            "Watch it with: tensorboard --logdir run\n" +
            "What is trained after a resume is a run of its own there, from-step-000500; metrics.csv and loss.svg have every step once.")
        {
            images, output, config, resume, features, device, steps, from, width, levels, prior, convolution, head, refinement, masks,
                fills, fillMasks, validation, share, preview, accept,
        };
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            // before anything is loaded or printed
            using var folder = IProcessGroup.FromEnvironment().IsFirst ? Take(result.GetRequiredValue(output), result.GetValue(resume))
                : null;
            var options = result.GetValue(config) is { } file ? Configuration(file) : new TrainingOptions();
            if (result.GetValue(width) is null
                && new Option[] { levels, prior, convolution, head, refinement }.Any(o => result.GetResult(o) is { Implicit: false }))
            {
                throw new ArgumentException(
                    "--levels, --prior, --convolution, --head and --refinement describe the network that --width makes. Add --width, or " +
                    "put the network into the configuration.");
            }

            if (result.GetValue(from) is not null && result.GetValue(width) is not null)
            {
                throw new ArgumentException("--from and --width both say which network to train. Leave one out.");
            }

            var initial = result.GetValue(from) is { } start ? Weights(start) : null;
            options = options with
            {
                Features = result.GetValue(features) ?? options.Features,
                Device = result.GetValue(device) ?? options.Device,
                Steps = result.GetValue(steps) ?? options.Steps,
                MaskFolder = result.GetValue(masks) ?? options.MaskFolder,
                PreviewEvery = result.GetValue(preview) ?? options.PreviewEvery,
                AcceptOtherOptions = options.AcceptOtherOptions || result.GetValue(accept),
                Network = result.GetValue(width) is { } channels
                    ? UNetSpec.WithWidth(channels, result.GetValue(levels), result.GetValue(prior), result.GetValue(convolution),
                        result.GetValue(head)) with { Refinement = result.GetValue(refinement) }
                    : initial?.Spec ?? options.Network,
            };
            DeviceArgument.GpuDeviceId(options.Device); // validates the device of the configuration
            var (training, held) =
                Folders(result.GetRequiredValue(images), result.GetValue(validation), result.GetValue(share), options.Seed);
            Terminal.NoteAll(training.LeftOut);
            (training, held) = WithFills(training, held, result.GetValue(fills), result.GetValue(fillMasks));
            Run(training, held, result.GetRequiredValue(output), folder, options, initial, result.GetValue(resume), cancel);
        }, CancellationToken.None));
        return command;
    }

    /// <summary>Locks the output folder; errors name the command-line options.</summary>
    static TrainingFolder Take(string output, bool resume)
    {
        try
        {
            return TrainingFolder.Take(output, resume);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException(e.Message.Replace("another folder", "another --output", StringComparison.Ordinal), e);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException(
                e.Message.Replace("Resume it, or choose an empty folder", "Go on with --resume, or choose another --output",
                    StringComparison.Ordinal), e);
        }
    }

    static NetworkWeights Weights(string name) => name == BuiltIn ? InpaintingModel.BuiltInWeights() : File.Exists(name)
        ? NetworkWeights.Load(name)
        : throw new FileNotFoundException($"There are no weights '{name}' to start from. Pass {BuiltIn}, or the path of a .pconvw file.");

    static TrainingOptions Configuration(string file)
    {
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"There is no configuration '{file}'. Check the path.");
        }

        try
        {
            return TrainingOptions.FromJson(File.ReadAllText(file));
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"'{file}': {e.Message}", e);
        }
    }

    /// <summary>Returns training and validation images.</summary>
    static (ImageFolder Training, ImageFolder? Validation) Folders(string images, string? validation, double? share, int seed)
    {
        if (share is not { } part)
        {
            return (new(images, except: validation), validation is null ? null : new(validation));
        }

        if (validation is not null)
        {
            throw new ArgumentException("--validation and --validation-share both say what to measure on. Leave one out.");
        }

        var (training, held) = ImageFolder.Split(images, part, seed);
        return training.Count > 0 && held.Count > 0
            ? (training, held)
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"--validation-share {part} of '{images}' leaves {training.Count} images to train on and {held.Count} to validate on. " +
                $"Take a share between 0 and 1 that leaves some on both sides, or --validation."));
    }

    /// <summary>Adds the initial fills to the images, if a folder is given.</summary>
    static (ImageFolder Training, ImageFolder? Validation) WithFills(ImageFolder training, ImageFolder? held, string? fills, string? masks)
    {
        if (fills is null != masks is null)
        {
            throw new ArgumentException(
                "--fills and --fill-masks belong together: name the folder of filled images and that of the masks they were filled by.");
        }

        return fills is null ? (training, held) : (training.WithFills(fills, masks!), held?.WithFills(fills, masks!));
    }

    static void Run(ImageFolder images, ImageFolder? validation, string output, TrainingFolder? folder, TrainingOptions options,
        NetworkWeights? initial, bool resume, CancellationToken cancel)
    {
        var ranks = IProcessGroup.FromEnvironment();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var usr1 = !OperatingSystem.IsLinux() ? null : PosixSignalRegistration.Create(Usr1, signal =>
        {
            signal.Cancel = true; // otherwise the process would end
            stop.Cancel();
        });
        var trainer = new PartialConvTrainer(options)
        {
            Report = text => Terminal.Note(PconvTrainCommand.Words.Of(text)),
            Validation = validation,
            InitialWeights = initial,
            ProcessGroup = ranks,
            Folder = folder,
        };
        if (ranks.IsFirst)
        {
            var together = ranks.Count == 1 ? "" : $" on each of {ranks.Count} ranks";
            Terminal.Note(
                $"Training on {images.Count} images{(validation is null ? "" : $", measuring on {validation.Count}")}, " +
                $"{options.Steps:N0} steps of {options.BatchSize} crops{together}, on {options.Device}.");
        }

        using var stopping = stop.Token.Register(() =>
        {
            if (ranks.Count > 1)
            {
                Terminal.Note(
                    $"Rank {ranks.Rank} was asked to stop: all ranks will, after this step, with a checkpoint. If one of them has gone, " +
                    $"go on from the last with --resume.");
            }
        });
        try
        {
            Terminal.Progress("Training", line => trainer.Train(images, output, resume, new Reporter(line), stop.Token));
        }
        catch (OperationCanceledException)
        {
            if (ranks.IsFirst)
            {
                Terminal.Note("Stopped; a checkpoint is saved. Go on with the same command and --resume.");
            }

            throw;
        }

        if (ranks.IsFirst)
        {
            Terminal.Result($"Wrote {Path.Combine(output, "weights.pconvw")}");
        }
    }

    /// <summary>Updates the progress bar.</summary>
    sealed class Reporter(IProgressLine line) : IProgress<TrainingProgress>
    {
        string validated = "";

        public void Report(TrainingProgress value)
        {
            var invariant = CultureInfo.InvariantCulture;
            validated = value.Validation is { } v ? string.Create(invariant, $" validation {v.Loss:F5} {v.Psnr:F2} dB,") : validated;
            line.Update((double)value.Step / value.Steps, string.Create(invariant,
                $"step {value.Step}/{value.Steps} loss {value.Loss:F5},{validated} {value.ImagesPerSecond:F1} images/s, " +
                $"{Clock.Format(value.Remaining)} left"));
        }
    }
}
