using System.CommandLine;
using System.Diagnostics;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Files;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Cli.Commands;

/// <summary><c>pconv inpaint</c></summary>
static class InpaintCommand
{
    public static Command Create()
    {
        var files = new FileArguments();
        var model = new Option<string?>("--model") { HelpName = "file", Description = "ONNX model file; the built-in model if left out." };
        var method = new Option<string>("--method")
        {
            Description = "How holes are filled:\n" + string.Join('\n', InpaintingMethod.All.Select(m => $"{m.Name}: {m.Description}")),
            HelpName = "method",
            DefaultValueFactory = _ => InpaintingMethod.Natural,
        };
        var device = DeviceArgument.ForFills();
        var loading = new ModelArguments(model, device);
        var polarity = new Option<string>("--mask-polarity")
        {
            Description = "What white means in a mask.",
            DefaultValueFactory = _ => "white-is-hole",
        };
        var threshold = new Option<int>("--mask-threshold")
        {
            HelpName = "1-255",
            Description = "The lowest brightness that counts as white in a mask, 1 to 255.",
            DefaultValueFactory = _ => 128,
        };
        var quality = new Option<int?>("--quality")
        {
            Description = "Of JPEG and lossy WebP results, 1 to 100; as the image's own if left out.",
            HelpName = "1-100",
        };
        var grow = new Option<int>("--grow")
        {
            HelpName = "pixels",
            Description = "Pixels by which holes grow before they are filled: for masks that leave a rim of what should go.",
            DefaultValueFactory = _ => 0,
        };
        var format = new Option<string>("--format")
        {
            Description = "File format of a folder's results; as the images' own if left out.",
            DefaultValueFactory = _ => "same",
        };
        var recursive = new Option<bool>("--recursive") { Description = "Look into sub-folders as well." };
        var resume = new Option<bool>("--resume") { Description = "Leave out images whose result exists." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace results that exist." };
        var json = new Option<bool>("--json") { Description = "Print one JSON array with an object an image." };
        method.AcceptOnlyFromAmong([.. InpaintingMethod.All.Select(m => m.Name)]);
        polarity.AcceptOnlyFromAmong("white-is-hole", "white-is-valid");
        format.AcceptOnlyFromAmong("same", "png", "jpg", "webp", "tif");
        var command = new Command("inpaint",
            "Fill the holes of images: what is white in a mask.\n\nExamples:\n  pconv inpaint photo.jpg mask.png filled.png\n" +
            "  pconv inpaint --image photos --mask masks --output filled --resume")
        {
            model, method, device, polarity, threshold, grow, format, quality, recursive, resume, overwrite, json,
        };
        files.AddTo(command);
        loading.AddTo(command);
        command.SetAction((result, cancel) => Task.Run(() =>
        {
            var name = loading.Method(result, method);
            loading.EnsureUsed(result, name);
            var growth = GrowArgument.Read(result, grow);
            var (image, mask, output) = files.Read(result);
            var jobs = new InpaintFiles(
                image, mask, output, result.GetValue(format)!, result.GetValue(recursive), result.GetValue(overwrite))
            {
                Report = Terminal.Note,
            }.List();
            jobs = Existing(jobs, result.GetValue(resume), result.GetValue(overwrite));
            InpaintJob[] paired = [.. jobs.Where(job => job.Error is null)];
            var masks = new MaskReading(
                result.GetValue(polarity) == "white-is-valid" ? MaskPolarity.WhiteIsValid : MaskPolarity.WhiteIsHole,
                InRange("--mask-threshold", result.GetValue(threshold), 255));
            int? jpegQuality = result.GetValue(quality) is { } asked ? InRange("--quality", asked, 100) : null;
            var plan = InpaintPlan.For(paired, Environment.ProcessorCount, InpaintingMethod.IsNetwork(name) && loading.IsOnGpu(result));
            var flow = new InpaintFlow(paired, masks, plan, growth, jpegQuality);
            if (paired.Length == 1)
            {
                NativeHeap.ReturnFreed();
            }

            flow.ReadAhead(); // while the model is opened
            var inpainter = InpaintingMethod.IsNetwork(name) ? loading.Load(result, plan.Threads, name)
                : InpaintingMethod.Parse(name).Open();
            using var owned = inpainter as IDisposable;
            return Run(jobs, flow, inpainter, result.GetValue(json), cancel);
        }, CancellationToken.None));
        return command;
    }

    static byte InRange(string option, int value, int most) =>
        value >= 1 && value <= most ? (byte)value : throw new ArgumentException($"{option} {value} is out of range. Take 1 to {most}.");

    /// <summary>Existing results are skipped with --resume, overwritten with --overwrite, and otherwise an error.</summary>
    static IReadOnlyList<InpaintJob> Existing(IReadOnlyList<InpaintJob> jobs, bool resume, bool overwrite)
    {
        var done = overwrite ? [] : jobs.Where(job => job.Error is null && File.Exists(job.Output)).ToHashSet();
        return done.Count == 0 || resume
            ? [.. jobs.Where(job => !done.Contains(job))]
            : throw new ArgumentException(
                $"'{done.First().Output}' exists{(done.Count > 1 ? $", and {done.Count - 1} more" : "")}. Add --overwrite to replace it, " +
                $"or --resume to leave it out.");
    }

    /// <summary>Fills the images; failures are reported at the end and do not stop the others.</summary>
    static int Run(IReadOnlyList<InpaintJob> jobs, InpaintFlow flow, IInpainter inpainter, bool json, CancellationToken cancel)
    {
        var count = jobs.Count;
        List<InpaintOutcome> done =
            [.. jobs.Where(job => job.Error is not null).Select(job => new InpaintOutcome(job, 0, TimeSpan.Zero, job.Error, []))];
        var clock = Stopwatch.StartNew();
        var filled = 0;
        Terminal.Progress("Filling", line => flow.Run(inpainter, outcome =>
        {
            done.Add(outcome with { Error = outcome.Error is { } error ? PconvCommand.Words.Of(error) : null });
            filled += outcome.Error is null ? 1 : 0;
            var left = (count - done.Count) * clock.Elapsed / Math.Max(1, filled);
            if (filled == 1 && outcome.Error is null
                && Estimate.Of($"{count:N0} images", left, (double)count * new FileInfo(outcome.Job.Output).Length) is { } estimate)
            {
                Terminal.Note(estimate);
            }

            line.Update((double)done.Count / count,
                $"{done.Count}/{count} {Path.GetFileName(outcome.Job.Image)}, {Clock.Format(left)} left");
            if (!json && outcome.Error is null)
            {
                Terminal.Result($"{Terminal.OnOneLine(outcome.Job.Output)}  {100 * outcome.HoleRatio:F1} % filled  "
                    + $"{outcome.Time.TotalMilliseconds:F0} ms");
            }
        }, cancel));
        var place = jobs.Index().ToDictionary(at => at.Item.Image, at => at.Index);
        done.Sort((a, b) => place[a.Job.Image].CompareTo(place[b.Job.Image]));
        if (json)
        {
            Terminal.Json(done.Select(Row));
        }

        var failed = done.Where(outcome => outcome.Error is not null).ToArray();
        foreach (var note in done.SelectMany(outcome => outcome.Notes).Distinct())
        {
            Terminal.Note(PconvCommand.Words.Of(note));
        }

        foreach (var outcome in failed)
        {
            Terminal.Fail($"{outcome.Job.Image}: {outcome.Error}");
        }

        var notBegun = count - done.Count;
        if (count != 1 || failed.Length > 0)
        {
            Terminal.Note(
                $"{done.Count - failed.Length} filled, {failed.Length} " +
                $"failed{(notBegun == 0 ? "" : $", {notBegun} left: --resume goes on with them")}.");
        }

        return failed.Length + notBegun == 0 ? 0 : 1;
    }

    static object Row(InpaintOutcome outcome) => outcome.Error is { } error
        ? new { image = outcome.Job.Image, mask = outcome.Job.Mask, error }
        : new
        {
            image = outcome.Job.Image,
            mask = outcome.Job.Mask,
            output = outcome.Job.Output,
            hole_ratio = Math.Round(outcome.HoleRatio, 4),
            seconds = Math.Round(outcome.Time.TotalSeconds, 4),
        };
}
