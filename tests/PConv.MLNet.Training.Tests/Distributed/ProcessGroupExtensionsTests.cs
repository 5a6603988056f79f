using PConv.MLNet.Networks;

namespace PConv.MLNet.Training.Tests;

public sealed class ProcessGroupExtensionsTests : TorchTest
{
    static readonly TrainingOptions Options = new() { Network = UNetSpec.WithWidth(4, 2), Size = 16 };

    static int Begin(ThreadRanks ranks, TrainingOptions options, int step)
    {
        using var network = new PartialConvUNet(options.Network);
        ranks.Begin(network, options, step);
        return 0;
    }

    [Fact]
    public void DeviceOf_ARank_IsTheOneOfItsNumberUnlessItIsNamed()
    {
        Assert.Equal(["cuda:0", "cuda:1"], ThreadRanks.Run(2, ranks => ranks.DeviceOf("cuda", 2)));
        Assert.Equal(["cuda:1", "cuda:1"], ThreadRanks.Run(2, ranks => ranks.DeviceOf("cuda:1", 2)));
        Assert.Equal(["cpu", "cpu"], ThreadRanks.Run(2, ranks => ranks.DeviceOf("cpu", 0)));
        Assert.Equal("cuda", SingleProcess.Instance.DeviceOf("cuda", 8));
    }

    [Fact]
    public void DeviceOf_MoreRanksThanDevices_SaysHowManyToStart()
    {
        var e = Assert.Throws<ArgumentException>(() => ThreadRanks.Run(3, ranks => ranks.DeviceOf("cuda", 2)));

        Assert.Equal(
            "Rank 2 is number 2 on its machine, which has 2 CUDA device(s). Start one rank a device, or name the device for all of them, " +
            "as cuda:0.", e.Message);
    }

    [Fact]
    public void Threads_AreSharedByTheRanksOfAMachine()
    {
        Assert.Equal(Environment.ProcessorCount, SingleProcess.Instance.Threads());
        Assert.All(ThreadRanks.Run(2, ranks => ranks.Threads()),
            threads => Assert.Equal(Math.Max(1, Environment.ProcessorCount / 2), threads));
        Assert.All(ThreadRanks.Run(1 + Environment.ProcessorCount, ranks => ranks.Threads()), threads => Assert.Equal(1, threads));
    }

    [Fact]
    public void Begin_GivesAllRanksTheFirstOnesWeights()
    {
        var networks = Enumerable.Range(0, 3).Select(_ => new PartialConvUNet(Options.Network)).ToArray();
        var before = networks.Select(n => n.ToWeights()["PConv1.weight"].Values).ToArray();

        var after = ThreadRanks.Run(3, ranks =>
        {
            ranks.Begin(networks[ranks.Rank], Options, 5);
            return networks[ranks.Rank].ToWeights()["PConv1.weight"].Values;
        });

        Assert.NotEqual(before[0], before[1]);
        Assert.All(after, weights => Assert.Equal(before[0], weights));
        Array.ForEach(networks, n => n.Dispose());
    }

    [Fact]
    public void Begin_AtAnotherStep_AsksForASharedFolder()
    {
        var e = Assert.Throws<InvalidOperationException>(() => ThreadRanks.Run(2, ranks => Begin(ranks, Options, 500 * (1 - ranks.Rank))));

        Assert.Equal(
            "Rank 1 starts at step 0, rank 0 at step 500. All ranks need the same output folder: put it on a file system that all " +
            "machines share.", e.Message);
    }

    [Fact]
    public void Begin_WithOtherOptions_SaysWhichRank()
    {
        var e = Assert.Throws<InvalidOperationException>(() =>
            ThreadRanks.Run(2, ranks => Begin(ranks, Options with { Seed = ranks.Rank }, 0)));

        Assert.Equal("Rank 1 was started with other options than rank 0. Give all ranks the same configuration.", e.Message);
    }

    [Fact]
    public void Average_OfANetwork_GivesAllRanksTheSameRunningStatistics()
    {
        var statistics = ThreadRanks.Run(2, ranks =>
        {
            using var network = new PartialConvUNet(Options.Network);
            var norm = network.Blocks.First(b => b.Block.Norm is not null).Block.Norm!;
            norm.running_mean!.fill_(ranks.Rank);
            norm.running_var!.fill_(2f + 4 * ranks.Rank);
            ranks.Average(network);
            return (Mean: TorchTesting.Floats(norm.running_mean).Distinct().Single(), Variance: TorchTesting.Floats(norm.running_var)
                .Distinct().Single());
        });

        Assert.All(statistics, s => Assert.Equal((.5f, 4f), s));
    }

    [Fact]
    public void StopTogether_WhenOneIsAskedTo_StopsAll()
    {
        var stopped = ThreadRanks.Run(3, ranks =>
        {
            ranks.StopTogether(CancellationToken.None);
            try
            {
                ranks.StopTogether(new(canceled: ranks.Rank == 1));
                return "went on";
            }
            catch (OperationCanceledException)
            {
                return "stopped";
            }
        });

        Assert.Equal(["stopped", "stopped", "stopped"], stopped);
    }

    [Fact]
    public void Gather_GivesTheNamesOfAllInOrder()
    {
        string[] expected = ["0.jpg", "1ü.jpg", "1ü.jpg", "2.jpg", "2.jpg", "2.jpg"];

        Assert.All(
            ThreadRanks.Run(3, ranks =>
                ranks.Gather([.. Enumerable.Repeat($"{ranks.Rank}{(ranks.Rank == 1 ? "ü" : "")}.jpg", ranks.Rank + 1)])),
            names => Assert.Equal(expected, names));
    }
}
