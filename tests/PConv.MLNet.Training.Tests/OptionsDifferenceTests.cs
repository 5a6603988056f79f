using PConv.MLNet.Networks;

namespace PConv.MLNet.Training.Tests;

public sealed class OptionsDifferenceTests
{
    static readonly TrainingOptions Before = new() { Network = UNetSpec.WithWidth(4, 3) };

    static string[] Between(TrainingOptions now) => [.. OptionsDifference.Between(Before, now)];

    [Fact]
    public void Between_TheSameOptions_IsNothing() => Assert.Empty(Between(TrainingOptions.FromJson(Before.ToJson())));

    [Fact]
    public void Between_NamesEachOptionThatDiffersWithBothValues()
    {
        Assert.Equal(["learningRate was 0.0002, now 0.001"], Between(Before with { LearningRate = 1e-3 }));
        Assert.Equal(["gradientClip was nothing, now 1", "seed was 0, now 3"], Between(Before with { GradientClip = 1, Seed = 3 }).Order());
    }

    [Fact]
    public void Between_OptionsWithinOptions_NamesThePath()
    {
        Assert.Equal(["loss.hole was 6, now 3"], Between(Before with { Loss = new() { Hole = 3 } }));
        Assert.Equal(["masks.border was 0, now 4"], Between(Before with { Masks = Before.Masks with { Border = 4 } }));
        Assert.Contains("network.encoder[0].outChannels was 4, now 8", Between(Before with { Network = UNetSpec.WithWidth(8, 3) }));
        Assert.Contains("network.encoder was 3 values, now 2 values", Between(Before with { Network = UNetSpec.WithWidth(4, 2) }));
    }

    [Fact]
    public void Between_WhatDoesNotChangeWhatIsLearned_IsNothing() => Assert.Empty(Between(Before with
    {
        Steps = 7,
        CheckpointEvery = 2,
        ValidateEvery = 3,
        ReportEvery = 4,
        PreviewEvery = 5,
        Device = "cuda",
        Threads = 6,
        Workers = 7,
        CacheBytes = 8,
        AcceptOtherOptions = true,
    }));

    [Fact]
    public void EveryOption_IsComparedOrNamedAsFree()
    {
        // A new option is compared unless someone decides otherwise: ten are free.
        var compared = typeof(TrainingOptions).GetProperties().Where(p => p.CanWrite).Select(p => p.Name).Except(
            ["Steps", "CheckpointEvery", "ValidateEvery", "ReportEvery", "PreviewEvery", "Device", "Threads", "Workers", "CacheBytes",
                "AcceptOtherOptions"]);

        Assert.All(compared.Where(name => typeof(TrainingOptions).GetProperty(name)!.PropertyType == typeof(int)), name =>
        {
            var now = Before with { };
            typeof(TrainingOptions).GetProperty(name)!.SetValue(now, 77);
            Assert.Single(Between(now));
        });
    }
}
