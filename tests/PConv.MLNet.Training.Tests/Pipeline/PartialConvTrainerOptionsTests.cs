using PConv.MLNet.Inference;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Training.Tests;

public sealed class PartialConvTrainerOptionsTests : IDisposable
{
    readonly TrainerBench bench = new();

    public void Dispose() => bench.Dispose();

    string ErrorOf(Func<PartialConvTrainerOptions, PartialConvTrainerOptions> change) =>
        Assert.ThrowsAny<ArgumentException>(() => bench.With(change)).Message;

    [Fact]
    public void Trainer_WithImpossibleTraining_IsRefusedBeforeAnyData() => Assert.Equal(
        "Crops of 18 px do not fit a network of 2 levels: take a multiple of 4.",
        ErrorOf(o => o with { Training = o.Training with { Size = 18 } }));

    [Fact]
    public void Trainer_FromWeightsOfAnotherNetwork_IsRefusedBeforeAnyData() => Assert.Equal(
        "The initial weights are of another network than the one to train. Take their Spec as the option Network.",
        ErrorOf(o => o with { InitialWeights = InpaintingModel.BuiltInWeights() }));

    [Fact]
    public void Trainer_ThatResumesWithoutAFolder_IsToldToNameOne() => Assert.Equal(
        "Resume needs an OutputFolder with checkpoints, and none is named. Name the folder of the training to go on with.",
        ErrorOf(o => o with { Resume = true }));

    [Fact]
    public void Trainer_WithOptionsTheTransformerRefuses_IsRefusedBeforeAnyData()
    {
        Assert.Equal("A mask threshold of 0 makes every mask pixel white. Take 1 to 255.",
            ErrorOf(o => o with { MaskReading = new(Threshold: 0) }));
        Assert.Contains("OutputColumnName", ErrorOf(o => o with { OutputColumnName = "" }));
    }

    [Fact]
    public void ForScoring_HandsAllThatScoringNeedsToTheTransformer()
    {
        var options = bench.Options with
        {
            MaskReading = new(MaskPolarity.WhiteIsValid, 7),
            VectorMaximum = 255,
            Scoring = new() { Threads = 3 },
        };
        byte[] model = [1, 2, 3];

        Assert.Equal(
            new PartialConvInpaintingOptions
            {
                OutputColumnName = "Output",
                ImageColumnName = "Image",
                MaskColumnName = "Mask",
                Model = model,
                MaskReading = new(MaskPolarity.WhiteIsValid, 7),
                VectorMaximum = 255,
                Scoring = new() { Threads = 3 },
            },
            options.ForScoring(model));
    }
}
