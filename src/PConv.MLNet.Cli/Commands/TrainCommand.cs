using System.CommandLine;
using System.Globalization;
using PConv.MLNet.Core;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli.Commands;

/// <summary><c>pconv train</c></summary>
static class TrainCommand
{
    public static Command Create()
    {
        var images = new Option<string>("--images") { Description = "Folder of pictures to train on, with its sub-folders.", Required = true };
        var output = new Option<string>("--output") { Description = "Folder for checkpoints and weights.pconvw.", Required = true };
        var config = new Option<string?>("--config") { Description = "JSON file of training options; what it leaves out keeps its default." };
        var resume = new Option<bool>("--resume") { Description = "Go on from the latest checkpoint in the output folder." };
        var features = new Option<string?>("--features") { Description = "Feature network of the perceptual and style losses: VGG-16 as .safetensors or .dat, another as .onnx, or random; overrides the configuration." };
        var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:1; overrides the configuration." };
        var steps = new Option<int?>("--steps") { Description = "Optimiser steps; overrides the configuration." };
        var width = new Option<int?>("--width") { Description = "Channels of the first layer (the paper: 64); overrides the configuration's network." };
        var levels = new Option<int>("--levels") { Description = "Halvings of the network made by --width.", DefaultValueFactory = _ => 8 };
        var prior = new Option<FillPrior>("--prior") { Description = "What the network made by --width starts from.", DefaultValueFactory = _ => FillPrior.None };
        var masks = new Option<string?>("--masks") { Description = "Folder of masks to train on, white = hole; overrides the configuration." };
        var command = new Command("train", "Train a network on your own pictures.\n\nExample: pconv train --images photos --output run --config config.json")
        {
            images, output, config, resume, features, device, steps, width, levels, prior, masks,
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
                Features = result.GetValue(features) ?? options.Features,
                Device = result.GetValue(device) ?? options.Device,
                Steps = result.GetValue(steps) ?? options.Steps,
                MaskFolder = result.GetValue(masks) ?? options.MaskFolder,
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
        var trainer = new PartialConvTrainer(options) { Report = Terminal.Note, MaskReader = new MaskFileReader() };
        Terminal.Note($"Training on {source.Count} pictures, {options.Steps:N0} steps of {options.BatchSize} crops, on {options.Device}.");
        try
        {
            Terminal.Progress("Training", task => trainer.Train(source, output, resume, new Reporter(task, output), cancel));
        }
        catch (OperationCanceledException)
        {
            Terminal.Note("Stopped; a checkpoint is saved. Go on with the same command and --resume.");
            throw;
        }

        Terminal.Result($"Wrote {Path.Combine(output, "weights.pconvw")}");
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
