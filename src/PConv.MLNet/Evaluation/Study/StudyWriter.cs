using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PConv.MLNet.Files;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Writes a study: the page for participants, and the key for their answers.</summary>
static class StudyWriter
{
    /// <summary>As <see cref="EvaluationRun.WriteStudy"/>, which gives the number of pairs.</summary>
    internal static StudyKey WriteStudyAndKey(this EvaluationRun run, StudyOptions options, string folder,
        Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var plan = Plan(run, options, cancel);
        var key = Key(run, options, plan);
        var cells = plan.Trials.Select(t => (t.Image, t.Class)).Distinct().ToLookup(c => c.Image, c => c.Class);
        var (done, total) = (0, plan.Trials.Select(t => (t.Image, t.Class)).Distinct().Sum(c => plan.ImagesOf(c.Image, c.Class).Count()));
        var threads = run.Options.Threads > 0 ? run.Options.Threads : Environment.ProcessorCount;
        var pictures = cells.AsParallel().AsOrdered().WithCancellation(cancel).WithDegreeOfParallelism(threads)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(cell => Pictures(run, plan, cell.Key, cell, cancel))
            .AsEnumerable().SelectMany(p => p)
            .Select(p =>
            {
                progress?.Invoke(++done, total);
                return p;
            });
        try
        {
            AtomicFile.Write(Path.Combine(folder, StudyOptions.PageFileName),
                (Stream page) => StudyPage.Write(page, key, plan, options, pictures));
        }
        catch (AggregateException e)
        {
            cancel.ThrowIfCancellationRequested();
            // the exceptions of other threads have the same cause
            throw new InvalidOperationException(e.InnerExceptions[0].Message, e.InnerExceptions[0]);
        }

        key.Save(Path.Combine(folder, StudyOptions.KeyFileName));
        return key;
    }

    /// <summary>Images that cannot be read are replaced by others before anything is filled.</summary>
    static StudyPlan Plan(EvaluationRun run, StudyOptions options, CancellationToken cancel)
    {
        var (images, readable) = (run.Images, new HashSet<string>());
        while (true)
        {
            var plan = StudyPlan.Create([.. Contestants(run, options).Select(m => m.Name)], images, run.Classes, options, run.Options.Seed);
            var bad = plan.Images.Where(name => !readable.Contains(name)).Where(name =>
            {
                cancel.ThrowIfCancellationRequested();
                return !(run.CanRead(name) && readable.Add(name));
            }).ToHashSet();
            if (bad.Count == 0)
            {
                return plan;
            }

            images = [.. images.Where(name => !bad.Contains(name))];
            if (images.Count == 0)
            {
                throw new InvalidOperationException(
                    $"None of the {run.Images.Count} images can be read, so there is nothing to show. The first is '{run.Images[0]}'.");
            }
        }
    }

    static IEnumerable<StudyMethod> Contestants(EvaluationRun run, StudyOptions options) =>
        run.Options.Methods.Select(m => new StudyMethod(m.Name, m.Identity))
            .Concat(options.WithOriginal ? [new(StudyOptions.Original, StudyOptions.Original)] : []);

    static StudyKey Key(EvaluationRun run, StudyOptions options, StudyPlan plan)
    {
        var key = new StudyKey("", run.Options.Size, run.Options.Border, run.Options.Seed, [.. Contestants(run, options)], plan.Trials);
        var all = JsonSerializer.Serialize(new { key, options.ShowHoles, options.Milliseconds }, StudyKey.Json);
        return key with { Study = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16] };
    }

    /// <summary>For each class, the image with white holes, and each method's hole pixels on white: their product is exactly the
    /// fill.</summary>
    static (string Id, byte[] Png)[] Pictures(EvaluationRun run, StudyPlan plan, string image, IEnumerable<MaskClass> classes,
        CancellationToken cancel)
    {
        var original = run.Read(image);
        var white = new RgbImage(original.Width, original.Height);
        Array.Fill(white.Pixels, byte.MaxValue);
        return [.. from of in classes
                   let mask = run.MaskOf(image, of)
                   from picture in plan.ImagesOf(image, of)
                   select (picture.Id, (picture.Method switch
                   {
                       null => Composite.Create(original, white, mask),
                       StudyOptions.Original => Composite.Create(white, original, mask),
                       var method => Composite.Create(white, run.Sample(original, image, of, method, cancel).Filled, mask),
                   }).ToPngBytes())];
    }
}

// The entry to the above.
public sealed partial class EvaluationRun
{
    /// <summary>Fills the images with the evaluation's masks, and writes study.html and key.json into a folder; replaces those
    /// there.</summary>
    /// <param name="options">Options for what is shown, and how.</param>
    /// <param name="folder">Output folder of the two files; no file is left there if the work fails.</param>
    /// <param name="progress">Receives the number of completed images and the total.</param>
    /// <param name="cancel">Cancels the work.</param>
    /// <exception cref="ArgumentException">The options contradict each other or do not fit the run; the message says what to
    /// change.</exception>
    /// <exception cref="InvalidOperationException">A method cannot fill an image, or too few images can be read.</exception>
    /// <returns>Number of pairs.</returns>
    public int WriteStudy(StudyOptions options, string folder, Action<int, int>? progress = null,
        CancellationToken cancel = default) => this.WriteStudyAndKey(options, folder, progress, cancel).Trials.Count;

    /// <summary>Reads the answers to a study and counts them.</summary>
    /// <param name="answers">A file of answers, or a folder of them.</param>
    /// <param name="key">The file of the study's key.</param>
    /// <returns>What people prefer: aligned text with a line for each pair of methods, and for each class of hole ratios with enough
    /// answers, then sentences; and JSON with every count.</returns>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or belongs to another study.</exception>
    /// <exception cref="InvalidOperationException">There is no answer.</exception>
    public static (string Table, string Json) ReadStudy(string answers, string key)
    {
        var result = StudyResult.Load(answers, key);
        return (result.ToTable(), result.ToJson());
    }
}
