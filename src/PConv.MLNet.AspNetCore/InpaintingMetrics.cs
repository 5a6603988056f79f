using System.Diagnostics.Metrics;

namespace PConv.MLNet.AspNetCore;

/// <summary>Metrics of the meter PConv.MLNet.</summary>
sealed class InpaintingMetrics
{
    public const string Meter = "PConv.MLNet";

    readonly Histogram<double> duration;
    readonly Counter<long> refused;

    public InpaintingMetrics(IMeterFactory meters, InpaintingQueue queue)
    {
        var meter = meters.Create(Meter);
        meter.CreateObservableUpDownCounter("pconv.inpainting.running", () => queue.Running, "{call}", "Calls that run now.");
        meter.CreateObservableUpDownCounter("pconv.inpainting.queued", () => queue.Queued, "{call}", "Calls that wait now.");
        refused = meter.CreateCounter<long>("pconv.inpainting.refused", "{call}", "Calls refused because too many wait.");
        duration =
            meter.CreateHistogram("pconv.inpainting.duration", "s", "Time of a call without its wait; decoding and encoding included.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 25, 60] });
    }

    public void Refused() => refused.Add(1);

    public void Ran(TimeSpan time, Exception? error)
    {
        if (error is null)
        {
            duration.Record(time.TotalSeconds);
        }
        else
        {
            duration.Record(time.TotalSeconds, new KeyValuePair<string, object?>("error.type", error.GetType().FullName));
        }
    }
}
