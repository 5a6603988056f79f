using System.Collections.Concurrent;
using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary>Many images at once against one after the other.</summary>
public sealed class InpaintFlowTests : IDisposable
{
    const int Count = 12;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_WithManyAtOnce_WritesTheFilesOfOneByOneAndReportsInOrder(bool oneMask)
    {
        var (jobs, twins) = (Jobs("out", oneMask), Jobs("twin", oneMask));

        var outcomes = Run(jobs, new HarmonicInpainter(), new(5, 3, 1));
        Run(twins, new HarmonicInpainter(), InpaintPlan.OneByOne);

        Assert.Equal(jobs, outcomes.Select(o => o.Job));
        Assert.All(outcomes, o => Assert.True(o.Error is null && o.HoleRatio > 0 && o.Time > TimeSpan.Zero));
        Assert.All(jobs.Zip(twins), pair => Assert.Equal(File.ReadAllBytes(pair.Second.Output), File.ReadAllBytes(pair.First.Output)));
    }

    [Fact]
    public void Run_WithBadImages_GoesOnAndReportsThemInTheirPlaces()
    {
        var jobs = Jobs("out", oneMask: true);
        File.WriteAllBytes(jobs[3].Image, []);
        File.Delete(jobs[7].Image);

        var outcomes = Run(jobs, new HarmonicInpainter(), new(3, 2, 1));

        Assert.Equal(jobs, outcomes.Select(o => o.Job));
        Assert.Equal([3, 7], Enumerable.Range(0, Count).Where(i => outcomes[i].Error is not null));
        Assert.Equal($"'{jobs[3].Image}' is empty (0 bytes). Save it again from its source.", outcomes[3].Error);
        Assert.Equal($"There is no image '{jobs[7].Image}'. Check the path.", outcomes[7].Error);
        Assert.Equal(Count - 2, ImageFiles.Below(folder["out"]).Length);
    }

    [Fact]
    public void Run_WhenTheMaskOfAllCannotBeRead_SaysSoForEach()
    {
        var jobs = Jobs("out", oneMask: true);
        File.Delete(jobs[0].Mask);

        Assert.All(Run(jobs, new HarmonicInpainter(), new(3, 2, 1)),
            o => Assert.Equal($"There is no image '{jobs[0].Mask}'. Check the path.", o.Error));
    }

    [Fact]
    public void Run_HasNoMoreUnderWayThanPlanned()
    {
        var inpainter = new Watched(_ => Thread.Sleep(5));

        Run(Jobs("out", oneMask: false), inpainter, new(4, 2, 1));

        Assert.InRange(inpainter.MostAtOnce, 1, 2);
    }

    [Fact]
    public void Run_WhenTwoAreFilledAtOnce_WaitsForNeither()
    {
        using var both = new Barrier(2);

        var outcomes =
            Run(Jobs("out", oneMask: true), new Watched(_ => Assert.True(both.SignalAndWait(Patience, CancellationToken.None))),
                new(3, 2, 1));

        Assert.Equal(Count, outcomes.Count);
    }

    [Fact]
    public void Run_WhenCanceled_FinishesWhatIsUnderWayAndBeginsNothingMore()
    {
        var jobs = Jobs("out", oneMask: true);
        using var cancel = new CancellationTokenSource();
        using var both = new Barrier(2);

        var outcomes = Run(jobs, new Watched(_ =>
        {
            Assert.True(both.SignalAndWait(Patience, CancellationToken.None));
            cancel.Cancel();
        }), new(2, 2, 1), cancel.Token);

        Assert.Equal(jobs.Take(2), outcomes.Select(o => o.Job));
        Assert.All(outcomes, o => Assert.Null(o.Error));
        Assert.Equal(2, ImageFiles.Below(folder["out"]).Length); // whole ones, and no temporary file
    }

    [Fact]
    public void Run_OfOneImage_EndsAtOnceWhenCanceled()
    {
        using var cancel = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => Run(Jobs("out", oneMask: true)[..1], new Watched(token =>
        {
            cancel.Cancel();
            token.ThrowIfCancellationRequested();
        }), InpaintPlan.OneByOne, cancel.Token));
    }

    [Fact]
    public void Run_WhenTheInpainterItselfBreaks_EndsWithItsError()
    {
        var calls = 0;
        var inpainter = new Watched(_ =>
        {
            Interlocked.Increment(ref calls);
            throw new NotSupportedException("broken");
        });

        Assert.Equal("broken",
            Assert.Throws<NotSupportedException>(() => Run(Jobs("out", oneMask: true), inpainter, new(2, 2, 1))).Message);
        Assert.InRange(calls, 1, 2);
    }

    static List<InpaintOutcome> Run(IReadOnlyList<InpaintJob> jobs, IInpainter inpainter, InpaintPlan plan,
        CancellationToken cancel = default)
    {
        var outcomes = new List<InpaintOutcome>();
        new InpaintFlow(jobs, new(), plan).Run(inpainter, outcomes.Add, cancel);
        return outcomes;
    }

    /// <summary>Images of two sizes if each has a mask of its own, else of one.</summary>
    InpaintJob[] Jobs(string output, bool oneMask) => [.. Enumerable.Range(0, Count).Select(i =>
    {
        var (width, height) = (40, oneMask || i % 2 == 0 ? 30 : 20);
        var (image, mask) = (folder[$"{i:D2}.png"], folder[oneMask ? "mask.png" : $"mask{i:D2}.png"]);
        PngFile.Write(image, Samples.Image(width, height, i));
        PngFile.Write(mask, Samples.Hole(width, height, 8, 5, oneMask ? 14 : 4 + i, 12));
        return new InpaintJob(image, mask, folder[$"{output}/{i:D2}.png"]);
    })];

    /// <summary>The harmonic fill, after something else; counts how many are at it.</summary>
    sealed class Watched(Action<CancellationToken> before) : IInpainter
    {
        readonly ConcurrentBag<int> counts = [];
        int now;

        public int MostAtOnce => counts.Max();

        public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default)
        {
            counts.Add(Interlocked.Increment(ref now));
            try
            {
                before(cancel);
                return new HarmonicInpainter().Inpaint(image, mask, cancel);
            }
            finally
            {
                Interlocked.Decrement(ref now);
            }
        }
    }
}
