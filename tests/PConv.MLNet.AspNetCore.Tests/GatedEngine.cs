using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PConv.MLNet.Images;
using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore.Tests;

/// <summary>The small model behind a gate: each call waits inside until it is let through, and calls are counted.</summary>
sealed class GatedEngine(IOptions<InpaintingServiceOptions> options, IHostEnvironment host) : InpaintingEngine(options, host)
{
    readonly SemaphoreSlim gate = new(0);
    int opened, entered, inside, most;

    /// <summary>Sessions made.</summary>
    public int Opened => Volatile.Read(ref opened);

    /// <summary>Calls that came in, ever.</summary>
    public int Entered => Volatile.Read(ref entered);

    /// <summary>Most calls inside at once.</summary>
    public int Most => Volatile.Read(ref most);

    /// <summary>What using the model gave shortly after a call was canceled; null if that went well.</summary>
    public Exception? AfterCancel { get; private set; }

    /// <summary>Lets calls through.</summary>
    public void Let(int calls) => gate.Release(calls);

    public static void Use(IServiceCollection services) => services.AddSingleton<InpaintingEngine, GatedEngine>();

    public static GatedEngine Of(Site site) => (GatedEngine)site.Services.GetRequiredService<InpaintingEngine>();

    public override RgbImage Inpaint(string? method, InpaintingStyle? style, RgbImage image, Mask mask, CancellationToken cancel)
    {
        var now = Interlocked.Increment(ref inside);
        for (var seen = Most; now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen; seen = Most)
        {
        }

        Interlocked.Increment(ref entered);
        try
        {
            Assert.True(gate.Wait(Soon.Patience, cancel), "A call was never let through.");
            return base.Inpaint(method, style, image, mask, cancel);
        }
        catch (OperationCanceledException)
        {
            Thread.Sleep(100); // native code does not end at once either
            AfterCancel = Record.Exception(() => base.Inpaint(method, style, image, mask, CancellationToken.None));
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref inside);
        }
    }

    protected override OnnxInpainter Open()
    {
        Interlocked.Increment(ref opened);
        return base.Open();
    }
}

/// <summary>Waits for what other threads do.</summary>
static class Soon
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task Equal<T>(T expected, Func<T> actual)
    {
        var end = DateTime.UtcNow + Patience;
        while (!Equals(expected, actual()) && DateTime.UtcNow < end)
        {
            await Task.Delay(5);
        }

        Assert.Equal(expected, actual());
    }

    /// <summary>A task's end, or a failure instead of a test that hangs.</summary>
    public static Task<T> Ends<T>(Task<T> task) => task.WaitAsync(Patience);
}
