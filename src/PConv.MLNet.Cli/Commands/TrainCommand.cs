using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using PConv.MLNet.Core;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli.Commands;

/// <summary><c>pconv train</c></summary>
static class TrainCommand
{
    /// <summary>SIGUSR1 of Linux, which mpirun and batch systems hand on; mpirun's ranks have but a second after Ctrl-C.</summary>
    const PosixSignal Usr1 = (PosixSignal)10;

    public static Command Create()
    {
        var images = new Option<string>("--images") { Description = "Folder of pictures to train on, with its sub-folders.", Required = true };
        var output = new Option<string>("--output") { Description = "Folder for checkpoints and weights.pconvw.", Required = true };
        var config = new Option<string?>("--config") { Description = "JSON file of training options; what it leaves out keeps its default." };
        var resume = new Option<bool>("--resume") { Description = "Go on from the latest checkpoint in the output folder." };
        var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:1; overrides the configuration." };
        var steps = new Option<int?>("--steps") { Description = "Optimiser steps; overrides the configuration." };
        var width = new Option<int?>("--width") { Description = "Channels of the first layer (the paper: 64); overrides the configuration's network." };
        var levels = new Option<int>("--levels") { Description = "Halvings of the network made by --width.", DefaultValueFactory = _ => 8 };
        var prior = new Option<FillPrior>("--prior") { Description = "What the network made by --width starts from.", DefaultValueFactory = _ => FillPrior.None };
        var command = new Command("train", "Train a network on your own pictures.\n\nExample: pconv train --images photos --output run --config config.json")
        {
            images, output, config, resume, device, steps, width, levels, prior,
        };
        command.SetAction((result, cancel) =>
        {
            var options = result.GetValue(config) is { } file ? Configuration(file) : new TrainingOptions();
            if (result.GetValue(width) is null && (result.GetResult(levels) is { Implicit: false } || result.GetResult(prior) is { Implicit: false }))
            {
                throw new ArgumentException("--levels and --prior describe the network that --width makes. Add --width, or put the network into the configuration.");
            }

            options = options with
            {
                Device = result.GetValue(device) ?? options.Device,
                Steps = result.GetValue(steps) ?? options.Steps,
                Network = result.GetValue(width) is { } channels ? UNetSpec.WithWidth(channels, result.GetValue(levels), result.GetValue(prior)) : options.Network,
            };
            return Task.Run(() => Run(result.GetRequiredValue(images), result.GetRequiredValue(output), options, result.GetValue(resume), cancel), CancellationToken.None);
        });
        return command;
    }

    static TrainingOptions Configuration(string file) => File.Exists(file)
        ? TrainingOptions.FromJson(File.ReadAllText(file))
        : throw new FileNotFoundException($"There is no configuration '{file}'. Check the path.");

    static void Run(string images, string output, TrainingOptions options, bool resume, CancellationToken cancel)
    {
        var source = new FolderImages(images);
        var ranks = MpiRanks.FromEnvironment();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var usr1 = !OperatingSystem.IsLinux() ? null : PosixSignalRegistration.Create(Usr1, signal =>
        {
            signal.Cancel = true; // it would end the process
            stop.Cancel();
        });
        var trainer = new PartialConvTrainer(options) { Report = Terminal.Note, Ranks = ranks };
        if (ranks.IsFirst)
        {
            var together = ranks.Count == 1 ? "" : $" on each of {ranks.Count} ranks";
            Terminal.Note($"Training on {source.Count} pictures, {options.Steps:N0} steps of {options.BatchSize} crops{together}, on {options.Device}.");
        }

        using var stopping = stop.Token.Register(() =>
        {
            if (ranks.Count > 1)
            {
                Terminal.Note($"Rank {ranks.Rank} was asked to stop: all ranks will, after this step, with a checkpoint. If one of them has gone, go on from the last with --resume.");
            }
        });
        try
        {
            Terminal.Progress("Training", task => trainer.Train(source, output, resume, new Reporter(task, output), stop.Token));
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

    /// <summary>Moves the bar and appends each report to progress.csv.</summary>
    sealed class Reporter(IProgressLine line, string output) : IProgress<TrainingProgress>
    {
        readonly string file = Path.Combine(output, "progress.csv");

        public void Report(TrainingProgress value)
        {
            var invariant = CultureInfo.InvariantCulture;
            line.Update((double)value.Step / value.Steps, string.Create(invariant,
                $"step {value.Step}/{value.Steps} loss {value.Loss:F5} {value.ImagesPerSecond:F0} images/s, {value.Remaining:h\\:mm\\:ss} left"));
            Directory.CreateDirectory(output);
            if (!File.Exists(file))
            {
                File.WriteAllText(file, "step,loss,learning_rate,images_per_second\n");
            }

            File.AppendAllText(file, string.Create(invariant, $"{value.Step},{value.Loss:G6},{value.LearningRate:G4},{value.ImagesPerSecond:F1}\n"));
        }
    }
}
