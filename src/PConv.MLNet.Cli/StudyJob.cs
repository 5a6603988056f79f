using System.Globalization;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Files;

namespace PConv.MLNet.Cli;

/// <summary>Writes a study under a progress bar, and reports its answers.</summary>
static class StudyJob
{
    const double Mega = 1e6;

    /// <summary>Writes page and key to a folder.</summary>
    public static void Write(EvaluationRun run, StudyOptions options, string output, bool overwrite, CancellationToken cancel)
    {
        var (page, key) = (Path.Combine(output, StudyOptions.PageFileName), Path.Combine(output, StudyOptions.KeyFileName));
        MaskSetJob.EnsureFree([page, key], overwrite);
        var shown = options.Pairs ?? StudyOptions.DefaultPairs;
        if (shown >= StudyOptions.DefaultPairs)
        {
            var threads = run.Options.Threads > 0 ? run.Options.Threads : Environment.ProcessorCount;
            var methods = run.Options.Methods.Count;
            var cases = Math.Max(1, shown / Math.Max(1, methods * (methods - 1) / 2)); // each shows every method
            var (time, bytes) = Estimate.FillByAll(run, cancel);
            if (Estimate.Of($"{shown} pairs", time * cases / threads, bytes * 4 / 3 * cases * methods) is { } estimate) // Base64
            {
                Terminal.Note(estimate);
            }
        }

        var pairs = 0;
        Terminal.Progress("Filling",
            line => pairs =
            run.WriteStudy(options, output, (done, total) => line.Update((double)done / total, $"{done}/{total} images"), cancel));
        Terminal.Result(string.Create(CultureInfo.InvariantCulture,
            $"Wrote {pairs} pairs to {page} ({new FileInfo(page).Length / Mega:F1} MB): give it to people."));
        Terminal.Result($"Wrote what they must not see to {key}: keep it. Then: pconv study --answers FOLDER --key {key}");
    }

    /// <summary>Prints what people prefer, and optionally writes it as JSON.</summary>
    public static void Report(string answers, string key, string? json, bool overwrite)
    {
        MaskSetJob.EnsureFree(json is null ? [] : [json], overwrite);
        var (table, counts) = EvaluationRun.ReadStudy(answers, key);
        Terminal.Result(table);
        if (json is not null)
        {
            AtomicFile.Write(json, path => File.WriteAllText(path, counts + '\n'));
        }
    }
}
