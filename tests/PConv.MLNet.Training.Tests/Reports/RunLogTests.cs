using System.Text.Json;
using PConv.MLNet.Images;
using PConv.MLNet.Testing;
using static PConv.MLNet.Training.Tests.TinyTraining;

namespace PConv.MLNet.Training.Tests;

/// <summary>What a training leaves to look at.</summary>
public sealed class RunLogTests : TorchTest
{
    readonly TemporaryFolder folder = new();

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Training_WritesEveryReportIntoTableLinesAndEvents()
    {
        var reports = new List<TrainingProgress>();
        Train(Options with { ValidateEvery = 3 }, folder["a"], reports.Add, validate: true);

        var table = File.ReadAllLines(folder["a/metrics.csv"]);
        Assert.Equal(
            "step,loss,loss_valid,loss_hole,loss_total_variation,learning_rate,images_per_second," +
            "validation_loss,validation_l1_percent,validation_psnr,validation_ssim",
            table[0]);
        Assert.Equal(reports.Select(r => r.Step.ToString()), table.Skip(1).Select(line => line.Split(',')[0]));
        var last = JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadLines(folder["a/metrics.jsonl"]).Last())!;
        Assert.Equal((6, reports[^1].Loss, reports[^1].Validation!.Value.Psnr), (last["step"], last["loss"], last["validation_psnr"]));
        Assert.Equal(reports.Select(r => (r.Step, (float)r.Loss)), EventReader.Scalars(folder["a"]).Where(s => s.Name == "loss")
            .Select(s => (s.Step, s.Value)));
        Assert.Equal([3, 6], EventReader.Scalars(folder["a"]).Where(s => s.Name == "validation_ssim").Select(s => s.Step));
        Assert.True(File.Exists(folder["a/loss.svg"]));
    }

    [Fact]
    public void Training_GoneOnWith_HasEveryStepOnceInItsTables_AndARunOfItsOwnInTensorBoard()
    {
        var options = Options with { Steps = 9, CheckpointEvery = 4 };
        Assert.Throws<NotSupportedException>(() => Train(options, folder["a"], p =>
        {
            if (p.Step == 6)
            {
                throw new NotSupportedException("as if the process had been killed");
            }
        }));

        Train(options, folder["a"], resume: true);

        Assert.Equal(Enumerable.Range(1, 9), File.ReadLines(folder["a/metrics.csv"]).Skip(1).Select(line => int.Parse(line.Split(',')[0])));
        Assert.Equal(9, File.ReadLines(folder["a/metrics.jsonl"]).Count());
        Assert.Equal(Enumerable.Range(1, 6), EventReader.Steps(folder["a/tensorboard/from-step-000000"]));
        Assert.Equal(Enumerable.Range(5, 5), EventReader.Steps(folder["a/tensorboard/from-step-000004"]));
    }

    [Fact]
    public void Training_Canceled_LeavesTheEventsOfAllItsSteps()
    {
        TrainUntil(4, Options, folder["a"]);

        Assert.Equal([1, 2, 3, 4], EventReader.Steps(folder["a"]));
    }

    [Fact]
    public void Previews_ComeAsOftenAsAskedFor_OfFourCropsAtMost()
    {
        Train(Options with { PreviewEvery = 4 }, folder["a"]); // no validation: of the training's own images

        Assert.Equal(["step-000004.png", "step-000006.png"], Directory.EnumerateFiles(folder["a/preview"]).Select(Path.GetFileName)
            .Order());
        var size = new ImageSize(3 * (256 + Preview.Gap) - Preview.Gap, 4 * (256 + Preview.Gap) + PreviewText.Height);
        Assert.Equal(size, ImageFile.ReadSize(folder["a/preview/step-000006.png"]));
        var shown = EventReader.Events(folder["a"])
            .Where(e => e.Summary?.Value[0].Image is { } image && (image.Width, image.Height) == (size.Width, size.Height));
        Assert.Equal([4L, 6L], shown.Select(e => e.Step));
    }

    [Fact]
    public void Previews_AndValidation_DoNotChangeWhatIsLearned() => Same(
        Train(Options with { EmaDecay = .9 }, folder["a"]),
        Train(Options with { EmaDecay = .9, PreviewEvery = 1, ValidateEvery = 1 }, folder["b"], validate: true));

    [Fact]
    public void Previews_AreNotMadeUnlessAskedFor()
    {
        Train(Options, folder["a"]);

        Assert.False(Directory.Exists(folder["a/preview"]));
    }
}
