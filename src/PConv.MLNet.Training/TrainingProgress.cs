namespace PConv.MLNet.Training;

/// <summary>Where training stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps to do.</param>
/// <param name="Loss">Mean total loss since the last report.</param>
/// <param name="LearningRate">The rate of the last step.</param>
/// <param name="ImagesPerSecond">Rate since the last report.</param>
/// <param name="Remaining">Time left at that rate.</param>
/// <param name="Validation">How well the validation images are filled after this step; null where it was not measured.</param>
public sealed record TrainingProgress(
    int Step, int Steps, double Loss, double LearningRate, double ImagesPerSecond, TimeSpan Remaining, ValidationMetrics? Validation = null)
{
    /// <summary>Means of the loss terms before they are weighted, by name, as <c>Hole</c>.</summary>
    public IReadOnlyDictionary<string, double> Terms { get; init; } = new Dictionary<string, double>();

    /// <summary>Mean total loss on the validation images after this step; null where it was not measured.</summary>
    public double? ValidationLoss => Validation?.Loss;
}

/// <summary>How well the validation crops are filled, means over them.</summary>
/// <param name="Loss">Mean total loss.</param>
/// <param name="L1Percent">Mean absolute difference of I_comp over whole crops in percent of 255; NaN for crops below 11 px, as the next
/// two.</param>
/// <param name="Psnr">Of I_comp over whole crops, in dB.</param>
/// <param name="Ssim">Of I_comp over whole crops, at most 1.</param>
public sealed record ValidationMetrics(double Loss, double L1Percent, double Psnr, double Ssim);
