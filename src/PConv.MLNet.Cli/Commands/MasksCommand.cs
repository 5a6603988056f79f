using System.CommandLine;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Cli.Commands;

/// <summary><c>pconv masks</c></summary>
static class MasksCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--output")
        {
            HelpName = "folder",
            Description = "Folder for mask-00000.png and so on, or for a set by classes; white = hole.",
        };
        var verify = new Option<string?>("--verify")
        {
            HelpName = "folder",
            Description = "Folder of a set to check against its masks.json, in place of writing one.",
        };
        var count = new Option<int>("--count") { Description = "How many; of each class for a set.", DefaultValueFactory = _ => 1 };
        var size = new Option<ImageSize>("--size")
        {
            Description = "Width x height in pixels.",
            HelpName = "WxH",
            DefaultValueFactory = _ => new(512, 512),
            CustomParser = SizeArgument.Parse,
        };
        var ratio = new Option<HoleRatioBucket?>("--ratio")
        {
            Description = "Share of hole pixels, above the first and up to the second; 0.2-0.3 if left out.",
            HelpName = "low-high",
            CustomParser = argument => MaskArguments.Ratio(argument),
        };
        var buckets = new Option<HoleRatioBucket[]?>("--buckets")
        {
            Description = "Writes a set: all (the paper's six classes of hole ratios) or ranges, as in 0.1-0.2,0.2-0.3.",
            CustomParser = MaskArguments.Ratios,
        };
        var border = new Option<int[]>("--border")
        {
            HelpName = "pixels",
            Description = "Pixels along the sides without holes; 0,50 gives both classes of a set.",
            DefaultValueFactory = _ => [0],
            CustomParser = MaskArguments.Borders,
        };
        var kinds = new Option<MaskKindWeights?>("--kinds")
        {
            Description = $"What holes look like: all, or some of {MaskArguments.KindNames}, as in strokes:2,boxes; strokes if left out.",
            CustomParser = MaskArguments.Kinds,
        };
        var augment = new Option<bool>("--augment") { Description = "Vary the masks by rotation, flips, crops and dilation." };
        var seed = new Option<int>("--seed") { Description = "Another seed, another set." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace masks that exist." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("masks", """
            Write irregular masks, or a whole set by classes of hole ratio and border with checksums, or check a set.

            Examples:
              pconv masks --output masks --count 1000 --ratio 0.1-0.2 --border 50
              pconv masks --output set --count 1000 --buckets all --border 0,50
              pconv masks --verify set
            """)
        {
            output, verify, count, size, ratio, buckets, border, kinds, augment, seed, overwrite, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is null && result.GetResult(verify) is null)
            {
                result.AddError("--output is missing."); // not required with --verify
            }

            if (result.GetResult(verify) is not null
                && command.Options.FirstOrDefault(o => o != verify && o != json && result.GetResult(o) is { Implicit: false }) is { } other)
            {
                result.AddError($"--verify checks a set and writes nothing. Leave out {other.Name}.");
            }

            if (result.GetResult(buckets) is not null && result.GetResult(ratio) is { Implicit: false })
            {
                result.AddError("--buckets names the ranges of a set, --ratio that of masks without classes. Leave one out.");
            }
        });
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            if (result.GetValue(verify) is { } folder)
            {
                return MaskSetJob.Verify(folder, result.GetValue(json), cancel);
            }

            var (width, height) = result.GetValue(size);
            string to = result.GetValue(output)!; // checked by the validator
            var (kind, augmentation) =
                (result.GetValue(kinds) ?? MaskKindWeights.Only(MaskKind.Strokes), result.GetValue(augment) ? new MaskAugmentation()
                    : null);
            var borders = result.GetValue(border)!;
            if (result.GetValue(buckets) is [_, ..] ranges)
            {
                MaskSetJob.Write(to, new(new()
                {
                    Width = width,
                    Height = height,
                    CountPerClass = AtLeastOne(result.GetValue(count)),
                    Ranges = ranges,
                    Borders = [.. borders.Select(b => b == 0 ? BorderClass.N : BorderClass.B)],
                    Border = borders.Max() is > 0 and var free ? free : EvaluationOptions.PaperBorder,
                    Kinds = kind,
                    Augmentation = augmentation,
                    Seed = result.GetValue(seed),
                }), result.GetValue(overwrite), result.GetValue(json), cancel);
                return 0;
            }

            if (borders.Length > 1)
            {
                throw new ArgumentException($"--border names {borders.Length} classes of a set. Add --buckets, or name one border.");
            }

            var (min, max) = result.GetValue(ratio) ?? new(.2, .3);
            var options = new IrregularMaskOptions
            {
                Width = width,
                Height = height,
                MinRatio = min,
                MaxRatio = max,
                Border = borders[0],
                Kinds = kind,
                Augmentation = augmentation,
            };
            Run(to, AtLeastOne(result.GetValue(count)), new(options, result.GetValue(seed)), result.GetValue(overwrite),
                result.GetValue(json), cancel);
            return 0;
        }, CancellationToken.None));
        return command;
    }

    static int AtLeastOne(int count) => count >= 1 ? count : throw new ArgumentException($"--count is {count}, expected at least 1.");

    static void Run(string output, int count, IrregularMaskGenerator generator, bool overwrite, bool json, CancellationToken cancel)
    {
        var files = Enumerable.Range(0, count).Select(i => Path.Combine(output, $"mask-{i:D5}.png")).ToArray();
        MaskSetJob.EnsureFree(files, overwrite);
        MaskSetJob.Draw(files, generator.Generate, cancel);
        if (json)
        {
            Terminal.Json(new { output, masks = files });
            return;
        }

        Terminal.Result($"Wrote {count} masks to {output}");
    }
}
