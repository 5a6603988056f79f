using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

public sealed class EvaluateCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public EvaluateCommandTests()
    {
        Directory.CreateDirectory(folder["photos/more"]);
        PngFile.Write(folder["photos/a.png"], Samples.Image(64, 50));
        PngFile.Write(folder["photos/more/b.png"], Samples.Image(40, 48, seed: 3));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>On small images with the harmonic fill alone, unless other methods are named.</summary>
    Outcome Evaluate(params string[] more) => Tool.Run(Arguments(more));

    string[] Arguments(params string[] more) => [
        "evaluate", "--images", folder["photos"], .. more,
        .. new[] { ("--size", "32"), ("--border", "3"), ("--methods", "harmonic") }.Where(d => !more.Contains(d.Item1))
        .SelectMany(d => new[] { d.Item1, d.Item2 })];

    string[] Rows(string output) => [.. File.ReadAllLines(folder[$"{output}/rows.jsonl"])];

    /// <summary>Rows without their times, sorted: threads write them in any order.</summary>
    string[] Timeless(string output) =>
        [.. Rows(output).Skip(1).Select(row => row.Remove(row.IndexOf("\"seconds\"", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];

    [Fact]
    public void Evaluate_OfSeveralMethods_PrintsTheTableAndWritesTheJson()
    {
        var model = ModelFile.Write(folder["small.onnx"]);
        var outcome = Evaluate("--methods", $"natural,harmonic,mine={model}", "--model", model, "--json", folder["table.json"]).Succeeds();
        var rows = JsonDocument.Parse(File.ReadAllText(folder["table.json"])).RootElement.EnumerateArray().ToArray();

        Assert.Equal(3 * 13, rows.Length);
        Assert.All(rows, row => Assert.Equal(2, row.GetProperty("images").GetInt32()));
        Assert.Equal(rows[3].GetProperty("psnr").GetDouble(), rows[26 + 3].GetProperty("psnr").GetDouble()); // the same model twice
        Assert.NotEqual(rows[3].GetProperty("psnr").GetDouble(), rows[13 + 3].GetProperty("psnr").GetDouble());
        Assert.Contains("\nPSNR dB  ", outcome.Output);
        Assert.Contains("PSNR: no difference shown between natural and mine: 0.00 dB [0.00, 0.00], p = 1.000, 2 images;", outcome.Output);
        Assert.Contains("2 images of 32×32", outcome.Output);
    }

    [Fact]
    public void Evaluate_IntoAFolder_WritesRowsReportsAndImages()
    {
        var outcome = Evaluate("--output", folder["out"], "--samples", "1").Succeeds();

        Assert.EndsWith($"Wrote rows.jsonl, report.md, report.csv, report.json, report.html and samples to {folder["out"]}\n",
            outcome.Output);
        Assert.Equal(1 + 2 * 12, Rows("out").Length);
        Assert.Contains(Rows("out"),
            row => row.StartsWith("{\"image\":\"more/b.png\",\"class\":\"0.1-0.2_B\",\"method\":\"harmonic\",", StringComparison.Ordinal));
        Assert.Equal(6 * 3, ImageFiles.Below(folder["out/samples"]).Length);
        Assert.Contains("a.png/0.2-0.3_N/harmonic.png", ImageFiles.Below(folder["out/samples"]));
        Assert.Contains("| (0.01, 0.1] | N | ", File.ReadAllText(folder["out/report.md"]));
        // two samples, one with growing holes; a single method has no worst cases
        Assert.Equal(2 * 3 + 1 + 6 * 2, XDocument.Load(folder["out/report.html"]).Descendants("img").Count());
    }

    [Fact]
    public void Evaluate_WithAFeatureNetwork_NamesItAndItsDistances()
    {
        string[] more = ["--perceptual", FeatureModel.Write(folder["small.onnx"]), "--output", folder["out"], "--samples", "0"];

        Assert.Contains("\nperceptual (small.onnx)\n", Evaluate(more).Succeeds().Output);
        Assert.All(Rows("out").Skip(1),
            row => Assert.True(JsonDocument.Parse(row).RootElement.GetProperty("perceptual").GetDouble() > 0, row));
        Evaluate([.. more, "--resume"]).Succeeds();
        Evaluate([.. more, "--overwrite", "--seed", "4"]).Succeeds();
        Assert.Equal(["report.csv", "report.html", "report.json", "report.md", "rows.jsonl"], ImageFiles.Below(folder["out"]));
    }

    [Fact]
    public void Evaluate_ByDefault_MeasuresWithResNet18AndTellsItsStagesOnDemand()
    {
        var outcome = Evaluate("--perceptual-stages", "--json", folder["table.json"]).Succeeds();

        Assert.Contains("\nperceptual (ResNet18.onnx)\n", outcome.Output);
        Assert.All(["stem", "layer1", "layer2", "layer3", "layer4"], stage => Assert.Contains($"\nperceptual {stage} ", outcome.Output));
        var all = JsonDocument.Parse(File.ReadAllText(folder["table.json"])).RootElement[12];
        var stages = all.GetProperty("perceptual_stages").EnumerateArray().Select(s => s.GetDouble()).ToArray();
        Assert.Equal(5, stages.Length);
        Assert.Equal(all.GetProperty("perceptual").GetDouble(), stages.Sum(), 1e-9);
        Assert.InRange(stages.Sum(), .01, 10);
    }

    [Fact]
    public void Evaluate_WithPerceptualNone_LeavesTheColumnOut()
    {
        Assert.DoesNotContain("erceptual", Evaluate("--perceptual", "none", "--output", folder["out"], "--samples", "0")
            .Succeeds().Output);
        Assert.DoesNotContain("perceptual", File.ReadAllText(folder["out/rows.jsonl"]));
    }

    [Fact]
    public void Evaluate_OverAnEvaluationThatExists_AsksForResumeOrOverwrite()
    {
        Evaluate("--output", folder["out"], "--json", folder["table.json"], "--samples", "0", "--threads", "1").Succeeds();
        var before = Rows("out");

        Evaluate("--output", folder["out"])
            .IsWrongUse($"'{folder["out/rows.jsonl"]}' exists. Add --resume to go on with it, or --overwrite to begin anew.");
        Evaluate("--json", folder["table.json"])
            .IsWrongUse($"'{folder["table.json"]}' exists. Add --overwrite to replace it, or choose another folder.");
        Evaluate("--output", folder["out"], "--resume", "--samples", "0").Succeeds();
        Assert.Equal(before, Rows("out"));
        Evaluate("--output", folder["out"], "--resume", "--seed", "4")
            .IsWrongUse("holds rows of a run with other options: seed was 0, now 4. Go on with the same options, or write elsewhere.");
        Evaluate("--output", folder["out"], "--overwrite", "--seed", "4", "--samples", "0").Succeeds();
        Assert.NotEqual(before[0], Rows("out")[0]);
    }

    [Fact]
    public void Evaluate_IntoAFolderWithAReportOfAnother_LeavesItAlone()
    {
        Directory.CreateDirectory(folder["out"]);
        File.WriteAllText(folder["out/report.md"], "mine");

        Evaluate("--output", folder["out"])
            .IsWrongUse($"'{folder["out/report.md"]}' exists. Add --overwrite to replace it, or choose another folder.");
        Assert.Equal(["report.md"], ImageFiles.Below(folder["out"]));
        Assert.Equal("mine", File.ReadAllText(folder["out/report.md"]));
    }

    [Fact]
    public void Evaluate_IntoAFolderBelowTheImages_DoesNotEvaluateItsOwn()
    {
        Evaluate("--output", folder["photos/out"], "--samples", "1").Succeeds();

        Assert.Contains("2 images of 32×32", Evaluate("--output", folder["photos/out"], "--resume", "--samples", "1").Succeeds().Output);
    }

    [Fact]
    public void Evaluate_ToldToEndAndResumed_GivesTheRowsOfAWholeRun()
    {
        for (var i = 0; i < 60; i++)
        {
            PngFile.Write(folder[$"photos/{i}.png"], Samples.Image(64, 64, seed: i));
        }

        string[] more = ["--samples", "0", "--size", "64", "--border", "6"];
        var stopped = Tool.Run(Arguments([.. more, "--output", folder["out"], "--threads", "1"]), [], process =>
        {
            while (!process.HasExited && (!File.Exists(folder["out/rows.jsonl"]) || new FileInfo(folder["out/rows.jsonl"]).Length < 8000))
            {
                Thread.Sleep(5);
            }

            Process.Start("kill", ["-INT", $"{process.Id}"])!.WaitForExit();
        });

        Assert.Equal((1, ""), (stopped.Code, stopped.Output));
        Assert.EndsWith($"Stopped; the rows so far are in {folder["out/rows.jsonl"]}. Go on with the same command and --resume.\n",
            stopped.Error);
        Assert.InRange(Rows("out").Length, 2, 62 * 12);
        Assert.Equal(0, Evaluate([.. more, "--output", folder["out"], "--resume"]).Code);
        Assert.Equal(0, Evaluate([.. more, "--output", folder["whole"]]).Code); // both may take long enough to tell their progress
        Assert.Equal(Timeless("whole"), Timeless("out"));
    }

    [Fact]
    public void Evaluate_WithABadImage_NamesItAndGoesOn()
    {
        File.WriteAllText(folder["photos/bad.jpg"], "");

        var outcome = Evaluate();

        Assert.Equal(0, outcome.Code);
        Assert.Contains("Left out bad.jpg: ", outcome.Error);
        Assert.Contains("Left out, because unreadable: 1 image (bad.jpg).", outcome.Output.Replace("\n  ", " ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--methods magic", "There is no method 'magic'. Take natural, faithful, edge-enhancing, harmonic")]
    [InlineData("--resume", "--resume goes on with the rows of an output folder. Add --output.")]
    [InlineData("--output out --resume --overwrite", "--resume keeps the rows and --overwrite replaces them. Leave one out.")]
    [InlineData("--size 64 --border 50",
        "A border of 50 px leaves no pixel for the holes of class B in images of 64×64. Take a size above 100, or a smaller border.")]
    [InlineData("--per-bucket 9", "9 images of each class are wanted, but there are 2 images. Take 1 to 2, or leave it out for all.")]
    [InlineData("--per-bucket none", "--per-bucket is 'none', expected a whole number of at least 1.")]
    [InlineData("--size 0", "--size is '0', expected a whole number of at least 1.")]
    [InlineData("--device tpu", "Device 'tpu' is not known. Take cpu, cuda or cuda:1.")]
    [InlineData("--perceptual none --perceptual-stages",
        "--perceptual-stages tells the outputs of a feature network apart, and --perceptual is none. Leave one of them out.")]
    [InlineData("--model m.onnx",
        "--model is the file of the methods natural and faithful, and --methods names neither. Add one, or name the file there, as in " +
        "mine=m.onnx.")]
    public void Evaluate_UsedWrongly_SaysWhatIsExpected(string more, string sentence) => Evaluate(more.Split(' ')).IsWrongUse(sentence);

    [Fact]
    public void Evaluate_OfAFolderThatIsNotThere_Fails() =>
        Tool.Run("evaluate", "--images", folder["none"]).Fails($"There is no folder '{folder["none"]}'. Check the path.");
}
