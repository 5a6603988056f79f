using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PConv.MLNet.Core;

namespace PConv.MLNet.Cli.Commands;

/// <summary><c>pconv masks</c></summary>
static class MasksCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output") { Description = "Folder for mask-00000.png and so on; white = hole.", Required = true };
        var count = new Option<int>("--count") { Description = "How many.", DefaultValueFactory = _ => 1 };
        var size = new Option<ImageSize>("--size") { Description = "Width x height in pixels.", DefaultValueFactory = _ => new(512, 512), CustomParser = SizeArgument.Parse };
        var ratio = new Option<(double, double)>("--ratio") { Description = "Share of hole pixels, above the first and up to the second.", DefaultValueFactory = _ => (.2, .3), CustomParser = ParseRatio };
        var border = new Option<int>("--border") { Description = "Pixels along the sides without holes." };
        var seed = new Option<int>("--seed") { Description = "Another seed, another set." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace masks that exist." };
        var command = new Command("masks", "Write irregular masks.\n\nExample: pconv masks --output masks --count 1000 --size 512x512 --ratio 0.1-0.2 --border 50")
        {
            output, count, size, ratio, border, seed, overwrite,
        };
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            var (width, height) = result.GetValue(size);
            var (min, max) = result.GetValue(ratio);
            var options = new IrregularMaskOptions { Width = width, Height = height, MinRatio = min, MaxRatio = max, Border = result.GetValue(border) };
            Run(result.GetRequiredValue(output), result.GetValue(count), new(options, result.GetValue(seed)), result.GetValue(overwrite), cancel);
        }, CancellationToken.None));
        return command;
    }

    static void Run(string output, int count, IrregularMaskGenerator generator, bool overwrite, CancellationToken cancel)
    {
        if (count < 1)
        {
            throw new ArgumentException($"--count is {count}, expected at least 1.");
        }

        var files = Enumerable.Range(0, count).Select(i => Path.Combine(output, $"mask-{i:D5}.png")).ToArray();
        if (!overwrite && files.FirstOrDefault(File.Exists) is { } existing)
        {
            throw new ArgumentException($"'{existing}' exists. Add --overwrite to replace it, or choose another folder.");
        }

        Terminal.Progress("Masks", line =>
        {
            for (var i = 0; i < count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                using var image = generator.Generate(i).ToImage().ToMLImage();
                ImageFile.Write(image, files[i]);
                line.Update((i + 1.0) / count, $"{i + 1}/{count} masks");
            }
        });
        Terminal.Result($"Wrote {count} masks to {output}");
    }

    static (double, double) ParseRatio(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (text.Split('-') is [var a, var b] && double.TryParse(a, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var min)
            && double.TryParse(b, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var max))
        {
            return (min, max);
        }

        argument.AddError($"--ratio is '{text}', expected a range, as in 0.1-0.2.");
        return default;
    }
}
