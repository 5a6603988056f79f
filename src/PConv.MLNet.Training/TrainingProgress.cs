namespace PConv.MLNet.Training;

/// <summary>Where training stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps to do.</param>
/// <param name="Loss">Mean total loss since the last report.</param>
/// <param name="LearningRate">The rate of the last step.</param>
/// <param name="ImagesPerSecond">Rate since the last report.</param>
/// <param name="Remaining">Time left at that rate.</param>
/// <param name="ValidationLoss">Mean total loss on the validation pictures after this step; null where it was not measured.</param>
public sealed record TrainingProgress(
    int Step, int Steps, double Loss, double LearningRate, double ImagesPerSecond, TimeSpan Remaining, double? ValidationLoss = null);
