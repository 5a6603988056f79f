using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.AspNetCore.Tests;

public class InpaintingQueueTests
{
    static readonly RgbImage Image = Samples.Image(16, 12);
    static readonly Mask Holes = Samples.Hole(16, 12, 4, 4, 6, 5);

    static async Task<(Site Site, GatedEngine Engine)> Start(int maxConcurrency, int maxQueue)
    {
        var site = await Site.StartAsync(o => (o.MaxConcurrency, o.MaxQueue) = (maxConcurrency, maxQueue), GatedEngine.Use);
        return (site, GatedEngine.Of(site));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task InpaintAsync_ManyTimesAtOnce_NeverRunsMoreThanMaxConcurrency(int maxConcurrency)
    {
        var (site, engine) = await Start(maxConcurrency, maxQueue: 30);
        await using var _ = site;

        // returns though nothing is let through
        var calls = Enumerable.Range(0, 24).Select(_ => site.Service.InpaintAsync(Image, Holes)).ToArray();
        await Soon.Equal((maxConcurrency, 24 - maxConcurrency), () => (engine.Entered, site.Queue.Queued));
        Assert.Equal(maxConcurrency, site.Queue.Running);
        engine.Let(24);
        await Soon.Ends(Task.WhenAll(calls));

        Assert.Equal((24, maxConcurrency), (engine.Entered, engine.Most));
        Assert.Equal((0, 0), (site.Queue.Running, site.Queue.Queued));
    }

    [Fact]
    public async Task InpaintAsync_WhenTheQueueIsFull_IsRefusedAtOnceAndTakenLater()
    {
        var (site, engine) = await Start(maxConcurrency: 1, maxQueue: 2);
        await using var _ = site;
        var calls = Enumerable.Range(0, 3).Select(_ => site.Service.InpaintAsync(Image, Holes)).ToArray();
        await Soon.Equal(1, () => engine.Entered);

        var busy = await Assert.ThrowsAsync<InpaintingBusyException>(() => site.Service.InpaintAsync(Image, Holes));
        engine.Let(4);
        await Soon.Ends(Task.WhenAll(calls));
        await Soon.Ends(site.Service.InpaintAsync(Image, Holes));

        Assert.Equal("1 inpainting calls run and 2 wait, as many as MaxConcurrency and MaxQueue allow. Try again in 1 s.", busy.Message);
        Assert.Equal(TimeSpan.FromSeconds(1), busy.RetryAfter);
        Assert.Equal(4, engine.Entered);
    }

    [Fact]
    public async Task InpaintAsync_AfterALongCall_IsRefusedForAsLong()
    {
        var (site, engine) = await Start(maxConcurrency: 1, maxQueue: 0);
        await using var _ = site;
        var first = site.Service.InpaintAsync(Image, Holes);
        await Soon.Equal(1, () => engine.Entered);
        await Task.Delay(1100);
        engine.Let(1);
        await Soon.Ends(first);

        var second = site.Service.InpaintAsync(Image, Holes);
        var busy = await Assert.ThrowsAsync<InpaintingBusyException>(() => site.Service.InpaintAsync(Image, Holes));
        engine.Let(1);
        await Soon.Ends(second);

        Assert.InRange(busy.RetryAfter, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task InpaintAsync_CanceledWhileItWaits_LeavesItsPlaceToTheNext()
    {
        var (site, engine) = await Start(maxConcurrency: 1, maxQueue: 1);
        await using var _ = site;
        using var cancel = new CancellationTokenSource();
        var running = site.Service.InpaintAsync(Image, Holes);
        var waiting = site.Service.InpaintAsync(Image, Holes, cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon.Ends(waiting));
        var next = site.Service.InpaintAsync(Image, Holes); // not refused
        engine.Let(2);
        await Soon.Ends(Task.WhenAll(running, next));

        Assert.Equal(2, engine.Entered);
    }

    [Fact]
    public async Task InpaintAsync_CanceledWhileItRuns_LeavesItsPlaceToTheNext()
    {
        var (site, engine) = await Start(maxConcurrency: 1, maxQueue: 1);
        await using var _ = site;
        using var cancel = new CancellationTokenSource();
        var running = site.Service.InpaintAsync(Image, Holes, cancel.Token);
        var waiting = site.Service.InpaintAsync(Image, Holes);
        await Soon.Equal(1, () => engine.Entered);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon.Ends(running));
        await Soon.Equal(2, () => engine.Entered);
        engine.Let(1);

        Assert.Equal(Image.Size, (await Soon.Ends(waiting)).Size);
    }

    [Fact]
    public async Task InpaintAsync_WithACanceledToken_TakesNoPlace()
    {
        var (site, engine) = await Start(maxConcurrency: 1, maxQueue: 0);
        await using var _ = site;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => site.Service.InpaintAsync(Image, Holes, new(canceled: true)));

        Assert.Equal((0, 0), (engine.Entered, site.Queue.Running));
    }
}
