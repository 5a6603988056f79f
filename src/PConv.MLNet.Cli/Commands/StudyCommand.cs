using System.Globalization;
using System.CommandLine;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Cli.Commands;

/// <summary><c>pconv study</c></summary>
static class StudyCommand
{
    public static Command Create()
    {
        var images = new Option<string?>("--images")
        {
            HelpName = "folder",
            Description = "Folder of images without holes, with its sub-folders.",
        };
        var methods = new Option<string>("--methods")
        {
            Description = $"Methods to compare, each with each: {InpaintingMethod.Names}, or model files, as in mine=model.onnx.",
            DefaultValueFactory = _ => "natural,telea",
        };
        var model = new Option<string?>("--model")
        {
            HelpName = "file",
            Description = "ONNX model file of the methods natural and faithful; the built-in model if left out.",
        };
        var output = new Option<string?>("--output")
        {
            HelpName = "folder",
            Description = $"Folder for {StudyOptions.PageFileName}, which people get, and {StudyOptions.KeyFileName}, which they do not.",
        };
        var pairs = new Option<int?>("--pairs")
        {
            Description = $"Pairs of images, shared out evenly over the pairs of methods; {StudyOptions.DefaultPairs} if left out.",
            CustomParser = result => EvaluateCommand.Number(result),
        };
        var repeats = new Option<int>("--repeats")
        {
            Description = "Pairs shown once more at the end with their sides swapped, to see how consistent people are.",
            DefaultValueFactory = _ => 0,
        };
        var buckets = new Option<HoleRatioBucket[]?>("--buckets")
        {
            Description = "Classes of hole ratios: all, or some, as in 0.1-0.2,0.2-0.3.",
            CustomParser = MaskArguments.Ratios,
        };
        var size = new Option<int>("--size")
        {
            HelpName = "pixels",
            Description = "Side of the square images in pixels: the middle square of each image, scaled.",
            DefaultValueFactory = _ => 512,
            CustomParser = result => EvaluateCommand.Number(result) ?? 0,
        };
        var border = new Option<int>("--border")
        {
            HelpName = "pixels",
            Description = "Pixels along each side that half of the masks keep free.",
            DefaultValueFactory = _ => EvaluationOptions.PaperBorder,
            CustomParser = result => EvaluateCommand.Number(result) ?? 0,
        };
        var seed = new Option<int>("--seed") { Description = "Chooses images, masks, order and sides.", DefaultValueFactory = _ => 0 };
        var original = new Option<bool>("--with-original") { Description = "Let the original take part as a method." };
        var holes = new Option<bool>("--with-holes") { Description = "Let people look at the image with its holes as well." };
        var milliseconds = new Option<int?>("--milliseconds")
        {
            Description = "How long a pair can be seen; as long as one likes if left out.",
            CustomParser = result => EvaluateCommand.Number(result),
        };
        var answers = new Option<string?>("--answers")
        {
            HelpName = "file|folder",
            Description = "File of a person's answers, or a folder of several: reports what they prefer.",
        };
        var key = new Option<string?>("--key")
        {
            HelpName = "file",
            Description = $"The {StudyOptions.KeyFileName} that was written beside the page.",
        };
        var json = new Option<string?>("--json") { HelpName = "file", Description = "With --answers: file for the report as JSON." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace files that exist." };
        var device = DeviceArgument.ForNetworks();
        var threads = new Option<int>("--threads")
        {
            Description = "Images worked on at once; one a core if left out.",
            CustomParser = result => EvaluateCommand.Number(result) ?? 0,
        };
        var command = new Command("study",
            "Let people compare methods blindly, two fills at a time, as the paper's user study does: writes a page that works without a " +
            "network, and reports the answers.\n\n" +
            "Examples:\n  pconv study --images photos --methods natural,telea --output study\n" +
            $"  pconv study --answers answers --key study/{StudyOptions.KeyFileName}")
        {
            images, methods, model, output, pairs, repeats, buckets, size, border, seed, original, holes, milliseconds, answers, key, json,
                overwrite, device, threads,
        };
        Option[] ofReport = [answers, key, json];
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            var reports = result.GetValue(answers) is not null;
            if (command.Options.Where(o => o != overwrite && ofReport.Contains(o) != reports && result.GetResult(o) is { Implicit: false })
                .ToArray() is [var wrong, ..])
            {
                throw new ArgumentException(
                    $"{wrong.Name} belongs to {(reports ? "writing a page" : "reporting --answers")}. A command does one or the other: " +
                    $"see pconv study --help.");
            }

            if (reports)
            {
                StudyJob.Report(
                    result.GetValue(answers)!,
                    result.GetValue(key)
                    ?? throw new ArgumentException(
                        $"--key is missing. Take the {StudyOptions.KeyFileName} that was written beside the page."),
                    result.GetValue(json), result.GetValue(overwrite));
                return;
            }

            var to = result.GetValue(output)
                ?? throw new ArgumentException("--output is missing. Name a folder for the page and its key, or --answers to report some.");
            var options = new EvaluationOptions
            {
                Methods = EvaluateCommand.Methods(result.GetValue(methods)!, result.GetValue(model)),
                Size = result.GetValue(size),
                Border = result.GetValue(border),
                Seed = result.GetValue(seed),
                Threads = result.GetValue(threads),
                GpuDeviceId = EvaluateCommand.GpuDeviceId(result.GetValue(device)!, result.GetValue(methods)!),
                PerceptualFeatures = null, // not measured; people judge
            };
            var from = result.GetValue(images)
                ?? throw new ArgumentException("--images is missing. Name a folder of images, or --answers to report some.");
            var folder = new ImageFolder(from, except: to);
            Terminal.NoteAll(folder.LeftOut);
            using var run = new EvaluationRun(folder, options) { Report = error => Terminal.Fail(PconvCommand.Words.Of(error)) };
            StudyJob.Write(run, new()
            {
                Pairs = result.GetValue(pairs),
                Repeats = result.GetValue(repeats),
                Buckets = Buckets(result.GetValue(buckets)),
                WithOriginal = result.GetValue(original),
                ShowHoles = result.GetValue(holes),
                Milliseconds = result.GetValue(milliseconds),
            }, to, result.GetValue(overwrite), cancel);
        }, CancellationToken.None));
        return command;
    }

    static HoleRatioBucket[] Buckets(HoleRatioBucket[]? ranges) => ranges is null or []
        ? [.. HoleRatioBucket.All]
        : [.. ranges.Select(r => HoleRatioBucket.All.FirstOrDefault(b => (b.Low, b.High) == (r.Low, r.High))
            ?? throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{r.Low}-{r.High} is none of the paper's classes of hole ratios. Take all, or some of " +
                    $"{string.Join(", ", HoleRatioBucket.All.Select(b => FormattableString.Invariant($"{b.Low}-{b.High}")))}.")))];
}
