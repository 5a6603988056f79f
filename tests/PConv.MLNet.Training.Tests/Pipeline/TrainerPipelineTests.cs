using Microsoft.ML;
using PConv.MLNet.Tests;

namespace PConv.MLNet.Training.Tests;

/// <summary>The trainer among ML.NET's own estimators.</summary>
public sealed class TrainerPipelineTests : IDisposable
{
    readonly TrainerBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Chain_FromFiles_TrainsAndFills()
    {
        var files = bench.Files();
        var chain = bench.ML.Transforms.LoadImages("Image", null, "ImagePath")
            .Append(bench.ML.Transforms.LoadImages("Mask", null, "MaskPath")).Append(bench.Trainer);

        using var model = chain.Fit(files);

        var (view, original) = (model.Transform(files), TrainerBench.Read(model.Transform(files), "Image"));
        Assert.Equal(original.Select(i => i.Size), TrainerBench.Read(view).Select(i => i.Size));
        Assert.All(original.Zip(TrainerBench.Read(view)), pair => Assert.NotEqual(pair.First.Pixels, pair.Second.Pixels));
    }

    [Fact]
    public void Chain_WithTheOptionsToken_CanBeCanceled()
    {
        using var cancel = new CancellationTokenSource();
        var trainer = bench.With(o => o with
        {
            Cancel = cancel.Token,
            Progress = new Each(_ => cancel.Cancel()),
            OutputFolder = bench["run"],
        });
        var chain = bench.ML.Transforms.LoadImages("Image", null, "ImagePath")
            .Append(bench.ML.Transforms.LoadImages("Mask", null, "MaskPath")).Append(trainer);

        Assert.ThrowsAny<OperationCanceledException>(() => chain.Fit(bench.Files()));

        Assert.Equal(1, Training.Checkpoint.Latest(bench["run"])!.Step);
    }

    [Fact]
    public void Chain_WithoutMasks_FailsBeforeAnyTraining()
    {
        var chain = bench.ML.Transforms.LoadImages("Image", null, "ImagePath").Append(bench.Trainer);

        Assert.StartsWith("There is no column 'Mask' among", Assert.Throws<ArgumentException>(() => chain.Fit(bench.Files())).Message);
        Assert.Empty(bench.Log);
    }

    [Fact]
    public void Chain_WithAFileThatCannotBeRead_SkipsItsRowAndTrainsOnTheRest()
    {
        var files = bench.Files();
        File.WriteAllText(bench["image-1.png"], "These are notes.");
        var view = bench.ML.Transforms.LoadImages("Image", null, "ImagePath").Fit(files).Transform(files);

        bench.Trainer.Fit(view).Dispose();

        Assert.Single(bench.Log, line => line.StartsWith("Warning Skipped row 1: "));
        Assert.Contains("Info Training on 3 images, 4 steps of 2 crops, on cpu.", bench.Log);
    }

    [Fact]
    public void Save_OfWhatWasTrainedInATemporaryFolder_CarriesTheWeights()
    {
        var rows = bench.Images();
        using var model = bench.Trainer.Fit(rows);
        var file = Path.GetTempFileName();
        try
        {
            bench.ML.Inpainting().Save(model, rows.Schema, file);

            var loaded = new MLContext().Inpainting().Load(file);

            Assert.Equal(TrainerBench.Read(model.Transform(rows)).Select(i => i.Pixels), TrainerBench.Read(loaded.Transform(rows))
                .Select(i => i.Pixels));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
