using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using static PConv.MLNet.Training.Tests.TinyTraining;

namespace PConv.MLNet.Training.Tests;

/// <summary>What the second phase, the average and the parts of a batch do to the weights.</summary>
public sealed class TrainingPhaseTests : TorchTest
{
    readonly TemporaryFolder folder = new();

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    static bool IsEncoder(string name) => Options.Network.Encoder.Any(row => name.StartsWith(row.Name + ".", StringComparison.Ordinal));

    static bool IsStatistic(string name) => name.Contains(".running_", StringComparison.Ordinal);

    [Fact]
    public void SecondPhase_KeepsTheEncodersStatisticsAndMovesAllElse()
    {
        // validation puts the network into training again
        var options = Options with { Steps = 12, FineTuneSteps = 6, CheckpointEvery = 6, ValidateEvery = 1 };
        Train(options, folder["a"], validate: true);
        var (before, after) =
            (NetworkWeights.Load(folder["a/step-000006/weights.pconvw"]), NetworkWeights.Load(folder["a/step-000012/weights.pconvw"]));

        Assert.All(NetworkWeights.Expected(options.Network), e => Assert.Equal(
            IsEncoder(e.Name) && IsStatistic(e.Name),
            before[e.Name].Values.SequenceEqual(after[e.Name].Values)));
    }

    [Fact]
    public void FirstPhase_MovesTheEncodersStatistics()
    {
        Train(Options with { Steps = 12, CheckpointEvery = 6 }, folder["a"]);
        var (before, after) =
            (NetworkWeights.Load(folder["a/step-000006/weights.pconvw"]), NetworkWeights.Load(folder["a/step-000012/weights.pconvw"]));

        Assert.All(NetworkWeights.Expected(Options.Network), e => Assert.NotEqual(before[e.Name].Values, after[e.Name].Values));
    }

    [Fact]
    public void Phases_AreReportedByTheirRates()
    {
        var rates = new List<double>();
        Train(Options with { FineTuneSteps = 2 }, folder["a"], p => rates.Add(p.LearningRate));

        Assert.Equal([2e-3, 2e-3, 2e-3, 2e-3, 5e-5, 5e-5], rates);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Accumulation_WithoutNormalization_EqualsTheWholeBatch(int parts)
    {
        var options = Options with { Network = WithoutNorm(Options.Network), BatchSize = 4, Steps = 1, LearningRate = 1e-3 };
        var losses = new List<TrainingProgress>();
        var (whole, split) =
            (Train(options, folder["whole"], losses.Add), Train(options with { Accumulation = parts }, folder["split"], losses.Add));

        Assert.All(NetworkWeights.Expected(options.Network), e => Assert.All(
            whole[e.Name].Values.Zip(split[e.Name].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5f)));
        Assert.Equal(losses[0].Loss, losses[1].Loss, 1e-6);
        Assert.All(losses[0].Terms, term => Assert.Equal(term.Value, losses[1].Terms[term.Key], 1e-6));
    }

    [Fact]
    public void Accumulation_WithNormalization_SeesAPartAtATime() => Assert.NotEqual(
        Train(Options, folder["whole"])["PConv2.bn.running_var"].Values,
        Train(Options with { Accumulation = 2 }, folder["split"])["PConv2.bn.running_var"].Values);

    [Fact]
    public void Average_IsWhatIsHandedOutAndValidated_AndDoesNotChangeWhatIsLearned()
    {
        var options = Options with { EmaDecay = .9, CheckpointEvery = 6 };
        var (plain, averaged) = (new List<TrainingProgress>(), new List<TrainingProgress>());
        var learned = Train(Options with { CheckpointEvery = 6 }, folder["plain"], plain.Add, validate: true);

        var average = Train(options, folder["average"], averaged.Add, validate: true);

        Same(average, NetworkWeights.Load(folder["average/weights.pconvw"]));
        Same(average, NetworkWeights.Load(Checkpoint.Latest(folder["average"])!.WeightsFile));
        Same(learned, NetworkWeights.Load(folder["average/step-000006/current.pconvw"]));
        Assert.NotEqual(learned["PConv1.weight"].Values, average["PConv1.weight"].Values);
        Assert.Equal(plain.Select(p => p.Loss), averaged.Select(p => p.Loss));
        Assert.NotEqual(plain[^1].ValidationLoss, averaged[^1].ValidationLoss);
    }

    [Fact]
    public void Terms_OfEveryReport_AddUpToTheLossByTheirWeights()
    {
        var reports = new List<TrainingProgress>();
        Train(Options with { ReportEvery = 4, Accumulation = 2 }, folder["a"], reports.Add);

        Assert.Equal([4, 6], reports.Select(r => r.Step));
        Assert.All(reports, r => Assert.Equal(["Valid", "Hole", "TotalVariation"], r.Terms.Keys));
        // eq. (7)
        Assert.All(reports, r => Assert.Equal(r.Loss, r.Terms["Valid"] + 6 * r.Terms["Hole"] + .1 * r.Terms["TotalVariation"], 1e-6));
    }
}
