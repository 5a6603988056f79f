using System.Diagnostics;

namespace PConv.MLNet.Training;

/// <summary>Averages the losses and measures the time since the last report.</summary>
sealed class ProgressMeter(TrainingOptions options, int step, int ranks = 1)
{
    readonly Stopwatch clock = Stopwatch.StartNew();
    MetricsRow terms = new();
    double loss;

    /// <summary>Adds the loss of a step, or of a part of its crops.</summary>
    /// <param name="total">Mean total loss of the part.</param>
    /// <param name="values">Unweighted loss terms of the part.</param>
    /// <param name="share">Share of the part in the step's crops, (0, 1].</param>
    public void Add(double total, IEnumerable<(string Name, double Value)> values, double share)
    {
        loss += share * total;
        foreach (var (name, value) in values)
        {
            terms[name] = CollectionExtensions.GetValueOrDefault(terms, name) + share * value;
        }
    }

    /// <summary>Runs work that does not count as training time.</summary>
    public T Apart<T>(Func<T> work)
    {
        clock.Stop();
        var result = work();
        clock.Start();
        return result;
    }

    /// <summary>Returns the means since the last report, and starts the next one.</summary>
    public TrainingProgress Take(int now, double rate, (double Loss, double L1Percent, double Psnr, double Ssim)? validation)
    {
        var steps = now - step;
        var speed = steps * options.BatchSize * ranks / clock.Elapsed.TotalSeconds;
        var left = TimeSpan.FromSeconds((options.Steps - now) * options.BatchSize * ranks / speed);
        var means = new MetricsRow();
        foreach (var (name, sum) in terms)
        {
            means[name] = sum / steps;
        }

        var progress = new TrainingProgress(now, options.Steps, loss / steps, rate, speed, left, validation)
        {
            Terms = means,
        };
        (loss, step, terms) = (0, now, new());
        clock.Restart();
        return progress;
    }
}
