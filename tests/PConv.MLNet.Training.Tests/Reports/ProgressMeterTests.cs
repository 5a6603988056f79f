namespace PConv.MLNet.Training.Tests;

public sealed class ProgressMeterTests
{
    static readonly TrainingOptions Options = new() { Steps = 100, BatchSize = 4 };

    [Fact]
    public void Take_GivesMeansOverTheStepsSinceTheLastReport()
    {
        var meter = new ProgressMeter(Options, 10);
        meter.Add(2, [("Hole", 1), ("Valid", 8)], share: .5); // two halves of a step
        meter.Add(4, [("Hole", 3), ("Valid", 8)], share: .5);
        meter.Add(5, [("Hole", 4), ("Valid", 2)], share: 1);

        var report = meter.Take(12, 1e-3, null);

        Assert.Equal((12, 100, 4.0, 1e-3), (report.Step, report.Steps, report.Loss, report.LearningRate));
        Assert.Equal([("Hole", 3.0), ("Valid", 5.0)], report.Terms.Select(t => (t.Key, t.Value)));
        Assert.Equal(88 * 4 / report.ImagesPerSecond, report.Remaining.TotalSeconds, 1e-5);
    }

    [Fact]
    public void Take_BeginsAnew()
    {
        var meter = new ProgressMeter(Options, 0);
        meter.Add(2, [("Hole", 1)], 1);
        var first = meter.Take(1, 1, null);
        meter.Add(7, [("Hole", 5)], 1);

        var second = meter.Take(2, 1, new(.5, 1, 30, .9));

        Assert.Equal((7.0, 5.0, .5), (second.Loss, second.Terms["Hole"], second.ValidationLoss));
        Assert.Equal(1, first.Terms["Hole"]); // what was handed out stays
    }

    [Fact]
    public void Apart_GivesTheResultOfWhatIsNotTimed() => Assert.Equal(3, new ProgressMeter(Options, 0).Apart(() => 3));
}
