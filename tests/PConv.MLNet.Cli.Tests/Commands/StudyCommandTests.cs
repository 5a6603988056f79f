using System.Text.Json;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

public sealed class StudyCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public StudyCommandTests()
    {
        Directory.CreateDirectory(folder["photos"]);
        PngFile.Write(folder["photos/a.png"], Samples.Image(64, 50));
        PngFile.Write(folder["photos/b.png"], Samples.Image(40, 48, seed: 3));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Of small images.</summary>
    Outcome Study(params string[] more) =>
        Tool.Run(["study", "--images", folder["photos"], "--size", "32", "--border", "3", "--methods", "harmonic,telea", .. more]);

    /// <summary>Answers of a person who prefers one method, as the page saves them.</summary>
    void Answer(string file, string method)
    {
        var key = JsonDocument.Parse(File.ReadAllText(folder["out/key.json"])).RootElement;
        var answers = key.GetProperty("trials").EnumerateArray().Select(t =>
            $$"""{"trial":"{{t.GetProperty("id")}}","choice":"{{(t.GetProperty("left").GetString() == method ? "left"
                : "right")}}","seconds":1.25}""");
        Directory.CreateDirectory(folder["answers"]);
        File.WriteAllText(folder[$"answers/{file}.json"],
            $$"""{"study":"{{key.GetProperty("study")}}","person":"{{file}}","answers":[{{string.Join(',', answers)}}]}""");
    }

    [Fact]
    public void Study_WrittenAndAnswered_ReportsWhatPeoplePrefer()
    {
        var written = Study("--output", folder["out"], "--pairs", "12", "--repeats", "3").Succeeds();
        Answer("ada", "telea");
        Answer("bob", "telea");
        var report = Tool.Run("study", "--answers", folder["answers"], "--key", folder["out/key.json"], "--json", folder["report.json"])
            .Succeeds();

        Assert.StartsWith($"Wrote 15 pairs to {folder["out/study.html"]} (", written.Output);
        Assert.Equal(["key.json", "study.html"], ImageFiles.Below(folder["out"]));
        Assert.Contains(
            "telea is preferred to harmonic: in 100 % [86, 100], over people and images [100, 100] of 24 answers that chose one, p < " +
            "0.001.", report.Output);
        Assert.Contains("Shown again with sides swapped: 6 of 6 got the same answer.", report.Output);
        Assert.Equal(24,
            JsonDocument.Parse(File.ReadAllText(folder["report.json"])).RootElement.GetProperty("preferences")[0].GetProperty("for_second")
            .GetInt32());
    }

    [Fact]
    public void Study_OverAStudyThatExists_AsksForOverwrite()
    {
        Study("--output", folder["out"], "--pairs", "2", "--buckets", "0.1-0.2").Succeeds();

        Study("--output", folder["out"])
            .IsWrongUse($"'{folder["out/study.html"]}' exists. Add --overwrite to replace it, or choose another folder.");
        Study("--output", folder["out"], "--pairs", "2", "--overwrite", "--seed", "1").Succeeds();
    }

    [Theory]
    [InlineData("--answers a.json", "--images belongs to writing a page. A command does one or the other: see pconv study --help.")]
    [InlineData("--output out --key key.json",
        "--key belongs to reporting --answers. A command does one or the other: see pconv study --help.")]
    [InlineData("--pairs 4", "--output is missing. Name a folder for the page and its key, or --answers to report some.")]
    [InlineData("--output out --pairs 99",
        "99 pairs are wanted, but 1 pair of methods on 2 images with masks of 12 classes need at least 1 and give at most 24. Take a " +
        "number between them.")]
    [InlineData("--output out --buckets 0.1-0.3",
        "0.1-0.3 is none of the paper's classes of hole ratios. Take all, or some of 0.01-0.1, 0.1-0.2, ")]
    [InlineData("--output out --milliseconds 0", "--milliseconds is '0', expected a whole number of at least 1.")]
    public void Study_UsedWrongly_SaysWhatIsExpected(string more, string sentence) => Study(more.Split(' ')).IsWrongUse(sentence);

    [Fact]
    public void Study_WithoutKeyOrImages_SaysWhatIsMissing()
    {
        Tool.Run("study", "--answers", folder["a.json"])
            .IsWrongUse("--key is missing. Take the key.json that was written beside the page.");
        Tool.Run("study", "--output", folder["out"])
            .IsWrongUse("--images is missing. Name a folder of images, or --answers to report some.");
        Tool.Run("study", "--answers", folder["a.json"], "--key", folder["key.json"])
            .Fails($"There is no key '{folder["key.json"]}'. Take the key.json that was written beside the page.");
    }
}
