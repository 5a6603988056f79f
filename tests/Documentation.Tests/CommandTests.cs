using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using PConv.MLNet.Cli;
using PConv.MLNet.Cli.Training;

namespace Documentation.Tests;

/// <summary>What the pages call <c>pconv</c> and <c>pconv-train</c> with is what they take.</summary>
public partial class CommandTests
{
    const string TrainProject = "src/PConv.MLNet.Cli.Training -c Release --";

    static readonly RootCommand Pconv = PconvCommand.Create(), PconvTrain = PconvTrainCommand.Create();

    /// <summary>Every line of a page that runs a tool: its name, and what follows up to a comment or another command.</summary>
    public static TheoryData<string, string, string> Lines
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var name in Page.Names)
            {
                foreach (Match line in new Page(name).Blocks("sh")
                    .SelectMany(block => Call().Matches(block.Replace("\\\n", " ", StringComparison.Ordinal))))
                {
                    var tool = line.Groups["tool"].Value is PconvTrainCommand.Name or TrainProject ? PconvTrainCommand.Name
                        : PconvCommand.Name;
                    data.Add(name, tool, line.Groups["arguments"].Value.Trim());
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_OfAPage_IsUnderstood(string page, string tool, string arguments) =>
        Assert.True((tool == PconvTrainCommand.Name ? PconvTrain : Pconv).Parse(arguments).Errors is [], $"{page}: {tool} {arguments}");

    [Fact]
    public void Lines_OfThePages_CallBothTools() =>
        Assert.Equal([PconvCommand.Name, PconvTrainCommand.Name], Lines.Select(line => (string)line[1]).Distinct()
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Line_ThatIsWrong_IsNotUnderstood() // so that the tests above mean something
    {
        Assert.NotEmpty(Pconv.Parse("inpaint --image photo.jpg --color red").Errors);
        Assert.NotEmpty(Pconv.Parse("train --images photos --output run").Errors);
        Assert.NotEmpty(PconvTrain.Parse("train --images photos --output run --color red").Errors);
    }

    [GeneratedRegex(@"(^|\s)(?<tool>pconv(-train)?|src/PConv\.MLNet\.Cli(\.Training)? -c Release --)\s+(?<arguments>[a-z]+\s[^#|\n]*)",
        RegexOptions.Multiline)]
    private static partial Regex Call();
}
