using System.Diagnostics;
using System.Globalization;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

/// <summary>Whole trainings on several processes.</summary>
public sealed class RanksTrainingTests : TorchTest
{
    readonly TemporaryFolder folder = new();

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    NetworkWeights Result(string name) => NetworkWeights.Load(folder[$"{name}/weights.pconvw"]);

    static double LargestDifference(NetworkWeights a, NetworkWeights b) => NetworkWeights.Expected(a.Spec)
        .Max(e => a[e.Name].Values.Zip(b[e.Name].Values, (x, y) => Math.Abs((double)x - y)).Max());

    [Fact]
    public void Train_OnTwoRanks_EqualsOneRankWithTwiceTheBatch()
    {
        var lines = RankJobs.Jobs.Run(2, "train", folder["two"], "10").Succeeds();
        var one = new PartialConvTrainer(RankJobs.Options with { BatchSize = 4 }).Train(new ListSource(4), folder["one"]);
        var other = new PartialConvTrainer(RankJobs.Options with { BatchSize = 4, Seed = 1 }).Train(new ListSource(4), folder["other"]);

        Assert.Equal(["rank 0: 10 reports, result True", "rank 1: 0 reports, result True"], lines); // the first alone reports
        Assert.InRange(LargestDifference(one, Result("two")), 0, 1e-5);
        Assert.True(LargestDifference(one, other) > .01); // so that the bound says something
    }

    [Fact]
    public void Train_WhenOneRankIsAskedToStop_StopsAllAfterTheSameStepWithOneCheckpoint()
    {
        var outcome = RankJobs.Jobs.Run(2, "stop", folder["a"]);

        // Asked in the third step's last average, call 9; agreed in call 10; three steps are done.
        Assert.Equal(["rank 0: 10 calls, step 3", "rank 1: 10 calls, step 3"], outcome.Succeeds());
        Assert.Equal(["step-000003"], Directory.GetDirectories(folder["a"], "step-*").Select(Path.GetFileName));
    }

    [Fact]
    public void Train_WhereTheLossOfOneRankIsNotFinite_EndsAllWithTheImagesOfAll()
    {
        var outcome = RankJobs.Jobs.Run(2, "diverge", folder["a"]);

        Assert.Equal(1, outcome.Code);
        Assert.Matches(
            $@"The loss is NaN at step 3 \(Valid .*\), on {string.Join(", ",
                Enumerable.Repeat(@"image-\d\.jpg", 4))}\. Resume from the last checkpoint with AcceptOtherOptions", outcome.Error);
        Assert.Equal(2, Checkpoint.Latest(folder["a"])!.Step);
    }

    [Fact]
    public void Train_WhereOneRankFails_EndsTheOthersAndSaysWhy()
    {
        var outcome = RankJobs.Jobs.Run(2, "unreadable", folder["a"]);

        Assert.Equal(1, outcome.Code);
        Assert.Contains("Twenty images in a row could not be read. Check the training folder.", outcome.Error);
        Assert.Empty(outcome.Lines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Train_WhoseRankIsKilled_EndsWithAnErrorAndCanBeResumed(int victim)
    {
        using var training = RankJobs.Jobs.Start(2, "train", folder["a"], "1000000");
        for (var clock = Stopwatch.StartNew(); Checkpoint.Latest(folder["a"]) is null; Thread.Sleep(20))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2) && !training.HasExited, "No checkpoint comes.");
        }

        using (var process =
            Process.GetProcessById(int.Parse(File.ReadAllText(folder[$"a/process-{victim}"]), CultureInfo.InvariantCulture)))
        {
            process.Kill(); // SIGKILL
        }

        var outcome = Mpi.End(training);
        var reached = Checkpoint.Latest(folder["a"])!.Step;

        Assert.NotEqual(0, outcome.Code);
        Assert.Matches($@"process rank {victim} with PID \d+ on node \S+ exited on signal 9", outcome.Error);
        Assert.Empty(outcome.Lines);
        var steps = (reached + 3).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(["rank 0: 3 reports, result True", "rank 1: 0 reports, result True"],
            RankJobs.Jobs.Run(2, "resume", folder["a"], steps).Succeeds());
    }
}
