using System.Diagnostics;
using System.Runtime.InteropServices;
using PConv.MLNet.Cli.Tests;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Training.Tests;

/// <summary><c>mpirun -n 2 pconv-train train</c></summary>
public sealed class TrainRanksTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    static readonly Mpi Ranks = new(Tool.Assembly);

    string[] Arguments(string output, params string[] more) =>
        ["train", "--images", run["photos"], "--output", run[output], "--config", run["config.json"], "--width", "4", "--levels", "2",
            .. more];

    [Fact]
    public void Train_OnTwoRanks_IsToldAndWrittenByTheFirstAlone()
    {
        var outcome = Ranks.Run(2, Arguments("two"));

        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.Equal($"Wrote {Path.Combine(run["two"], "weights.pconvw")}", outcome.Output.Trim());
        Assert.Equal("Training on 5 images, 3 steps of 2 crops on each of 2 ranks, on cpu.", outcome.Error.Trim());
        Assert.Equal(["step", "1", "2", "3"], File.ReadLines(run["two/metrics.csv"]).Select(line => line.Split(',')[0]));
    }

    [Fact]
    public void Train_WhenMpirunGetsUsr1_StopsWithACheckpointAndGoesOn()
    {
        using var training = Ranks.Start(2, Arguments("long", "--steps", "1000000"));
        for (var clock = Stopwatch.StartNew(); !File.Exists(run["long/metrics.csv"])
            || File.ReadLines(run["long/metrics.csv"]).Count() < 2; Thread.Sleep(20))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2) && !training.HasExited, "No report comes.");
        }

        Assert.Equal(0, kill(training.Id, 10));
        var outcome = Mpi.End(training);

        Assert.Equal(1, outcome.Code);
        Assert.Contains("Stopped; a checkpoint is saved. Go on with the same command and --resume.", outcome.Error);
        var step = int.Parse(Path.GetFileName(Directory.GetDirectories(run["long"], "step-*").Single())["step-".Length..]);
        Assert.Equal(0, Ranks.Run(2, Arguments("long", "--resume", "--steps", $"{step + 2}")).Code);
    }

    [DllImport("libc")]
    static extern int kill(int process, int signal);
}
