using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using PConv.MLNet.Files;

namespace PConv.MLNet.Training;

/// <summary>Writes the progress of a fit to the log of the context, and forwards it to the receiver of the options.</summary>
sealed class FitLog(MLContext context, IProgress<TrainingProgress>? receiver) : IProgress<TrainingProgress>, IDisposable
{
    readonly IChannel channel = ((IHostEnvironment)context).Register(nameof(PartialConvInpaintingTrainer)).Start("Fit");
    readonly HashSet<string> warned = [];

    public void Info(string message) => channel.Info(MessageSensitivity.None, message);

    /// <summary>Logs a warning once, because the same image may fail repeatedly. Thread-safe.</summary>
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
