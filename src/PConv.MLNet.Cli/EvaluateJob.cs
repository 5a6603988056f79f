using System.Globalization;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Files;

namespace PConv.MLNet.Cli;

/// <summary>Runs an evaluation under a progress bar, and writes its results.</summary>
/// <param name="run">The evaluation.</param>
/// <param name="output">Folder for rows, reports and images, or null.</param>
/// <param name="json">JSON file for the table, or null.</param>
/// <param name="pictures">Number of images with growing holes, and of worst cases, to write.</param>
sealed class EvaluateJob(EvaluationRun run, string? output, string? json, int pictures)
{
    const int Few = 100; // fills that need no estimate
    const double BytesPerRow = 400; // a line of rows.jsonl
    const double BytesPerPage = 10e6; // report.html and samples

    readonly string? rows = output is null ? null : Path.Combine(output, EvaluationResult.RowsFileName);

    public void Run(bool resume, bool overwrite, CancellationToken cancel)
    {
        Prepare(resume, overwrite);
        var fills = run.Images.Count * run.Classes.Count * run.Options.Methods.Count;
        if (fills > Few && (rows is null || !File.Exists(rows)))
        {
            var threads = run.Options.Threads > 0 ? run.Options.Threads : Environment.ProcessorCount;
            var time = Estimate.FillByAll(run, cancel).Time * run.Images.Count * run.Classes.Count / threads;
            var counted = $"{run.Images.Count} images, {run.Classes.Count} classes of masks, {run.Options.Methods.Count} methods";
            var bytes = output is null ? 0 : BytesPerPage + BytesPerRow * fills;
            if (Estimate.Of($"{counted}, {fills:N0} fills", time, bytes, isPart: true) is { } estimate) // scores take time too
            {
                Terminal.Note($"{estimate} Take fewer with --per-bucket, --methods or --size.");
            }
        }

        EvaluationResult? result = null;
        try
        {
            Terminal.Progress("Evaluating", line => result = run.Run(rows, new Reporter(line), cancel));
        }
        catch (OperationCanceledException)
        {
            Terminal.Note(rows is null
                ? "Stopped. Nothing is kept without --output."
                : $"Stopped; the rows so far are in {rows}. Go on with the same command and --resume.");
            throw;
        }

        Write(result!, cancel);
    }

    /// <summary>Nothing is overwritten unless asked.</summary>
    void Prepare(bool resume, bool overwrite)
    {
        if (resume && (rows is null || overwrite))
        {
            throw new ArgumentException(rows is null ? "--resume goes on with the rows of an output folder. Add --output."
                : "--resume keeps the rows and --overwrite replaces them. Leave one out.");
        }

        if (rows is not null && File.Exists(rows) && !resume)
        {
            if (!overwrite)
            {
                throw new ArgumentException($"'{rows}' exists. Add --resume to go on with it, or --overwrite to begin anew.");
            }

            File.Delete(rows);
        }

        string[] reports = output is null ? [] : [.. EvaluationResult.FileNames.Select(name => Path.Combine(output, name))];
        MaskSetJob.EnsureFree(json is null ? reports : [.. reports, json], overwrite || resume);
    }

    void Write(EvaluationResult result, CancellationToken cancel)
    {
        Terminal.Result(result.ToTable());
        if (json is not null)
        {
            AtomicFile.Write(json, path => File.WriteAllText(path, result.ToJson() + '\n'));
        }

        if (output is not null)
        {
            result.Save(output);
            var samples = result.GrowingHoles(pictures).Concat(result.WorstCases(pictures)).ToArray();
            Terminal.Progress("Images", line =>
            {
                var byImage = samples.Distinct().GroupBy(s => s.Image).ToArray();
                foreach (var (i, group) in byImage.Index())
                {
                    line.Update((double)i / byImage.Length, $"{i}/{byImage.Length} images, {group.Key}");
                    run.SaveSamples(group, Path.Combine(output, "samples"), cancel);
                }
            });
            var shown = Math.Max(0, pictures);
            Terminal.Progress("Page", line => run.SaveHtml(result, output, shown, new Reporter(line), cancel));
            Terminal.Result(
                $"Wrote {EvaluationResult.RowsFileName}, " +
                $"{string.Join(", ", EvaluationResult.FileNames)}{(samples.Length > 0 ? " and samples" : "")} to {output}");
        }
    }

    /// <summary>Updates the progress bar.</summary>
    sealed class Reporter(IProgressLine line) : IProgress<(int Done, int Total, double RowsPerSecond, string Image)>
    {
        readonly Lock gate = new();

        public void Report((int Done, int Total, double RowsPerSecond, string Image) value)
        {
            lock (gate)
            {
                var left = TimeSpan.FromSeconds((value.Total - value.Done) / value.RowsPerSecond);
                line.Update((double)value.Done / value.Total, string.Create(CultureInfo.InvariantCulture,
                    $"{value.Done}/{value.Total} fills, {value.RowsPerSecond:F1} a second, {Clock.Format(left)} left, " +
                    $"{Path.GetFileName(value.Image)}"));
            }
        }
    }
}
