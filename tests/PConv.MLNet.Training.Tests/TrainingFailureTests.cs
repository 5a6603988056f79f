using System.Runtime.InteropServices;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class TrainingFailureTests : TorchTest
{
    readonly TemporaryFolder folder = new();

    public override void Dispose()
    {
        folder.Dispose();
        base.Dispose();
    }

    [Theory]
    [InlineData(3, "Training ended in step 4; the last checkpoint is '{0}/step-000002': resume from it.")]
    [InlineData(1, "Training ended in step 2; there is no checkpoint yet.")]
    public void Train_WhereTorchFailsInAStep_SavesNothingOfItAndNamesTheLastCheckpoint(int after, string sentence)
    {
        var told = new List<string>();
        var trainer = new PartialConvTrainer(TinyTraining.Options with { CheckpointEvery = 2 })
        {
            Report = told.Add,
            ProcessGroup = new FailingRank(2 * after + 2),
        };

        var error = Assert.Throws<InvalidOperationException>(() => trainer.Train(new ListSource(4), folder.Path));

        Assert.Equal("Torch failed: Expected false to be true, but got false.", error.Message);
        Assert.Contains(string.Format(null, sentence, folder.Path), told);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder.Path), path => path.EndsWith(".tmp", StringComparison.Ordinal)
            || path.EndsWith("weights.pconvw", StringComparison.Ordinal));
    }

    sealed class NativeException(string message) : ExternalException(message); // as TorchSharp's

    /// <summary>A rank alone, which fails at an average: two are taken a step.</summary>
    sealed class FailingRank(int last) : IProcessGroup
    {
        int averages;

        public int Rank => 0;

        public int Count => 1;

        public int LocalRank => 0;

        public int LocalCount => 1;

        public void AverageInPlace(Span<float> values) =>
            _ = ++averages == last ? throw new NativeException("Expected false to be true, but got false.\nframe #0: c10::Error")
            : averages;

        public void Broadcast(Span<byte> values, int from = 0)
        {
        }

        public void Barrier()
        {
        }
    }
}
