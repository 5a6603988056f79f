using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class TrainingFolderTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Take_OfAFolderThatIsHeldHere_IsRefusedUntilItIsLetGo()
    {
        using (TrainingFolder.Take(folder["run"]))
        {
            var e = Assert.Throws<InvalidOperationException>(() => TrainingFolder.Take(folder["run"], resume: true));
            Assert.Equal(
                $"Another training of this process trains in '{folder["run"]}'. Wait until it ends, or choose another folder.",
                e.Message);
            Assert.True(File.Exists(folder["run/training.lock"]));
        }

        Assert.False(Directory.Exists(folder["run"])); // made for the hold, and still empty
        TrainingFolder.Take(folder["run"]).Dispose();
    }

    [Fact]
    public void Dispose_LeavesWhatIsInTheFolder()
    {
        using (TrainingFolder.Take(folder["run"]))
        {
            File.WriteAllText(folder["run/mine.txt"], "");
        }

        Directory.CreateDirectory(folder["empty"]);
        TrainingFolder.Take(folder["empty"]).Dispose();

        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(folder["run"]).Select(Path.GetFileName));
        Assert.True(Directory.Exists(folder["empty"])); // it was there before
    }

    [Fact]
    public void Take_OfAFolderWithCheckpoints_IsRefusedUnlessItIsResumed()
    {
        Directory.CreateDirectory(folder["run/step-000005"]);

        var e = Assert.Throws<ArgumentException>(() => TrainingFolder.Take(folder["run"]));

        Assert.Equal($"'{folder["run"]}' holds checkpoints of a training. Resume it, or choose an empty folder.", e.Message);
        Assert.False(File.Exists(folder["run/training.lock"]));
        TrainingFolder.Take(folder["run"], resume: true).Dispose();
    }

    [Fact]
    public void Take_OfAFolderThatAnotherProcessHolds_NamesItUntilItIsKilled()
    {
        using var process = OwnProcess.Start("hold", folder["run"]);
        try
        {
            Assert.Equal("held", process.StandardOutput.ReadLine());

            var e = Assert.Throws<InvalidOperationException>(() => TrainingFolder.Take(folder["run"]));
            Assert.Equal(
                $"Another process (pid {process.Id}) trains in '{folder["run"]}'. Wait until it ends, or choose another folder.",
                e.Message);
            Assert.Throws<InvalidOperationException>(() => TinyTraining.Train(TinyTraining.Options, folder["run"], resume: true));
            Assert.Equal(["training.lock"], Directory.EnumerateFileSystemEntries(folder["run"]).Select(Path.GetFileName));
        }
        finally
        {
            process.Kill(); // SIGKILL
            process.WaitForExit();
        }

        Assert.True(File.Exists(folder["run/training.lock"])); // but nobody holds it
        TinyTraining.Train(TinyTraining.Options, folder["run"], resume: true);
        Assert.False(File.Exists(folder["run/training.lock"]));
        Assert.Equal(TinyTraining.Options.Steps, Checkpoint.Latest(folder["run"])!.Step);
    }

    [Fact]
    public void Train_WithAHoldOnAnotherFolder_IsRefused()
    {
        using var hold = TrainingFolder.Take(folder["one"]);

        var e = Assert.Throws<ArgumentException>(() =>
            new PartialConvTrainer(TinyTraining.Options) { Folder = hold }.Train(new ListSource(4), folder["other"]));

        Assert.Equal($"The locked folder is '{folder["one"]}', but the output folder is '{folder["other"]}'. Lock the output folder.",
            e.Message);
    }
}
