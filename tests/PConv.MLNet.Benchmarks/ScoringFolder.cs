using System.Globalization;
using PConv.MLNet.Cli;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Benchmarks;

/// <summary>
/// A folder of images end to end, as <c>pconv inpaint</c> fills it, against sessions alone: those calls of ONNX Runtime that the fill
/// makes, of the same sizes in the same number (deep holes take a coarse one before the fine one), and beside them one call an image.
/// </summary>
static class ScoringFolder
{
    const int Side = 512;

    static readonly int Count = Measure.IsQuick ? 20 : 200;
    static readonly int Early = Count / 4; // images after which memory should have reached its height

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("pconv-folder-");
        try
        {
            var (jobs, masks) = Write(folder.FullName);
            InpaintJob[] pngs = [.. jobs.Take(Count / 4).Select(job => job with { Output = Path.ChangeExtension(job.Output, ".png") })];
            var cores = Environment.ProcessorCount;
            var plan = InpaintPlan.For(jobs, cores, isOnGpu: false);
            using var inpainter = OnnxInpainter.BuiltIn(new() { Style = InpaintingStyle.Faithful, Threads = plan.Threads });
            PrintMemory(jobs, inpainter, plan);
            var model = InpaintingModel.BuiltIn.ToBytes();
            using var planned = new BareSession(model, plan.Threads);
            using var whole = new BareSession(model);
            using var alone = OnnxInpainter.BuiltIn(new() { Style = InpaintingStyle.Faithful });
            var fills = Calls(masks, inpainter);
            var plain = Enumerable.Repeat<Call[]>([new(1, new(Side, Side))], Count / 5).ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"The fill makes {fills.Average(f => f.Length):F2} calls an image, over " +
                $"{fills.Average(f => f.Sum(call => (double)call.Count * call.Size.Area)) / (Side * Side):F3} times its pixels."));
            const string flow = "pconv inpaint, as planned";
            string[] same = ["its calls alone, as planned", "its calls alone, a thread a core"],
                one = ["one call an image alone, as planned", "one call an image alone, thread a core"];
            var times =
                Measure.Compare(
                    $"{Count} photographs of {Side}², JPEG to JPEG, a mask each, planned: {plan.Calls} at once with {plan.Threads} " +
                    $"thread(s) each", Count, Measure.Rounds(3),
                new Peer(same[0], () => Repeat(planned, fills, plan.Calls)),
                new Peer(same[1], () => Repeat(whole, fills, 1)),
                new Peer(one[0], () => Repeat(planned, plain, plan.Calls)) { Images = plain.Length },
                new Peer(one[1], () => Repeat(whole, plain, 1)) { Images = plain.Length },
                new Peer("one after the other", () => Fill(jobs, alone, InpaintPlan.OneByOne)),
                new Peer(flow, () => Fill(jobs, inpainter, plan)),
                new Peer("pconv inpaint, to PNG", () => Fill(pngs, inpainter, plan)) { Images = pngs.Length });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Folder / its calls alone, the quicker way: {times[flow] / same.Min(name => times[name]):F3}. Folder / one call an " +
                $"image alone: {times[flow] / one.Min(name => times[name]):F3}."));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The calls for each image: a plan depends on its mask alone.</summary>
    static Call[][] Calls(IEnumerable<Mask> masks, OnnxInpainter inpainter)
    {
        var (options, made) = (new LargeImageOptions(), new List<Call>());
        var classes = new SizeClasses(options.MaxSide, multiple: inpainter.PaddedSize(new(1, 1)).Width);
        var regions = new RegionInpainter(options, classes, (count, size, _, _, _) => made.Add(new(count, size)));
        return [.. masks.Select(mask =>
        {
            made.Clear();
            regions.Fill([new(new(mask.Width, mask.Height), mask)], CancellationToken.None);
            return made.ToArray();
        })];
    }

    static void Repeat(BareSession session, Call[][] images, int atOnce)
    {
        var next = -1;
        var workers = Enumerable.Range(0, atOnce).Select(_ => Task.Factory.StartNew(() =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < images.Length;)
            {
                Array.ForEach(images[i], call => session.Run(call.Count, call.Size));
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Task.WaitAll([.. workers]);
    }

    /// <summary>The highest memory so far, early, at the end, and after the same images once more; best run alone, before anything else has
    /// raised it.</summary>
    static void PrintMemory(IReadOnlyList<InpaintJob> jobs, OnnxInpainter inpainter, InpaintPlan plan)
    {
        var peaks = new List<long>();
        Fill([.. jobs, .. jobs], inpainter, plan, () => peaks.Add(Peak()));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nPeak memory: {peaks[Early - 1]} MiB after {Early} images, {peaks[Count - 1]} MiB after {Count}, {peaks[^1]} MiB after " +
            $"{peaks.Count}."));
    }

    static long Peak()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    static void Fill(IReadOnlyList<InpaintJob> jobs, IInpainter inpainter, InpaintPlan plan, Action? after = null) =>
        new InpaintFlow(jobs, new(), plan).Run(inpainter, outcome =>
        {
            after?.Invoke();
            if (outcome.Error is { } error)
            {
                throw new InvalidOperationException(error);
            }
        }, CancellationToken.None);

    static (InpaintJob[] Jobs, Mask[] Masks) Write(string folder)
    {
        var photographs = ClassicalMethods.Files().Select(file => ClassicalMethods.Middle(file, Side)).OfType<RgbImage>().ToArray();
        var generator = new IrregularMaskGenerator(new() { Width = Side, Height = Side, MinRatio = .2, MaxRatio = .4 });
        Mask[] masks = [.. Enumerable.Range(0, Count).Select(generator.Generate)];
        return ([.. masks.Select((mask, i) =>
        {
            var job =
                new InpaintJob(Path.Combine(folder, $"{i:D3}.jpg"), Path.Combine(folder, $"{i:D3}.mask.png"),
                    Path.Combine(folder, $"{i:D3}.filled.jpg"));
            ImageFile.Write(photographs[i % photographs.Length], job.Image);
            ImageFile.Write(mask.ToImage(), job.Mask);
            return job;
        })], masks);
    }

    /// <param name="Count">Images of one call.</param>
    /// <param name="Size">Their size, padded as the model takes it.</param>
    sealed record Call(int Count, ImageSize Size);
}
