using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using TorchSharp;
using static PConv.MLNet.Training.Tests.TorchTesting;
using static TorchSharp.torch;

namespace PConv.MLNet.Training.Tests;

public sealed class CheckpointTests : TorchTest
{
    static readonly TrainingOptions Options = new() { Network = UNetSpec.WithWidth(2, 2), Size = 16, Seed = 5 };

    readonly TemporaryFolder folder = new();
    readonly PartialConvUNet network = new(Options.Network);
    readonly TorchSharp.Modules.Adam optimizer;

    public CheckpointTests() => optimizer = optim.Adam(network.parameters(), 1e-2);

    public override void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
        folder.Dispose();
        base.Dispose();
    }

    string[] Folders => [.. Directory.EnumerateDirectories(folder.Path).Select(f => Path.GetFileName(f)!).Order()];

    static void Step(PartialConvUNet network, TorchSharp.Modules.Adam optimizer)
    {
        optimizer.zero_grad();
        network.call(Uniform([1, 3, 16, 16], 1).to_type(ScalarType.Float32), RandomMask(1, 16, 16, 2).to_type(ScalarType.Float32)).square()
            .mean().backward();
        optimizer.step();
    }

    [Fact]
    public void Save_WritesWeightsOptimizerAndOptions()
    {
        Step(network, optimizer);
        var checkpoint = Checkpoint.Save(folder.Path, 500, network, optimizer, Options);

        Assert.Equal(500, checkpoint.Step);
        Assert.Equal(["step-000500"], Folders);
        Assert.Equal(folder["step-000500/weights.pconvw"], checkpoint.WeightsFile);
        Assert.Equal(network.ToWeights()["PConv1.weight"].Values, NetworkWeights.Load(checkpoint.WeightsFile)["PConv1.weight"].Values);
        Assert.Equal(Options.ToJson(), File.ReadAllText(folder["step-000500/options.json"]));
        Assert.True(File.Exists(folder["step-000500/optimizer.bin"]));
    }

    [Fact]
    public void Save_OfAFourth_RemovesTheFirst()
    {
        foreach (var step in new[] { 5, 10, 1_000_000, 15 })
        {
            Checkpoint.Save(folder.Path, step, network, optimizer, Options);
        }

        Assert.Equal(["step-000010", "step-000015", "step-1000000"], Folders);
    }

    [Fact]
    public void Latest_OfSeveral_IsTheOneWithMostStepsByNumber()
    {
        foreach (var step in new[] { 999_999, 1_000_000, 20 })
        {
            Checkpoint.Save(folder.Path, step, network, optimizer, Options);
        }

        Assert.Equal(1_000_000, Checkpoint.Latest(folder.Path)!.Step);
    }

    [Fact]
    public void Latest_OfAPartlyWrittenOne_PassesItOver()
    {
        Checkpoint.Save(folder.Path, 5, network, optimizer, Options);
        Directory.CreateDirectory(folder["step-000010.tmp"]);
        Directory.CreateDirectory(folder["step-of-mine"]);

        Assert.Equal(5, Checkpoint.Latest(folder.Path)!.Step);
    }

    [Fact]
    public void Latest_OfAFolderWithoutAnyOrWithoutTheFolder_IsNull()
    {
        Assert.Null(Checkpoint.Latest(folder.Path));
        Assert.Null(Checkpoint.Latest(folder["missing"]));
    }

    [Fact]
    public void Save_AgainAfterTheSameStep_LeavesTheWholeOneAlone()
    {
        var checkpoint = Checkpoint.Save(folder.Path, 5, network, optimizer, Options);
        var written = File.GetLastWriteTimeUtc(checkpoint.WeightsFile);

        Assert.Equal(checkpoint.WeightsFile, Checkpoint.Save(folder.Path, 5, network, optimizer, Options).WeightsFile);
        Assert.Equal(["step-000005"], Folders);
        Assert.Equal(written, File.GetLastWriteTimeUtc(checkpoint.WeightsFile));
    }

    [Fact]
    public void Save_OverTheRemainsOfABrokenOne_IsWhole()
    {
        Directory.CreateDirectory(folder["step-000005.tmp"]);
        File.WriteAllText(folder["step-000005.tmp/optimizer.bin"],
            "a torn write that was longer than what comes now? " + new string('x', 1 << 20));

        Checkpoint.Save(folder.Path, 5, network, optimizer, Options);

        Assert.Equal(["step-000005"], Folders);
        Checkpoint.Latest(folder.Path)!.Restore(network, optimizer);
    }

    [Fact]
    public void Restore_IntoANewNetworkAndOptimizer_GoesOnBitForBit()
    {
        Step(network, optimizer);
        Step(network, optimizer);
        Checkpoint.Save(folder.Path, 2, network, optimizer, Options);
        Step(network, optimizer);

        using var other = new PartialConvUNet(Options.Network);
        using var otherOptimizer = optim.Adam(other.parameters(), 1e-2);
        Checkpoint.Latest(folder.Path)!.Restore(other, otherOptimizer);
        Step(other, otherOptimizer);

        var (expected, actual) = (network.ToWeights(), other.ToWeights());
        Assert.All(NetworkWeights.Expected(Options.Network), e => Assert.Equal(expected[e.Name].Values, actual[e.Name].Values));
    }

    [Fact]
    public void Restore_IntoAnotherNetwork_IsRefused()
    {
        var checkpoint = Checkpoint.Save(folder.Path, 5, network, optimizer, Options);
        using var other = new PartialConvUNet(UNetSpec.WithWidth(3, 2));

        Assert.StartsWith("The weights belong to another network",
            Assert.Throws<ArgumentException>(() => checkpoint.Restore(other, optimizer)).Message);
    }

    [Fact]
    public void Save_WithAnAverage_KeepsBothWeightsAndRestoresBoth()
    {
        using var average = new WeightAverage(network, .9, device("cpu"));
        Step(network, optimizer);
        average.Update(network, 0);

        var checkpoint = Checkpoint.Save(folder.Path, 1, network, optimizer, Options, average);

        TinyTraining.Same(average.Network.ToWeights(), NetworkWeights.Load(checkpoint.WeightsFile));
        TinyTraining.Same(network.ToWeights(), NetworkWeights.Load(folder["step-000001/current.pconvw"]));
        using var other = new PartialConvUNet(Options.Network);
        using var otherAverage = new WeightAverage(other, .9, device("cpu"));
        using var otherOptimizer = optim.Adam(other.parameters(), 1e-2);
        checkpoint.Restore(other, otherOptimizer, otherAverage);
        TinyTraining.Same(network.ToWeights(), other.ToWeights());
        TinyTraining.Same(average.Network.ToWeights(), otherAverage.Network.ToWeights());
    }

    [Fact]
    public void Restore_OfAnAverageThatWasNotKept_StartsItAtTheWeights()
    {
        var checkpoint = Checkpoint.Save(folder.Path, 1, network, optimizer, Options);
        using var average = new WeightAverage(network, .9, device("cpu"));
        Step(network, optimizer);

        checkpoint.Restore(network, optimizer, average);

        TinyTraining.Same(network.ToWeights(), average.Network.ToWeights());
    }

    [Fact]
    public void Save_OfWeightsThatAreNotFinite_IsRefusedAndLeavesTheLastOne()
    {
        Checkpoint.Save(folder.Path, 5, network, optimizer, Options);
        using (no_grad())
        {
            network.Blocks.First().Block.Conv.Weight.fill_(float.NaN);
        }

        var e = Assert.Throws<InvalidOperationException>(() => Checkpoint.Save(folder.Path, 6, network, optimizer, Options));

        Assert.Equal(
            "'PConv1.weight' is not finite after step 6. Resume from the last checkpoint with AcceptOtherOptions and a lower " +
            "LearningRate or a GradientClip.", e.Message);
        Assert.Equal(5, Checkpoint.Latest(folder.Path)!.Step);
    }

    [Fact]
    public void RemoveRemains_LeavesWholeCheckpointsAndOtherFoldersAlone()
    {
        Checkpoint.Save(folder.Path, 5, network, optimizer, Options);
        Directory.CreateDirectory(folder["step-000010.tmp/deep"]);
        File.WriteAllText(folder["step-000010.tmp/optimizer.bin"], "torn");
        Directory.CreateDirectory(folder["mine.tmp"]);

        Checkpoint.RemoveRemains(folder.Path);
        Checkpoint.RemoveRemains(folder["missing"]);

        Assert.Equal(["mine.tmp", "step-000005"], Folders);
    }

    [Fact]
    public void Restore_OfADamagedOptimizer_SaysWhatToDo()
    {
        Step(network, optimizer);
        var checkpoint = Checkpoint.Save(folder.Path, 5, network, optimizer, Options);
        var file = folder["step-000005/optimizer.bin"];
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..100]);

        var e = Assert.Throws<InvalidDataException>(() => checkpoint.Restore(network, optimizer));

        Assert.Equal(
            $"'{file}' is damaged or of another network. Remove the folder '{folder["step-000005"]}' to start anew: there is no " +
            $"checkpoint before it.", e.Message);
    }

    [Fact]
    public void EnsureMadeWith_OtherOptions_NamesThemUnlessTheyAreAccepted()
    {
        var checkpoint = Checkpoint.Save(folder.Path, 5, network, optimizer, Options);
        var other = Options with { LearningRate = 1e-3, Loss = new() { Hole = 3 } };
        var reports = new List<string>();

        checkpoint.EnsureMadeWith(Options with { Steps = 7, Threads = 1 }, reports.Add);
        var e = Assert.Throws<ArgumentException>(() => checkpoint.EnsureMadeWith(other, reports.Add));
        Assert.Equal(
            $"The checkpoint '{folder["step-000005"]}' was made with other options: learningRate was 0.0002, now 0.001; loss.hole was 6, " +
            $"now 3. " +
            "Take its options.json, choose an empty folder, or set AcceptOtherOptions to go on with the new ones.", e.Message);
        Assert.Empty(reports);

        checkpoint.EnsureMadeWith(other with { AcceptOtherOptions = true }, reports.Add);
        Assert.Equal(
            [
                "Continues with a changed option: learningRate was 0.0002, now 0.001.",
                "Continues with a changed option: loss.hole was 6, now 3.",
            ],
            reports);
    }
}
