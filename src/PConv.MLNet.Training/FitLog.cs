using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using PConv.MLNet.Files;

namespace PConv.MLNet.Training;

/// <summary>Tells the context's log how a fit goes on, and hands the reports to the user's own receiver.</summary>
sealed class FitLog(MLContext context, IProgress<TrainingProgress>? receiver) : IProgress<TrainingProgress>, IDisposable
{
    readonly IChannel channel = ((IHostEnvironment)context).Register(nameof(PartialConvInpaintingTrainer)).Start("Fit");
    readonly HashSet<string> warned = [];

    public void Info(string message) => channel.Info(MessageSensitivity.None, message);

    /// <summary>Passes a warning on, once: a bad image is met again and again. Any thread may call.</summary>
    public void Warn(string message)
    {
        lock (warned)
        {
            if (warned.Add(message))
            {
                channel.Warning(MessageSensitivity.UserData, message);
            }
        }
    }

    public void Report(TrainingProgress value)
    {
        var validation = value.ValidationLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $", validation loss {loss:F5}")
            : "";
        Info(string.Create(CultureInfo.InvariantCulture,
            $"Step {value.Step}/{value.Steps}: loss {value.Loss:F5}{validation}, rate {value.LearningRate:G3}, " +
            $"{value.ImagesPerSecond:F1} images/s, {Clock.Format(value.Remaining)} left."));
        receiver?.Report(value);
    }

    public void Dispose() => channel.Dispose();
}
