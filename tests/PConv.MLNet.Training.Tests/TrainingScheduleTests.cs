namespace PConv.MLNet.Training.Tests;

public sealed class TrainingScheduleTests
{
    static string ErrorOf(TrainingOptions options) => Assert.ThrowsAny<ArgumentException>(() => new PartialConvTrainer(options)).Message;

    [Fact]
    public void SecondPhase_ByDefault_IsNotThereAndHasThePapersRate()
    {
        var options = new TrainingOptions { Steps = 100 };

        Assert.All([0, 99, 100], step => Assert.False(options.IsFineTuning(step)));
        Assert.Equal((0, 5e-5), (options.FineTuneSteps, options.FineTuneLearningRate));
    }

    [Theory]
    [InlineData(0, false, 2e-4)]
    [InlineData(69, false, 2e-4)]
    [InlineData(70, true, 5e-5)]
    [InlineData(99, true, 5e-5)]
    public void SecondPhase_OfThirtySteps_IsTheLastThirty(int step, bool second, double rate)
    {
        var options = new TrainingOptions { Steps = 100, FineTuneSteps = 30 };

        Assert.Equal((second, rate), (options.IsFineTuning(step), options.LearningRateAt(step)));
    }

    [Fact]
    public void SecondPhase_OfAllSteps_HasNoFirst() =>
        Assert.Equal(5e-5, new TrainingOptions { Steps = 100, FineTuneSteps = 100, WarmupSteps = 10 }.LearningRateAt(0));

    [Theory]
    [InlineData(0, .1)] // first of ten warm steps
    [InlineData(30, .5)] // half of the first phase
    [InlineData(60, .25)] // the second begins at its own rate, without warming up
    [InlineData(80, .125)]
    public void LearningRateAt_WithCosineDecay_FallsOverEachPhase(int step, double rate) => Assert.Equal(
        rate,
        new TrainingOptions { Steps = 100, FineTuneSteps = 40, LearningRate = 1, FineTuneLearningRate = .25, CosineDecay = true,
            WarmupSteps = 10 }.LearningRateAt(step),
        1e-12);

    [Fact]
    public void Phases_ThatDoNotFit_AreRefused()
    {
        Assert.Equal("FineTuneSteps 11 must be from 0 to Steps 10, FineTuneLearningRate 5E-05 above 0.",
            ErrorOf(new() { Steps = 10, FineTuneSteps = 11 }));
        Assert.StartsWith("FineTuneSteps -1 must", ErrorOf(new() { FineTuneSteps = -1 }));
        Assert.EndsWith("FineTuneLearningRate 0 above 0.", ErrorOf(new() { FineTuneLearningRate = 0 }));
    }

    [Fact]
    public void Accumulation_ThatDoesNotDivideTheBatch_SaysSo()
    {
        Assert.Equal("A batch of 6 crops cannot be split into 4 equal parts. Take a BatchSize that is a multiple of Accumulation.",
            ErrorOf(new() { Accumulation = 4 }));
        Assert.Equal("Accumulation is 0, expected at least 1.", ErrorOf(new() { Accumulation = 0 }));
    }

    [Fact]
    public void Accumulation_ThatLeavesOneValueAChannel_IsRefused() => Assert.StartsWith(
        "One crop of 8 px leaves one value a channel",
        ErrorOf(TinyTraining.Options with { Size = 8, Accumulation = 2 }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void EmaDecay_OutsideItsRange_IsRefused(double decay) =>
        Assert.Equal($"EmaDecay is {decay}, expected a share between 0 and 1, as .999; leave it out for no average.",
            ErrorOf(new() { EmaDecay = decay }));

    [Theory]
    [InlineData(.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void MaxScale_ThatIsNoScaleFromOne_IsRefused(double scale) =>
        Assert.Equal($"MaxScale is {scale}, expected at least 1, with which crops have the scale of their images.",
            ErrorOf(new() { MaxScale = scale }));

    [Fact]
    public void Intervals_BelowOne_AreNamed()
    {
        Assert.Equal("PreviewEvery is 0, expected at least 1.", ErrorOf(new() { PreviewEvery = 0 }));
        Assert.Equal("Workers is 0, expected at least 1.", ErrorOf(new() { Workers = 0 }));
    }
}
