using Microsoft.ML;

namespace PConv.MLNet.Training.Tests;

/// <summary>The trainer on ML.NET's own splits of a data set.</summary>
public sealed class TrainerSplitTests : IDisposable
{
    readonly TrainerBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void TrainTestSplit_TrainsOnOnePartAndFillsTheOther()
    {
        var split = bench.ML.Data.TrainTestSplit(bench.Images(12), testFraction: .3, seed: 2);

        using var model = bench.Trainer.Fit(split.TrainSet, validation: split.TestSet);

        var (filled, given) = (TrainerBench.Read(model.Transform(split.TestSet)), TrainerBench.Read(split.TestSet, "Image"));
        Assert.Equal(given.Select(i => i.Size), filled.Select(i => i.Size));
        Assert.Contains($"Info Training on {12 - given.Length} images, validating on {given.Length}, 4 steps of 2 crops, on cpu.",
            bench.Log);
    }

    [Fact]
    public void CrossValidationSplit_TrainsOneTransformerAFold()
    {
        var folds = bench.ML.Data.CrossValidationSplit(bench.Images(12), numberOfFolds: 3, seed: 2);

        var filled = folds.Sum(fold =>
        {
            using var model = bench.Trainer.Fit(fold.TrainSet);
            return TrainerBench.Read(model.Transform(fold.TestSet)).Length;
        });

        Assert.Equal((3, 12), (folds.Count, filled));
    }
}
