using System.CommandLine;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Networks;
using PConv.MLNet.Onnx;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli.Training.Commands;

/// <summary><c>pconv-train export</c></summary>
static class ExportCommand
{
    public static Command Create()
    {
        var checkpoint = new Option<string>("--checkpoint")
        {
            Description = "weights.pconvw, or a training's output folder (its latest checkpoint).",
            Required = true,
        };
        var output = new Option<string>("--output") { Description = "ONNX file to write.", Required = true };
        var size = new Option<ImageSize?>("--size")
        {
            Description = "The one size the model takes, one image a call, as in 512x512; any size and number if left out.",
            CustomParser = result => SizeArgument.Parse(result),
        };
        var int8 = new Option<bool>("--int8")
        {
            Description =
                "8-bit arithmetic, for ONNX Runtime on CPUs alone. Experimental: a third quicker for the paper's width on CPUs without " +
                "VNNI, hardly for small networks (docs/int8.md). Needs --calibrate.",
        };
        var calibrate = new Option<string?>("--calibrate")
        {
            Description = "With --int8: folder of images of the kind the model will fill, with its sub-folders.",
        };
        var count = new Option<int>("--calibration-images")
        {
            Description = "With --int8: images taken of them, each with holes of all six ratios.",
            DefaultValueFactory = _ => 32,
        };
        var seed = new Option<int>("--seed") { Description = "With --int8: chooses images and masks.", DefaultValueFactory = _ => 0 };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace the file if it exists." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command =
            new Command("export",
                "Write a trained network as an ONNX model.\n\nExamples:\n" +
                "  pconv-train export --checkpoint run/weights.pconvw --output model.onnx\n" +
                "  pconv-train export --checkpoint run --output 8.onnx --int8 --calibrate photos")
        {
            checkpoint, output, size, int8, calibrate, count, seed, overwrite, json,
        };
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            var calibration = result.GetValue(int8)
                ? (Images: result.GetValue(count), Seed: result.GetValue(seed)) : ((int Images, int Seed)?)null;
            Run(result.GetRequiredValue(checkpoint), result.GetRequiredValue(output), result.GetValue(size), result.GetValue(overwrite),
                result.GetValue(calibrate), calibration, result.GetValue(json), cancel);
        }, CancellationToken.None));
        return command;
    }

    static void Run(string checkpoint, string output, ImageSize? size, bool overwrite, string? pictures,
        (int Images, int Seed)? calibration, bool json, CancellationToken cancel)
    {
        if (calibration is null != pictures is null)
        {
            throw new ArgumentException(calibration is null
                ? "--calibrate is for 8-bit models. Add --int8, or leave it out."
                : "--int8 needs images to calibrate on. Add --calibrate with a folder of the kind the model will fill.");
        }

        if (File.Exists(output) && !overwrite)
        {
            throw new ArgumentException($"'{output}' exists. Add --overwrite to replace it.");
        }

        var weights = Directory.Exists(checkpoint)
            ? PartialConvTrainer.LatestWeights(checkpoint)
                ?? throw new FileNotFoundException(
                    $"'{checkpoint}' holds no checkpoint. Pass a training's output folder or a weights file.")
            : File.Exists(checkpoint) ? NetworkWeights.Load(checkpoint)
            : throw new FileNotFoundException($"There is no checkpoint '{checkpoint}'. Check the path.");
        if (calibration is var (images, seed))
        {
            var source = new ImageFolder(pictures!);
            Terminal.Progress("Calibrating", line => Int8Export.Save(weights, output, source, images, seed, size,
                (done, all) => line.Update((double)done / all, $"{done}/{all} images"), cancel));
        }
        else
        {
            OnnxExport.Save(weights, output, new() { FixedSize = size });
        }

        if (json)
        {
            Terminal.Json(new
            {
                output,
                weights = weights.ParameterCount,
                levels = weights.Spec.Levels,
                width = size?.Width,
                height = size?.Height,
                int8 = calibration is not null,
                bytes = new FileInfo(output).Length,
            });
            return;
        }

        Terminal.Result(
            $"Wrote {output}: {weights.ParameterCount:N0} weights, {weights.Spec.Levels} levels, " +
            $"{(size is { } one ? $"{one.Width}x{one.Height} only, " : "")}" +
            $"{(calibration is null ? "" : "8-bit, ")}{new FileInfo(output).Length / 1e6:F1} MB");
    }
}
