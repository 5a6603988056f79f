using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;

namespace PConv.MLNet.AspNetCore.Tests;

public class InpaintingMetricsTests
{
    [Fact]
    public async Task Meter_OverCallsOfEveryOutcome_CountsThem()
    {
        await using var site = await Site.StartAsync(o => o.MaxQueue = 1, GatedEngine.Use);
        var engine = GatedEngine.Of(site);
        var service = site.Service; // makes the meter
        using var cancel = new CancellationTokenSource();
        using var readings = new Readings(site.Services.GetRequiredService<IMeterFactory>());

        var running = service.InpaintAsync(new RgbImage(8, 8), Mask.AllHoles(8, 8));
        var waiting = service.InpaintAsync(new RgbImage(8, 8), Mask.AllHoles(8, 8), cancel.Token);
        await Assert.ThrowsAsync<InpaintingBusyException>(() => service.InpaintAsync(new RgbImage(8, 8), Mask.AllHoles(8, 8)));
        Assert.Equal((1, 1, 1), (readings.Now("running"), readings.Now("queued"), readings.Now("refused")));
        engine.Let(1);
        await Soon.Ends(running);
        await Soon.Equal(2, () => engine.Entered);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon.Ends(waiting));

        Assert.Equal((0, 0, 1), (readings.Now("running"), readings.Now("queued"), readings.Now("refused")));
        Assert.Equal([null, "System.OperationCanceledException"], readings.Durations.Select(d => d.Error));
        Assert.All(readings.Durations, d => Assert.InRange(d.Seconds, 0, 60));
    }

    [Fact]
    public async Task Meter_OverHealthChecks_CountsNone()
    {
        await using var site = await Site.StartAsync(more: GatedEngine.Use);
        var engine = GatedEngine.Of(site);
        engine.Let(2);
        _ = site.Service; // makes the meter
        using var readings = new Readings(site.Services.GetRequiredService<IMeterFactory>());

        await site.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Empty(readings.Durations);

        await site.Service.InpaintAsync(new RgbImage(8, 8), Mask.AllHoles(8, 8));
        Assert.Single(readings.Durations);
        Assert.Equal(2, engine.Entered);
    }

    /// <summary>What one application's meter says.</summary>
    sealed class Readings : IDisposable
    {
        readonly MeterListener listener = new();
        readonly Dictionary<string, long> values = [];

        public Readings(IMeterFactory application)
        {
            listener.InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter is { Name: "PConv.MLNet" } meter && meter.Scope == application)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => values[instrument.Name] = value);
            listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
                values[instrument.Name] = values.GetValueOrDefault(instrument.Name) + value);
            listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
                Durations.Add((value, tags.Length == 0 ? null : (string?)tags[0].Value)));
            listener.Start();
        }

        public List<(double Seconds, string? Error)> Durations { get; } = [];

        public long Now(string name)
        {
            listener.RecordObservableInstruments();
            return values["pconv.inpainting." + name];
        }

        public void Dispose() => listener.Dispose();
    }
}
