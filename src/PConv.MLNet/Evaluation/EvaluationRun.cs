using System.Collections.Concurrent;
using System.Diagnostics;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Evaluation;

/// <summary>Evaluates methods with the protocol of the paper's Table 1: all methods on the same images, with the same masks of twelve
/// classes.</summary>
/// <remarks>
/// Methods receive images with black holes, so that none can see the original pixels. All results except times depend on images, options
/// and methods only, not on the number of threads, the order of the work or interruptions. An image is decoded once for all methods and
/// classes.
/// </remarks>
public sealed partial class EvaluationRun : IDisposable
{
    readonly EvaluationOptions options;
    readonly TestImages images;
    readonly Dictionary<string, Lazy<IInpainter>> inpainters;
    readonly FeatureNetwork? network;

    /// <summary>Checks the options and chooses images.</summary>
    /// <param name="source">The images. Masks are chosen by image name, so names must be relative to the folder.</param>
    /// <param name="options">Methods, size, border, seed and number of images.</param>
    /// <exception cref="ArgumentException">The options contradict each other or do not match the images or the feature network; the
    /// message says what to change.</exception>
    /// <exception cref="FileNotFoundException">The feature network does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is not a feature network.</exception>
    public EvaluationRun(IImageSource source, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        this.options = options ?? new();
        this.options.Validate(source.Count);
        images = new(source, this.options);
        inpainters = this.options.Methods.ToDictionary(m => m.Name, m => new Lazy<IInpainter>(() => m.Open(new()
        {
            Threads = 1,
            GpuDeviceId = this.options.GpuDeviceId,
        })));
        network = FeatureNetwork.Open(this.options);
    }

    /// <summary>Receives a message for every image that cannot be read and is skipped.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>Options of the evaluation.</summary>
    public EvaluationOptions Options => options;

    /// <summary>Names of the chosen images, sorted.</summary>
    public IReadOnlyList<string> Images => images.Names;

    /// <summary>The classes of masks that can exist at this size, from small to large holes, N before B.</summary>
    public IReadOnlyList<MaskClass> Classes => images.Classes;

    /// <summary>Fills and scores everything that is not yet in the file of rows.</summary>
    /// <param name="rowFile">JSON Lines file to which rows are appended. If it exists, the run resumes from it. Null keeps the rows in
    /// memory only.</param>
    /// <param name="progress">Gets, after every row and from several threads, the number of rows done, those of an earlier run included,
    /// and of all, the rows per second of this run, and the row's image.</param>
    /// <param name="cancel">Cancels the run; the rows written so far stay in the file.</param>
    /// <exception cref="ArgumentException">The file belongs to a run with other options; the message names them.</exception>
    /// <exception cref="InvalidOperationException">A method cannot fill an image, or no image can be read.</exception>
    public EvaluationResult Run(string? rowFile = null,
        IProgress<(int Done, int Total, double RowsPerSecond, string Image)>? progress = null, CancellationToken cancel = default)
    {
        using var file = rowFile is null ? null : RowFile.Open(rowFile, EvaluationProtocol.From(options, Images));
        var rows =
            new ConcurrentDictionary<(string, MaskClass, string), EvaluationRow>(
                (file?.Rows ?? []).Select(row => KeyValuePair.Create((row.Image, row.Class, row.Method), row)));
        var (clock, before, done, total) =
            (Stopwatch.StartNew(), rows.Count, rows.Count, Images.Count * Classes.Count * options.Methods.Count);
        var unreadable = new ConcurrentDictionary<string, string>();
        ForEach(Images, (name, stop) =>
        {
            (MaskClass Class, InpaintingMethod Method)[] missing =
                [.. from c in Classes from m in options.Methods where !rows.ContainsKey((name, c, m.Name)) select (c, m)];
            if (missing.Length == 0)
            {
                return;
            }

            if (TryRead(name, out var problem) is not var (image, originalSize))
            {
                unreadable[name] = problem;
                Report($"Left out {name}: {problem}");
                return;
            }

            var distances = network?.To(image);
            foreach (var group in missing.GroupBy(m => m.Class))
            {
                var mask = images.MaskOf(name, group.Key);
                foreach (var (of, method) in group)
                {
                    var (filled, seconds) = Fill(name, image, mask, of, method.Name, stop);
                    var score = InpaintingScore.Compute(image, filled, mask, options.Border);
                    if (distances?.Invoke(Composite.Create(image, filled, mask)) is { } stages)
                    {
                        score = score with { Perceptual = stages.Sum(), PerceptualStages = options.PerceptualStages ? stages : [] };
                    }

                    if (options.Sharpness)
                    {
                        score = score with { Sharpness = ImageMetrics.HoleSharpness(image, filled, mask) };
                    }

                    var row = new EvaluationRow(name, of, method.Name, score, seconds, originalSize);
                    file?.Add(row);
                    rows[(name, of, method.Name)] = row;
                    var now = Interlocked.Increment(ref done);
                    progress?.Report((now, total, (now - before) / clock.Elapsed.TotalSeconds, name));
                }
            }
        }, cancel);
        return new(options, Classes, rows.Values, unreadable)
        {
            PerceptualNetwork = network?.File,
            PerceptualStages = options.PerceptualStages ? network!.Stages : [],
        };
    }

    /// <summary>Fills one image again, with exactly the result of the run.</summary>
    /// <param name="image">One of <see cref="Images"/>.</param>
    /// <param name="of">One of <see cref="Classes"/>.</param>
    /// <param name="method">Name of one of the methods.</param>
    /// <param name="cancel">Cancels the work.</param>
    /// <exception cref="ArgumentException">There is no such image, class or method in this evaluation.</exception>
    /// <returns>The original, cropped and scaled; its mask of the class; and the fill.</returns>
    public (RgbImage Original, Mask Mask, RgbImage Filled) Sample(string image, MaskClass of, string method,
        CancellationToken cancel = default) =>
        Sample(images.Read(image).Image, image, of, method, cancel);

    /// <summary>The same for an image that is already decoded.</summary>
    internal (RgbImage Original, Mask Mask, RgbImage Filled) Sample(RgbImage original, string image, MaskClass of, string method,
        CancellationToken cancel)
    {
        if (!inpainters.ContainsKey(method))
        {
            throw new ArgumentException(
                $"There is no method '{method}' in this evaluation. Take one of {string.Join(", ", inpainters.Keys)}.");
        }

        var mask = images.MaskOf(image, of);
        var (filled, _) = Fill(image, original, mask, of, method, cancel);
        return (original, mask, Composite.Create(original, filled, mask));
    }

    /// <summary>Decodes an image, and crops and scales it to the evaluation size.</summary>
    internal RgbImage Read(string image) => images.Read(image).Image;

    /// <summary>Whether an image can be decoded; reports those that cannot.</summary>
    internal bool CanRead(string image)
    {
        if (TryRead(image, out var problem) is not null)
        {
            return true;
        }

        Report($"Left out {image}: {problem}");
        return false;
    }

    /// <summary>An image's mask of a class.</summary>
    internal Mask MaskOf(string image, MaskClass of) => images.MaskOf(image, of);

    /// <summary>Disposes the methods and the feature network.</summary>
    public void Dispose()
    {
        network?.Dispose();
        foreach (var inpainter in inpainters.Values.Where(i => i.IsValueCreated))
        {
            (inpainter.Value as IDisposable)?.Dispose();
        }
    }

    (RgbImage Image, ImageSize OriginalSize)? TryRead(string name, out string problem)
    {
        try
        {
            problem = "";
            return images.Read(name);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException or ArgumentException
            or UnauthorizedAccessException)
        {
            problem = e.Message;
            return null;
        }
        catch (OutOfMemoryException e)
        {
            problem = e is InsufficientMemoryException ? e.Message : "There is not enough memory for it. Scale or cut it first.";
            return null;
        }
    }

    (RgbImage Filled, double Seconds) Fill(string name, RgbImage image, Mask mask, MaskClass of, string method, CancellationToken cancel)
    {
        var known = Composite.Create(image, new(image.Width, image.Height), mask); // black holes, so that no method sees the original
        var inpainter = inpainters[method].Value;
        var clock = Stopwatch.StartNew();
        try
        {
            return (inpainter.Inpaint(known, mask, cancel), clock.Elapsed.TotalSeconds);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidDataException)
        {
            throw new InvalidOperationException(
                $"Method {method} cannot fill '{name}' with a mask of class {of}: {e.Message} Leave the method out, or take another size.",
                e);
        }
    }

    /// <summary>Processes one image per thread in parallel; the first failure stops all.</summary>
    void ForEach(IReadOnlyList<string> names, Action<string, CancellationToken> work, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        Exception? failure = null;
        try
        {
            Parallel.ForEach(Partitioner.Create(names, EnumerablePartitionerOptions.NoBuffering), new()
            {
                MaxDegreeOfParallelism = threads,
                CancellationToken = stop.Token,
            }, name =>
            {
                try
                {
                    work(name, stop.Token);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Interlocked.CompareExchange(ref failure, e, null);
                    stop.Cancel();
                }
            });
        }
        catch (OperationCanceledException) when (failure is not null)
        {
        }

        cancel.ThrowIfCancellationRequested();
        if (failure is not null)
        {
            throw failure is InvalidOperationException or IOException ? failure : new InvalidOperationException(failure.Message, failure);
        }
    }
}
