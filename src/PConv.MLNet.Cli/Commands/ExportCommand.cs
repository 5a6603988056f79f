using System.CommandLine;
using PConv.MLNet.Core;
using PConv.MLNet.Onnx;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli.Commands;

/// <summary><c>pconv export</c></summary>
static class ExportCommand
{
    public static Command Create()
    {
        var checkpoint = new Option<string>("--checkpoint") { Description = "weights.pconvw, or a training's output folder (its latest checkpoint).", Required = true };
        var output = new Option<string>("--output") { Description = "ONNX file to write.", Required = true };
        var size = new Option<ImageSize?>("--size") { Description = "The one size the model takes, one picture a call, as in 512x512; any size and number if left out.", CustomParser = result => SizeArgument.Parse(result) };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace the file if it exists." };
        var command = new Command("export", "Write a trained network as an ONNX model.\n\nExample: pconv export --checkpoint run/weights.pconvw --output model.onnx")
        {
            checkpoint, output, size, overwrite,
        };
        command.SetAction(result => Run(result.GetRequiredValue(checkpoint), result.GetRequiredValue(output), result.GetValue(size), result.GetValue(overwrite)));
        return command;
    }

    static void Run(string checkpoint, string output, ImageSize? size, bool overwrite)
    {
        if (File.Exists(output) && !overwrite)
        {
            throw new ArgumentException($"'{output}' exists. Add --overwrite to replace it.");
        }

        var file = !Directory.Exists(checkpoint)
            ? checkpoint
            : Checkpoint.Latest(checkpoint)?.WeightsFile ?? throw new FileNotFoundException($"'{checkpoint}' holds no checkpoint. Pass a training's output folder or a weights file.");
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"There is no checkpoint '{file}'. Check the path.");
        }

        var weights = NetworkWeights.Load(file);
        OnnxExport.Save(weights, output, size);
        Terminal.Result($"Wrote {output}: {weights.ParameterCount:N0} weights, {weights.Spec.Levels} levels, {(size is { } one ? $"{one.Width}x{one.Height} only, " : "")}{new FileInfo(output).Length / 1e6:F1} MB");
    }
}
