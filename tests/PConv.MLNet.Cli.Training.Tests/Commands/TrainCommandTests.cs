using PConv.MLNet.Cli.Tests;
using PConv.MLNet.Inference;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;
using PConv.MLNet.Training;

namespace PConv.MLNet.Cli.Training.Tests;

public sealed class TrainCommandTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Train_LeavesWeightsACheckpointAndAReportOfEveryStep()
    {
        Assert.Equal((0, $"Wrote {run["run/weights.pconvw"]}\n"), (run.Outcome.Code, run.Outcome.Output));
        Assert.Equal("Training on 5 images, 3 steps of 2 crops, on cpu.\n", run.Outcome.Error);
        Assert.Equal(
            ["loss.svg", "metrics.csv", "metrics.jsonl", "step-000003/checksums.sha256", "step-000003/optimizer.bin",
                "step-000003/options.json", "step-000003/weights.pconvw", "weights.pconvw"],
            ImageFiles.Below(run["run"]).Where(file => !file.StartsWith("tensorboard/from-step-000000/events.out.tfevents.")));
        Assert.Equal(2, NetworkWeights.Load(run["run/weights.pconvw"]).Spec.Levels);
        Assert.Equal(["step", "1", "2", "3"], File.ReadAllLines(run["run/metrics.csv"]).Select(line => line.Split(',')[0]));
    }

    [Fact]
    public void Train_IntoAFolderWithCheckpoints_AsksToResume()
    {
        var before = File.ReadAllBytes(run["run/weights.pconvw"]);

        run.Train("run").IsWrongUse($"'{run["run"]}' holds checkpoints of a training. Go on with --resume, or choose another --output.");
        Assert.DoesNotContain("Training on", run.Train("run").Error);
        // before anything is loaded
        run.Train("run", "--images", run["none"], "--from", run["none.pconvw"])
            .IsWrongUse($"'{run["run"]}' holds checkpoints of a training. ");

        Assert.Equal(before, File.ReadAllBytes(run["run/weights.pconvw"]));
    }

    [Fact]
    public void Train_WhileAnotherTrainsIntoTheFolder_IsRefusedAtOnceAndLeavesItAlone()
    {
        Outcome? second = null;
        var first = Tool.Run(run.Arguments("twice", "--steps", "1000000"), [], process =>
        {
            while (!process.HasExited && !File.Exists(run["twice/metrics.csv"]))
            {
                Thread.Sleep(10);
            }

            second = run.Train("twice", "--resume");
            second.Fails(
                $"Another process (pid {process.Id}) trains in '{run["twice"]}'. Wait until it ends, or choose another --output.");
            System.Diagnostics.Process.Start("kill", ["-KILL", $"{process.Id}"])!.WaitForExit();
        });

        Assert.NotEqual(0, first.Code);
        Assert.Equal(1, second!.Error.Count(c => c == '\n')); // that sentence alone
        Assert.Equal(0, run.Train("twice", "--resume").Code); // a killed training leaves no lock
    }

    [Fact]
    public void Train_ResumedFromADamagedCheckpoint_NamesThePartAndWhatToRemove()
    {
        run.CopyRunTo("damaged");
        File.WriteAllText(run["damaged/step-000003/options.json"], "{");

        run.Train("damaged", "--resume", "--steps", "5").Fails(
            $"'{run["damaged/step-000003/options.json"]}' is damaged. Remove the folder '{run["damaged/step-000003"]}' to start anew: " +
            $"there is no checkpoint before it.");
    }

    [Fact]
    public void Train_Resumed_GoesOnFromTheLastCheckpoint()
    {
        run.CopyRunTo("longer");

        var outcome = run.Train("longer", "--resume", "--steps", "5");

        Assert.Equal(0, outcome.Code);
        Assert.Contains("step-000005/weights.pconvw", ImageFiles.Below(run["longer"]));
        Assert.Equal(["1", "2", "3", "4", "5"], File.ReadAllLines(run["longer/metrics.csv"]).Skip(1).Select(line => line.Split(',')[0]));
        Assert.NotEqual(File.ReadAllBytes(run["run/weights.pconvw"]), File.ReadAllBytes(run["longer/weights.pconvw"]));
    }

    [Fact]
    public void Train_ResumedWithAnotherOption_NamesItAndGoesOnOnlyIfAsked()
    {
        run.CopyRunTo("other");
        File.WriteAllText(run["other.json"], """{ "steps": 4, "batchSize": 2, "size": 16, "threads": 1, "learningRate": 0.001 }""");
        string[] arguments =
            ["train", "--images", run["photos"], "--output", run["other"], "--config", run["other.json"], "--width", "4", "--levels", "2",
                "--resume"];

        Tool.Run(arguments)
            .IsWrongUse($"The checkpoint '{run["other/step-000003"]}' was made with other options: learningRate was 0.0002, now 0.001. ");

        var outcome = Tool.Run([.. arguments, "--accept-other-options"]);
        Assert.Equal(0, outcome.Code);
        Assert.Contains("Continues with a changed option: learningRate was 0.0002, now 0.001.", outcome.Error);
    }

    [Fact]
    public void Train_WithAPriorAHeadAndARefinement_MakesThatNetwork()
    {
        Assert.Equal(0, run.Train("refined", "--prior", "PullPush", "--head", "3", "--refinement", "ThinPlate", "--steps", "1").Code);

        var expected = UNetSpec.WithWidth(4, 2, InitialFill.PullPush, head: 3) with { Refinement = FillRefinement.ThinPlate };
        Assert.Equal(expected.ToJson(), NetworkWeights.Load(run["refined/weights.pconvw"]).Spec.ToJson());
    }

    [Fact]
    public void Train_FromWeights_LearnsOnWithTheirNetwork()
    {
        File.WriteAllText(run["still.json"],
            """{ "steps": 1, "batchSize": 2, "size": 16, "threads": 1, "seed": 9, "learningRate": 1e-9 }""");

        Assert.Equal(0,
            Tool.Run("train", "--images", run["photos"], "--output", run["onwards"], "--config", run["still.json"], "--from",
                run["run/weights.pconvw"]).Code);

        var (before, after) = (NetworkWeights.Load(run["run/weights.pconvw"]), NetworkWeights.Load(run["onwards/weights.pconvw"]));
        Assert.Equal(before.Spec.ToJson(), after.Spec.ToJson());
        Assert.All(before["PConv2.weight"].Values.Zip(after["PConv2.weight"].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-7f));
    }

    [Fact]
    public void Train_FromTheBuiltInModel_TakesItsNetwork()
    {
        File.WriteAllText(run["adapt.json"], """{ "steps": 1, "batchSize": 2, "size": 64, "threads": 1 }""");

        Assert.Equal(0,
            Tool.Run("train", "--images", run["photos"], "--output", run["adapted"], "--config", run["adapt.json"], "--from",
                "builtin").Code);

        Assert.Equal(InpaintingModel.BuiltInWeights().Spec.ToJson(), NetworkWeights.Load(run["adapted/weights.pconvw"]).Spec.ToJson());
    }

    [Fact]
    public void Train_FromNothingThatIsThere_SaysWhatToPass() =>
        Tool.Run("train", "--images", run["photos"], "--output", run["none"], "--from", run["none.pconvw"])
            .Fails($"There are no weights '{run["none.pconvw"]}' to start from. Pass builtin, or the path of a .pconvw file.");

    [Fact]
    public void Train_FromWeightsAndOfAWidth_AsksForOne() =>
        run.Train("none", "--from", "builtin").IsWrongUse("--from and --width both say which network to train. Leave one out.");

    [Fact]
    public void Train_WithAnUnknownNameInTheConfiguration_NamesIt()
    {
        File.WriteAllText(run["odd.json"], """{ "steps": 3, "batchsizes": 2 }""");

        var outcome = Tool.Run("train", "--images", run["photos"], "--output", run["odd"], "--config", run["odd.json"]);

        outcome.IsWrongUse(
            $"'{run["odd.json"]}': The training configuration cannot be read: line 1: there is no 'batchsizes' here, expected " +
            $"acceptOtherOptions, ");
        Assert.Empty(ImageFiles.Below(run["odd"]));
    }

    [Fact]
    public void Train_WithAMissingConfiguration_SaysSo() =>
        Tool.Run("train", "--images", run["photos"], "--output", run["none"], "--config", run["none.json"])
            .Fails($"There is no configuration '{run["none.json"]}'. Check the path.");

    [Fact]
    public void Train_WithASizeThatDoesNotFitTheNetwork_SaysWhichDo()
    {
        File.WriteAllText(run["size.json"], """{ "steps": 3, "size": 18 }""");

        Tool.Run("train", "--images", run["photos"], "--output", run["none"], "--config", run["size.json"], "--width", "4", "--levels", "2")
            .IsWrongUse("Crops of 18 px do not fit a network of 2 levels: take a multiple of 4.");
    }

    [Fact]
    public void Train_WithoutAFolderForTemporaryFiles_SaysSoWhereTorchNeedsOne()
    {
        var needsCopy = PConv.MLNet.Training.PartialConvTrainer.LoadTorch() != "loaded as it is";
        string[] train =
            ["train", "--images", run["photos"], "--output", run["no-temporary-files"], "--config", run["config.json"], "--width", "4",
                "--levels", "2"];

        var outcome = Tool.Run(train, new() { ["TMPDIR"] = run["nowhere/at/all"] });

        Assert.Equal(needsCopy ? 1 : 0, outcome.Code);
        Assert.Equal(needsCopy,
            outcome.Error.Contains($"TorchSharp cannot be loaded: this system's libstdc++ lacks GLIBCXX_3.4.32", StringComparison.Ordinal));
        Assert.DoesNotContain("Unhandled", outcome.Error);
    }

    [Fact]
    public void Train_OnAMaskFolder_ReadsIt()
    {
        File.WriteAllText(run["masked.json"],
            """{ "steps": 2, "batchSize": 2, "size": 16, "threads": 1, "masks": { "kinds": { "boxes": 1 }, "augmentation": {} } }""");
        string[] train =
            ["train", "--images", run["photos"], "--output", run["masked"], "--config", run["masked.json"], "--width", "4", "--levels", "2",
                "--masks"];
        Directory.CreateDirectory(run["masks/deep"]);
        PngFile.Write(run["masks/deep/0.png"], Samples.Irregular(64, 48));

        Tool.Run([.. train, run["no-masks"]]).Fails($"There is no mask folder '{run["no-masks"]}'. Check the path.");
        Assert.Equal(0, Tool.Run([.. train, run["masks"]]).Code);
        Assert.Contains("\"maskFolder\": ", File.ReadAllText(run["masked/step-000002/options.json"]));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("resnet18")]
    public void Train_WithFeatures_TrainsForTheWholeLoss(string network)
    {
        var outcome = run.Train(network, "--features", network);

        Assert.Equal((0, $"Wrote {run[$"{network}/weights.pconvw"]}\n"), (outcome.Code, outcome.Output));
        Assert.NotEqual(File.ReadAllBytes(run["run/weights.pconvw"]), File.ReadAllBytes(run[$"{network}/weights.pconvw"]));
    }

    [Fact]
    public void Train_WithMissingFeatures_SaysWhereToGetThem()
    {
        var outcome = run.Train("none", "--features", run["vgg16.safetensors"]);

        outcome.Fails($"There is no feature network '{run["vgg16.safetensors"]}'. Take 'resnet18', which pconv-train brings");
        Assert.Empty(ImageFiles.Below(run["none"]));
    }

    [Fact]
    public void Train_OnAMissingFolder_SaysSo() =>
        Tool.Run("train", "--images", run["nowhere"], "--output", run["none"])
        .Fails($"There is no folder '{run["nowhere"]}'. Check the path.");

    [Fact]
    public void Train_OnImagesThatCannotBeRead_NamesThemAndSaysWhereToLook()
    {
        Directory.CreateDirectory(run["broken"]);
        File.WriteAllText(run["broken/a.png"], "These are notes.");

        var outcome =
            Tool.Run("train", "--images", run["broken"], "--output", run["none"], "--config", run["config.json"], "--width", "4",
                "--levels", "2");

        outcome.Fails("Twenty images in a row could not be read. Check the training folder.");
        Assert.Contains($"Skipped a.png: '{run["broken/a.png"]}' ", outcome.Error);
        Assert.Empty(ImageFiles.Below(run["none"]));
    }
}
