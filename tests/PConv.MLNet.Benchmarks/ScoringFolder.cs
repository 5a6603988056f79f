using System.Globalization;
using PConv.MLNet.Cli;
using PConv.MLNet.Core;
using PConv.MLNet.Scoring;

namespace PConv.MLNet.Benchmarks;

/// <summary>A folder of pictures end to end, as <c>pconv inpaint</c> fills it, against the sessions' time alone.</summary>
static class ScoringFolder
{
    const int Side = 512;

    static readonly int Count = Measure.IsQuick ? 20 : 200;
    static readonly int Early = Count / 4; // pictures after which memory should have reached its height
    static readonly int Calls = Count / 5; // of a bare session

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("pconv-scoring-");
        try
        {
            var jobs = Write(folder.FullName);
            InpaintJob[] pngs = [.. jobs.Take(Count / 4).Select(job => job with { Output = Path.ChangeExtension(job.Output, ".png") })];
            var cores = Environment.ProcessorCount;
            var plan = InpaintPlan.For(jobs, cores, isOnGpu: false);
            var model = InpaintingModel.BuiltIn.ToBytes();
            using var single = new BareSession(model, threads: 1);
            using var whole = new BareSession(model);
            using var inpainter = OnnxInpainter.BuiltIn(new() { Threads = plan.Threads });
            using var alone = OnnxInpainter.BuiltIn();
            const string onOne = "session alone, 1 thread", onAll = "session alone, a thread a core", flow = "pconv inpaint, as planned";
            PrintMemory(jobs, inpainter, plan);
            var times = Measure.Compare($"{Count} photographs of {Side}², JPEG to JPEG, a mask each, planned: {plan.Calls} at once with {plan.Threads} thread(s) each", Count, Measure.Rounds(3),
                new Peer(onAll, () => Repeat(whole)) { Images = Calls },
                new Peer(onOne, () => Repeat(single)) { Images = Calls },
                new Peer("one after the other", () => Fill(jobs, alone, InpaintPlan.OneByOne)),
                new Peer(flow, () => Fill(jobs, inpainter, plan)),
                new Peer("pconv inpaint, to PNG", () => Fill(pngs, inpainter, plan)) { Images = pngs.Length });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Useful parallelism of the session: {times[onOne] / times[onAll]:F2} on {cores} cores. Folder / (sessions' time on one thread / parallelism): {times[flow] / times[onAll]:F3}."));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The highest memory so far, early and at the end; before anything else has raised it is worth most, so the benchmark is best run alone.</summary>
    static void PrintMemory(IReadOnlyList<InpaintJob> jobs, OnnxInpainter inpainter, InpaintPlan plan)
    {
        var peaks = new List<long>();
        Fill(jobs, inpainter, plan, () => peaks.Add(Peak()));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nPeak memory: {peaks[Early - 1]} MiB after {Early} pictures, {peaks[^1]} MiB after {Count}."));
    }

    static long Peak()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    static void Repeat(BareSession session)
    {
        for (var i = 0; i < Calls; i++)
        {
            session.Run(Side);
        }
    }

    static void Fill(IReadOnlyList<InpaintJob> jobs, IInpainter inpainter, InpaintPlan plan, Action? after = null) =>
        new InpaintFlow(jobs, inpainter, MaskPolarity.WhiteIsHole, plan).Run(outcome =>
        {
            after?.Invoke();
            if (outcome.Error is { } error)
            {
                throw new InvalidOperationException(error);
            }
        }, CancellationToken.None);

    static InpaintJob[] Write(string folder)
    {
        var photographs = ClassicalMethods.Files().Select(file => ClassicalMethods.Middle(file, Side)).OfType<RgbImage>().ToArray();
        var masks = new IrregularMaskGenerator(new() { Width = Side, Height = Side, MinRatio = .2, MaxRatio = .4 });
        return [.. Enumerable.Range(0, Count).Select(i =>
        {
            var job = new InpaintJob(Path.Combine(folder, $"{i:D3}.jpg"), Path.Combine(folder, $"{i:D3}.mask.png"), Path.Combine(folder, $"{i:D3}.filled.jpg"));
            using var photograph = photographs[i % photographs.Length].ToMLImage();
            using var mask = masks.Generate(i).ToImage().ToMLImage();
            ImageFile.Write(photograph, job.Image);
            ImageFile.Write(mask, job.Mask);
            return job;
        })];
    }
}
