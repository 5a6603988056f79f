using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using PConv.MLNet.Cli;
using PConv.MLNet.Cli.Commands;

namespace Documentation.Tests;

/// <summary>What the pages call <c>pconv</c> with is what it takes.</summary>
public partial class CommandTests
{
    static readonly RootCommand Tool = MakeTool();

    /// <summary>Every line of a page that runs the tool: what follows its name, up to a comment or another command.</summary>
    public static TheoryData<string, string> Lines
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in Page.Names)
            {
                foreach (Match line in new Page(name).Blocks("sh").SelectMany(block => Call().Matches(block.Replace("\\\n", " ", StringComparison.Ordinal))))
                {
                    data.Add(name, line.Groups["arguments"].Value.Trim());
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_OfAPage_IsUnderstood(string page, string arguments) => Assert.True(Tool.Parse(arguments).Errors is [], $"{page}: pconv {arguments}");

    [Fact]
    public void Line_ThatIsWrong_IsNotUnderstood() => Assert.NotEmpty(Tool.Parse("inpaint --image photo.jpg --colour red").Errors); // so that the test above means something

    static RootCommand MakeTool()
    {
        var root = new RootCommand();
        foreach (var type in typeof(InpaintCommand).Assembly.GetTypes().Where(type => type.Namespace == typeof(InpaintCommand).Namespace))
        {
            if (type.GetMethod("Create", [])?.Invoke(null, null) is Command command)
            {
                root.Subcommands.Add(command);
            }
        }

        return root;
    }

    [GeneratedRegex(@"(^|\s)(pconv|src/PConv\.MLNet\.Cli -c Release --)\s+(?<arguments>[a-z]+\s[^#|\n]*)", RegexOptions.Multiline)]
    private static partial Regex Call();
}
