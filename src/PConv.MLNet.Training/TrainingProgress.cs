namespace PConv.MLNet.Training;

/// <summary>A report on the progress of training.</summary>
/// <param name="Step">Number of completed steps.</param>
/// <param name="Steps">Total number of steps.</param>
/// <param name="Loss">Mean total loss since the last report.</param>
/// <param name="LearningRate">Learning rate of the last step.</param>
/// <param name="ImagesPerSecond">Crops per second, of all ranks, since the last report.</param>
/// <param name="Remaining">Estimated remaining time at this speed.</param>
/// <param name="Validation">Means over the validation crops after this step; null if they were not measured. L1 (in percent of the range
/// 0-255), PSNR (dB) and SSIM compare I_comp with I_gt over whole crops; they are NaN for crops smaller than 11 pixels.</param>
public sealed record TrainingProgress(
    int Step, int Steps, double Loss, double LearningRate, double ImagesPerSecond, TimeSpan Remaining,
    (double Loss, double L1Percent, double Psnr, double Ssim)? Validation = null)
{
    /// <summary>Means of the unweighted loss terms since the last report, by name, such as <c>Hole</c>.</summary>
    public IReadOnlyDictionary<string, double> Terms { get; init; } = new Dictionary<string, double>();

    /// <summary>Mean total loss on the validation set after this step; null if it was not measured.</summary>
    public double? ValidationLoss => Validation?.Loss;
}
