using System.Globalization;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

/// <summary>What holds from one process to the next.</summary>
public sealed class OwnProcessTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Config(TrainingOptions options)
    {
        File.WriteAllText(folder["config.json"], options.ToJson());
        return folder["config.json"];
    }

    [Fact]
    public void Training_GoneOnWithInANewProcess_GivesTheSameBits()
    {
        var config = Config(TinyTraining.Everything);

        Assert.Equal("done", OwnProcess.Run("train", folder["whole"], config, "0"));
        Assert.Equal("stopped", OwnProcess.Run("train", folder["parts"], config, "10"));
        Assert.Equal(10, Checkpoint.Latest(folder["parts"])!.Step);
        Assert.Equal("done", OwnProcess.Run("train", folder["parts"], config, "0"));

        foreach (var file in new[] { "weights.pconvw", "step-000020/weights.pconvw", "step-000020/current.pconvw",
            "step-000020/optimizer.bin" })
        {
            Assert.Equal(File.ReadAllBytes(folder["whole/" + file]), File.ReadAllBytes(folder["parts/" + file]));
        }
    }

    [Fact]
    public void Training_KilledAgainAndAgainWhileItWritesCheckpoints_GoesOnFromAWholeOne()
    {
        var options = TinyTraining.Everything with { Steps = 400, CheckpointEvery = 1, ReportEvery = 1, Workers = 1 };
        var config = Config(options);
        var random = new Random(3);
        var reached = new List<int>();
        for (var kill = 0; kill < 5; kill++)
        {
            using var process = OwnProcess.Start("train", folder["killed"], config, "0");
            var before = Checkpoint.Latest(folder["killed"])?.Step ?? -1;
            while (!process.HasExited && (Checkpoint.Latest(folder["killed"])?.Step ?? -1) <= before)
            {
                Thread.Sleep(1);
            }

            Thread.Sleep(random.Next(20)); // somewhere within the next checkpoints
            process.Kill(); // SIGKILL
            process.WaitForExit();
            reached.Add(Checkpoint.Latest(folder["killed"])!.Step);
        }

        Assert.Equal(reached.Order().Distinct(), reached);
        var last = reached[^1] + 3;
        TinyTraining.TrainUntil(last, options, folder["whole"], validate: true);
        OwnProcess.Run("train", folder["killed"], Config(options), last.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(last, Checkpoint.Latest(folder["killed"])!.Step);
        TinyTraining.Same(NetworkWeights.Load(Checkpoint.Latest(folder["whole"])!.WeightsFile),
            NetworkWeights.Load(Checkpoint.Latest(folder["killed"])!.WeightsFile));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["killed"], "*.tmp"));
        Assert.Equal(Enumerable.Range(1, last), EventReader.Steps(folder["killed"]).Distinct().Order());
        Assert.Equal(Enumerable.Range(1, last), File.ReadLines(folder["killed/metrics.csv"]).Skip(1)
            .Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void ThreeHundredSteps_NeedNoMoreMemoryThanFifty_AndLeaveNoTensorAlive()
    {
        var figures = OwnProcess.Run("memory", folder["a"]).Split(' ').Select(f => long.Parse(f, CultureInfo.InvariantCulture)).Chunk(2)
            .ToArray();

        Assert.Equal(6, figures.Length);
        // a leak raises all of the last ones, a collection that comes late one of them
        Assert.True(figures[^3..].Min(f => f[0]) <= 1.05 * figures[0][0],
            $"KiB every 50 steps: {string.Join(" ", figures.Select(f => f[0]))}");
        Assert.Single(figures.Select(f => f[1]).Distinct());
    }
}
