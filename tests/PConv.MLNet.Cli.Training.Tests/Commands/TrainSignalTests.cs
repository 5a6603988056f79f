using System.Diagnostics;
using PConv.MLNet.Cli.Tests;

namespace PConv.MLNet.Cli.Training.Tests;

/// <summary>How <c>pconv-train train</c> ends when it is told to.</summary>
public sealed class TrainSignalTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Theory]
    [InlineData("INT")] // Ctrl-C
    [InlineData("TERM")] // kill, a container's stop, a batch system's time limit
    public void Train_ToldToEnd_LeavesACheckpointOfWhereItWas(string signal)
    {
        var output = $"sig{signal}";
        var before = 0;

        var outcome = Tool.Run(run.Arguments(output, "--steps", "1000000"), [], process =>
        {
            while (!process.HasExited && (before = Steps(run[$"{output}/metrics.csv"])) < 2)
            {
                Thread.Sleep(10);
            }

            Process.Start("kill", [$"-{signal}", $"{process.Id}"])!.WaitForExit();
        });

        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.EndsWith("Stopped; a checkpoint is saved. Go on with the same command and --resume.\n", outcome.Error);
        var checkpoint = Directory.EnumerateDirectories(run[output], "step-*").Order().Last();
        Assert.True(int.Parse(Path.GetFileName(checkpoint)[5..]) >= before, $"{checkpoint} after {before} steps");
        Assert.Equal(["checksums.sha256", "optimizer.bin", "options.json", "weights.pconvw"], ImageFiles.Below(checkpoint));
        Assert.False(File.Exists(run[$"{output}/weights.pconvw"]));
    }

    static int Steps(string table) => File.Exists(table) ? File.ReadLines(table).Count() - 1 : 0;
}
