using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Cli;

/// <summary>Writes and checks sets of masks.</summary>
static class MaskSetJob
{
    /// <summary>Writes the masks of a set in folders of classes, and its manifest last.</summary>
    public static void Write(string output, MaskSet set, bool overwrite, bool json, CancellationToken cancel)
    {
        var names = Enumerable.Range(0, set.Count).Select(set.FileOf);
        EnsureFree(names.Prepend(MaskSet.ManifestFileName).Select(name => Path.Combine(output, name)), overwrite);
        Tell(set.Count, set.Generate);
        var sha256 = "";
        Terminal.Progress("Masks", line =>
            sha256 = set.Save(output, done => line.Update((double)done / set.Count, $"{done}/{set.Count} masks"), cancel));
        if (json)
        {
            Terminal.Json(new { output, masks = set.Count, classes = set.Classes.Count, sha256 });
            return;
        }

        Terminal.Result($"Wrote {set.Count} masks of {set.Classes.Count} {(set.Classes.Count == 1 ? "class" : "classes")} to {output}");
        Terminal.Result($"SHA-256 {sha256}");
    }

    /// <summary>Compares a set's folder with its manifest; returns the exit code.</summary>
    public static int Verify(string folder, bool json, CancellationToken cancel)
    {
        (int Count, string Sha256, IReadOnlyList<string> Differences) set = (0, "", []);
        Terminal.Progress("Checking", line => set = MaskSet.Verify(folder, (i, count) =>
        {
            cancel.ThrowIfCancellationRequested();
            line.Update((double)i / count, $"{i}/{count} masks");
        }));
        var differences = set.Differences;
        if (json)
        {
            Terminal.Json(new { folder, masks = set.Count, sha256 = set.Sha256, differences });
            return differences.Count > 0 ? 1 : 0;
        }

        if (differences.Count > 0)
        {
            foreach (var difference in differences)
            {
                Terminal.Fail(difference);
            }

            Terminal.Fail(
                $"'{folder}' is not the set that {MaskSet.ManifestFileName} describes: {differences.Count} " +
                $"{(differences.Count == 1 ? "difference" : "differences")}.");
            return 1;
        }

        Terminal.Result($"Checked {set.Count} masks in {folder}");
        Terminal.Result($"SHA-256 {set.Sha256}");
        return 0;
    }

    /// <summary>Throws if a file exists and overwriting is not allowed.</summary>
    public static void EnsureFree(IEnumerable<string> files, bool overwrite)
    {
        if (!overwrite && files.FirstOrDefault(File.Exists) is { } existing)
        {
            throw new ArgumentException($"'{existing}' exists. Add --overwrite to replace it, or choose another folder.");
        }
    }

    /// <summary>Draws masks on all cores and writes each to its file.</summary>
    /// <param name="files">Paths of the masks.</param>
    /// <param name="draw">Draws the mask of a number.</param>
    /// <param name="cancel">Ends the job between two masks.</param>
    public static void Draw(string[] files, Func<int, Mask> draw, CancellationToken cancel)
    {
        Tell(files.Length, draw);
        Terminal.Progress("Masks", line =>
        {
            var (done, gate) = (0, new Lock());
            try
            {
                Parallel.For(0, files.Length, new ParallelOptions
                {
                    CancellationToken = cancel,
                    MaxDegreeOfParallelism = Environment.ProcessorCount,
                }, i =>
                {
                    ImageFile.Write(draw(i).ToImage(), files[i]);
                    lock (gate)
                    {
                        done++;
                        line.Update((double)done / files.Length, $"{done}/{files.Length} masks");
                    }
                });
            }
            catch (AggregateException e)
            {
                throw e.InnerExceptions[0]; // the exceptions of other threads have the same cause
            }
        });
    }

    static void Tell(int count, Func<int, Mask> draw)
    {
        const int Few = 100; // masks that need no estimate
        if (count > Few && Estimate.Masks(count, draw) is var (time, bytes)
            && Estimate.Of($"{count:N0} masks", time, bytes) is { } estimate)
        {
            Terminal.Note(estimate);
        }
    }
}
