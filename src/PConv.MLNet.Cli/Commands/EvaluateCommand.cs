using System.CommandLine;
using System.CommandLine.Parsing;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Inference;

namespace PConv.MLNet.Cli.Commands;

/// <summary><c>pconv evaluate</c></summary>
static class EvaluateCommand
{
    const string None = "none";
    const int Told = 5; // remarks about images

    public static Command Create()
    {
        var images = new Option<string>("--images")
        {
            HelpName = "folder",
            Description = "Folder of images without holes, with its sub-folders.",
            Required = true,
        };
        var methods = new Option<string?>("--methods")
        {
            Description =
                $"Methods to compare, the first with each of the others: {InpaintingMethod.Names}, or model files, as in mine=model.onnx; "
                +
                $"all if left out.",
        };
        var model = new Option<string?>("--model")
        {
            HelpName = "file",
            Description = "ONNX model file of the methods natural and faithful; the built-in model if left out.",
        };
        var perBucket = new Option<int?>("--per-bucket")
        {
            Description = "Images in each of the twelve classes, the same ones in all; all images if left out.",
            CustomParser = result => Number(result),
        };
        var size = new Option<int>("--size")
        {
            HelpName = "pixels",
            Description = "Side of the square images in pixels: the middle square of each image, scaled.",
            DefaultValueFactory = _ => 512,
            CustomParser = result => Number(result) ?? 0,
        };
        var border = new Option<int>("--border")
        {
            HelpName = "pixels",
            Description = "Pixels along each side that masks of class B keep free.",
            DefaultValueFactory = _ => EvaluationOptions.PaperBorder,
            CustomParser = result => Number(result) ?? 0,
        };
        var seed = new Option<int>("--seed") { Description = "Chooses images, masks and resamples.", DefaultValueFactory = _ => 0 };
        var json = new Option<string?>("--json")
        {
            HelpName = "file",
            Description = "File for the table as JSON, an object for each method and class.",
        };
        var output = new Option<string?>("--output")
        {
            HelpName = "folder",
            Description = "Folder for rows.jsonl, report.md, report.csv, report.json, report.html and samples.",
        };
        var samples = new Option<int>("--samples")
        {
            Description =
                "With --output: images shown with growing holes, and worst cases of the first method, that many of each; report.html " +
                "shows samples of several classes as well.",
            DefaultValueFactory = _ => 2,
        };
        var resume = new Option<bool>("--resume") { Description = "Go on with the rows in the output folder." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Begin anew and replace what the output folder and --json hold." };
        var device = DeviceArgument.ForNetworks();
        var threads = new Option<int>("--threads")
        {
            Description = "Images worked on at once; one a core if left out.",
            CustomParser = result => Number(result) ?? 0,
        };
        var perceptual = new Option<string>("--perceptual")
        {
            HelpName = "name|file",
            Description =
                "Feature network of the distances to the originals, as LPIPS: resnet18, an ONNX file (float [N, 3, H, W], RGB, [0, 1]), " +
                "or none.",
            DefaultValueFactory = _ => new EvaluationOptions().PerceptualFeatures ?? None,
        };
        var stages = new Option<bool>("--perceptual-stages")
        {
            Description =
                "Add to every table the distance in each output of the feature network: stem, layer1, layer2, layer3 and layer4 of " +
                "resnet18.",
        };
        var sharpness = new Option<bool>("--sharpness")
        {
            Description = "Add to every table how sharp fills are: mean gradient in the holes in percent of the original's.",
        };
        var command = new Command("evaluate",
            "Compare methods as the paper's Table 1 does: on the same images, with masks of six hole ratios, anywhere and off the " +
            "border.\n\n" +
            "Examples:\n  pconv evaluate --images photos --methods natural,telea --output evaluation\n" +
            "  pconv evaluate --images photos --methods natural,mine=my.onnx --size 256\n" +
            "Ctrl-C stops it; the same command with --resume goes on.")
        {
            images, methods, model, perBucket, size, border, seed, json, output, samples, resume, overwrite, device, threads, perceptual,
                stages, sharpness,
        };
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            var names = result.GetValue(methods) ?? InpaintingMethod.Names;
            var options = new EvaluationOptions
            {
                Methods = Methods(names, result.GetValue(model)),
                Size = result.GetValue(size),
                ImagesPerClass = result.GetValue(perBucket),
                Border = result.GetValue(border),
                Seed = result.GetValue(seed),
                Threads = result.GetValue(threads),
                GpuDeviceId = GpuDeviceId(result.GetValue(device)!, names),
                Sharpness = result.GetValue(sharpness),
                PerceptualFeatures = result.GetValue(perceptual) is var network && network == None ? null : network,
                PerceptualStages = result.GetValue(stages),
            };
            if (options is { PerceptualStages: true, PerceptualFeatures: null })
            {
                throw new ArgumentException(
                    "--perceptual-stages tells the outputs of a feature network apart, and --perceptual is none. Leave one of them out.");
            }

            var folder = new ImageFolder(result.GetRequiredValue(images), except: result.GetValue(output));
            Terminal.NoteAll(folder.LeftOut);
            using var run = new EvaluationRun(folder, options) { Report = error => Terminal.Fail(PconvCommand.Words.Of(error)) };
            new EvaluateJob(run, result.GetValue(output), result.GetValue(json), result.GetValue(samples))
                .Run(result.GetValue(resume), result.GetValue(overwrite), cancel);
            Terminal.NoteAll(folder.Notes.Take(Told));
            if (folder.Notes.Count > Told)
            {
                Terminal.Note($"And {folder.Notes.Count - Told} more of the kind.");
            }

        }, CancellationToken.None));
        return command;
    }

    internal static InpaintingMethod[] Methods(string names, string? model)
    {
        var parts = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (model is not null && !parts.Any(InpaintingMethod.IsNetwork))
        {
            throw new ArgumentException(
                $"--model is the file of the methods {InpaintingMethod.Natural} and {InpaintingMethod.Faithful}, and --methods names " +
                $"neither. Add one, or name the file there, as in mine={model}.");
        }

        var network = model is null ? null : InpaintingModel.FromFile(model);
        return [.. parts.Select(name => InpaintingMethod.Parse(name, network))];
    }

    /// <summary>Parses the device; it is an error if no method is a network.</summary>
    internal static int? GpuDeviceId(string device, string methods) =>
        DeviceArgument.GpuDeviceId(device) is { } id
        && !methods.Split(',', StringSplitOptions.TrimEntries)
        .Any(name => InpaintingMethod.IsNetwork(name) || name.Contains('=', StringComparison.Ordinal))
            ? throw new ArgumentException(
                $"--device {device} is for networks, and --methods names none: {methods} run on the CPU. Leave out --device.")
            : DeviceArgument.GpuDeviceId(device);

    internal static int? Number(ArgumentResult argument)
    {
        if (int.TryParse(argument.Tokens[0].Value, System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            return number;
        }

        argument.AddError(
            $"{((OptionResult)argument.Parent!).Option.Name} is '{argument.Tokens[0].Value}', expected a whole number of at least 1.");
        return null;
    }
}
