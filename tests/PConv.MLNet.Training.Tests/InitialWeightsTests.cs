using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using static PConv.MLNet.Training.Tests.TinyTraining;

namespace PConv.MLNet.Training.Tests;

public sealed class InitialWeightsTests : TorchTest
{
    readonly TemporaryFolder folder = new();

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(.9)]
    public void Train_FromWeights_StartsThereAndNotAtRandom(double? decay)
    {
        var start = Train(Options, folder["first"]);
        var options = Options with { Steps = 1, Seed = 5, LearningRate = 1e-9, EmaDecay = decay };

        var after = new PartialConvTrainer(options) { InitialWeights = start }.Train(new ListSource(4), folder["second"]);

        foreach (var (name, _) in NetworkWeights.Expected(start.Spec).Where(e => !e.Name.Contains(".running_", StringComparison.Ordinal)))
        {
            Assert.All(start[name].Values.Zip(after[name].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-7f));
        }
    }

    [Fact]
    public void Train_ResumedFromWeights_GoesOnFromItsCheckpoint()
    {
        var start = Train(Options with { Seed = 7 }, folder["first"]);
        NetworkWeights From(NetworkWeights weights, string name, bool resume, int steps) =>
            new PartialConvTrainer(Options with { Steps = steps }) { InitialWeights = weights }.Train(new ListSource(4), folder[name],
                resume);
        var four = From(start, "whole", false, 4);
        From(start, "halves", false, 2);

        Same(four, From(Train(Options with { Seed = 8 }, folder["other"]), "halves", true, 4));
    }

    [Fact]
    public void Train_FromWeightsOfAnotherNetwork_IsRefusedBeforeAnyWork()
    {
        using var other = new PartialConvUNet(UNetSpec.WithWidth(5, 3));

        var error =
            Assert.Throws<ArgumentException>(() =>
                new PartialConvTrainer(Options) { InitialWeights = other.ToWeights() }.Train(new ListSource(4), folder["a"]));

        Assert.Equal("The initial weights are of another network than the one to train. Take their Spec as the option Network.",
            error.Message);
        Assert.False(Directory.Exists(folder["a"]));
    }
}
