using System.Text.Json;
using PConv.MLNet.Images;

namespace PConv.MLNet.Training;

/// <summary>
/// Writes the reports of a training to its output folder: <c>metrics.csv</c>, <c>metrics.jsonl</c>, <c>loss.svg</c>, previews such as
/// <c>preview/step-000500.png</c>, and events for TensorBoard.
/// </summary>
/// <param name="folder">Output folder of the training.</param>
/// <param name="step">Number of completed steps; reports of later steps in the folder are deleted.</param>
sealed class RunLog(string folder, int step)
{
    readonly MetricsLog metrics = new(folder, step);
    readonly EventFile events = new(folder, step);

    /// <summary>Writes the values of a report.</summary>
    public void Write(TrainingProgress progress)
    {
        (string, double)[] figures =
        [
            ("loss", progress.Loss),
            .. progress.Terms.Select(term => ($"loss_{JsonNamingPolicy.SnakeCaseLower.ConvertName(term.Key)}", term.Value)),
            ("learning_rate", progress.LearningRate),
            ("images_per_second", progress.ImagesPerSecond),
            .. progress.Validation is not { } v ? (IEnumerable<(string, double)>)[] :
                [("validation_loss", v.Loss), ("validation_l1_percent", v.L1Percent), ("validation_psnr", v.Psnr),
                    ("validation_ssim", v.Ssim)],
        ];
        metrics.Add(progress.Step, figures);
        events.Write(progress.Step, figures);
    }

    /// <summary>Writes a preview.</summary>
    public void Write(int step, RgbImage preview)
    {
        var path = Path.Combine(folder, "preview", $"step-{step:D6}.png");
        ImageFile.Write(preview, path);
        events.Write(step, "preview", path);
    }

    /// <summary>Plots the loss up to now.</summary>
    public void Plot() => LossPlot.Write(metrics.Rows, Path.Combine(folder, "loss.svg"));
}
