using System.Diagnostics;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

public sealed class CompletionCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("pconv ma", "masks\n")]
    [InlineData("pconv inpaint --mask-", "--mask-polarity\n--mask-threshold\n")]
    [InlineData("pconv inpaint --format w", "webp\n")]
    public void Suggest_OfALineThatIsNotComplete_GivesWhatMayCome(string line, string suggestions) =>
        Assert.Equal(suggestions, Tool.Run($"[suggest:{line.Length}]", line).Succeeds().Output);

    [Theory]
    [InlineData("bash", "complete -o default -F _pconv pconv")]
    [InlineData("zsh", "compdef _pconv pconv")]
    [InlineData("fish", "complete -c pconv -a")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName pconv")]
    public void Script_OfEachShell_AsksTheTool(string shell, string part)
    {
        var script = Tool.Run("completion", shell).Succeeds().Output;

        Assert.Contains(part, script);
        Assert.Contains("[suggest:", script);
    }

    [Fact]
    public void Completion_OfAnotherShell_SaysWhichThereAre() =>
        Tool.Run("completion", "tcsh").IsWrongUse("shell is 'tcsh', expected one of ");

    [Fact]
    public void Script_InBash_CompletesAnOption()
    {
        var start = Tool.Start();
        File.WriteAllText(folder["pconv.bash"], Tool.Run("completion", "bash").Output);
        var bash = new ProcessStartInfo("bash", ["-c", $"""
            pconv() {'{'} '{start.FileName}' '{start.ArgumentList[0]}' "$@"; {'}'}
            source '{folder["pconv.bash"]}'
            COMP_LINE='pconv masks --bu'; COMP_POINT=16; COMP_WORDS=(pconv masks --bu); COMP_CWORD=2
            _pconv; echo "$COMPREPLY"
            """]);

        Assert.Equal("--buckets\n", Tool.Run(bash, _ => { }).Succeeds().Output);
    }
}
