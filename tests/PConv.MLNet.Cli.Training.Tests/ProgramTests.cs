using System.Text.Json;
using PConv.MLNet.Cli.Tests;

namespace PConv.MLNet.Cli.Training.Tests;

/// <summary>What holds for every command: help, and exit codes for failures and wrong use.</summary>
public sealed class ProgramTests
{
    [Theory]
    [InlineData("", "pconv-train [command] [options]")]
    [InlineData("train", "pconv-train train --images photos --output run --from builtin")]
    [InlineData("export", "pconv-train export --checkpoint run/weights.pconvw --output model.onnx")]
    [InlineData("doctor", "pconv-train doctor --json")]
    [InlineData("completion", "source <(pconv-train completion bash)")]
    [InlineData("", "Exit codes: 0 done, 1 failed, 2 wrong use.")]
    public void Help_OfEachCommand_ShowsItsUse(string command, string text) =>
        Assert.Contains(text, Tool.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Succeeds().Output);

    [Theory]
    [InlineData("train --images none --output run --steps 1", "There is no folder 'none'.")]
    [InlineData("export --checkpoint none.pconvw --output none.onnx", "There is no checkpoint 'none.pconvw'. Check the path.")]
    public void Failure_OfEachCommand_ExitsWithOneAndOneSentence(string arguments, string sentence) =>
    Tool.Run(arguments.Split(' ')).Fails(sentence);

    [Theory]
    [InlineData("inpaint", "'inpaint'")]
    [InlineData("train --images i --output o --steps many", "'many'")]
    [InlineData("train --images i", "See: pconv-train train --help")]
    [InlineData("export --output model.onnx", "--checkpoint is missing.")]
    [InlineData("doctor --jsn", "'--jsn'")]
    public void WrongUse_ExitsWithTwoAndSaysWhatIsExpected(string arguments, string sentence) =>
        Tool.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).IsWrongUse(sentence);

    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("export")]
    public void Help_OfEachCommand_FitsInEightyColumns(string command) => Assert.All(
        Tool.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Succeeds().Output.Split('\n'),
        line => Assert.InRange(line.TrimEnd().Length, 0, 80));

    [Fact]
    public void NoArguments_ShowHowToBegin() => Assert.Contains("--from builtin", Tool.Run([]).Output);

    [Fact]
    public void Completion_AsksThisTool()
    {
        Assert.Contains("complete -o default -F _pconv-train pconv-train", Tool.Run("completion", "bash").Succeeds().Output);
        Assert.Equal("--preview-every\n", Tool.Run("[suggest:28]", "pconv-train train --preview-").Succeeds().Output);
    }

    [Fact]
    public void Doctor_WhereTorchWorks_SaysHowItIsLoadedAndEndsWithZero()
    {
        var lines = Tool.Run("doctor").Succeeds().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(TrainingProbes.All.Select(probe => probe.Name), lines.Select(line => line[9..28].Trim()));
        Assert.Matches(@"^ok +Torch +TorchSharp \d+\.\d+\.\d+ over .*torch_cpu.*; its own library is loaded (as it is|from a copy .*)$",
            lines[0]);
    }

    [Fact]
    public void Doctor_InJson_HasTheSameFindings()
    {
        using var report = JsonDocument.Parse(Tool.Run("doctor", "--json").Succeeds().Output);

        Assert.True(report.RootElement.GetProperty("trains").GetBoolean());
        Assert.Equal(TrainingProbes.All.Select(probe => probe.Name), report.RootElement.GetProperty("findings").EnumerateArray()
            .Select(f => f.GetProperty("name").GetString()));
    }
}
