using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Cli;

/// <summary>Writes and checks sets of masks.</summary>
static class MaskSetJob
{
    /// <summary>Writes the masks of a set in folders of classes, and its manifest last.</summary>
    public static void Write(string output, MaskSet set, bool overwrite, bool json, CancellationToken cancel)
    {
        var names = Enumerable.Range(0, set.Count).Select(set.FileOf).ToArray();
        var manifest = Path.Combine(output, MaskSetManifest.FileName);
        EnsureFree([manifest, .. names.Select(name => Path.Combine(output, name))], overwrite);
        if (File.Exists(manifest))
        {
            File.Delete(manifest); // it would not match a partly replaced set
        }

        var files = new MaskSetFile[names.Length];
        Draw([.. names.Select(name => Path.Combine(output, name))], set.Generate,
            (i, mask) => files[i] = new(names[i], MaskChecksum.Compute(mask), mask.HoleRatio), cancel);
        var written = MaskSetManifest.From(set.Options, files);
        written.Save(output);
        if (json)
        {
            Terminal.Json(new { output, masks = set.Count, classes = set.Classes.Count, sha256 = written.Sha256 });
            return;
        }

        Terminal.Result($"Wrote {set.Count} masks of {set.Classes.Count} {(set.Classes.Count == 1 ? "class" : "classes")} to {output}");
        Terminal.Result($"SHA-256 {written.Sha256}");
    }

    /// <summary>Compares a set's folder with its manifest; returns the exit code.</summary>
    public static int Verify(string folder, bool json, CancellationToken cancel)
    {
        var manifest = MaskSetManifest.Load(folder);
        List<string> differences = [];
        Terminal.Progress("Checking", line => differences.AddRange(manifest.Verify(folder, new MaskFileReader(), checking: i =>
        {
            cancel.ThrowIfCancellationRequested();
            line.Update((double)i / manifest.Masks.Count, $"{i}/{manifest.Masks.Count} masks");
        })));
        if (json)
        {
            Terminal.Json(new { folder, masks = manifest.Masks.Count, sha256 = manifest.Sha256, differences });
            return differences.Count > 0 ? 1 : 0;
        }

        if (differences.Count > 0)
        {
            differences.ForEach(Terminal.Fail);
            Terminal.Fail(
                $"'{folder}' is not the set that {MaskSetManifest.FileName} describes: {differences.Count} " +
                $"{(differences.Count == 1 ? "difference" : "differences")}.");
            return 1;
        }

        Terminal.Result($"Checked {manifest.Masks.Count} masks in {folder}");
        Terminal.Result($"SHA-256 {manifest.Sha256}");
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
    /// <param name="draw">Draws the mask with an index.</param>
    /// <param name="written">Receives each mask and its index, from any thread.</param>
    /// <param name="cancel">Cancels the job between two masks.</param>
    public static void Draw(string[] files, Func<int, Mask> draw, Action<int, Mask> written, CancellationToken cancel) =>
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
                var mask = draw(i);
                ImageFile.Write(mask.ToImage(), files[i]);
                written(i, mask);
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
