using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PConv.MLNet.Cli.Tests;

/// <summary>What the tool writes where someone watches, and where no one does.</summary>
public sealed partial class TerminalTests
{
    [Theory]
    [InlineData("xterm-256color", null, true)]
    [InlineData("xterm-256color", "1", false)]
    [InlineData("dumb", null, false)]
    public void Errors_InATerminal_AreColoredUnlessThatIsTurnedOff(string term, string? noColor, bool colored)
    {
        var tool = Tool.Start("paint");
        // a terminal of its own
        var start = new ProcessStartInfo("script", ["-qec", $"'{tool.FileName}' '{tool.ArgumentList[0]}' paint", "/dev/null"]);
        start.Environment["TERM"] = term;
        start.Environment["NO_COLOR"] = noColor;
        start.Environment["CI"] = null;

        var outcome = Tool.Run(start, _ => { });

        Assert.Equal(2, outcome.Code);
        Assert.Contains("'paint'", outcome.Output);
        Assert.Equal(colored, Color().IsMatch(outcome.Output));
    }

    [Fact]
    public void Errors_InAPipe_HaveNoColors() => Assert.DoesNotMatch(Color(), Tool.Run("paint").Error);

    /// <summary>What turns a color on or off; .NET itself sends other sequences to a terminal.</summary>
    [GeneratedRegex(@"\e\[[\d;]*m")]
    private static partial Regex Color();
}
