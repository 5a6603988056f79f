using System.Text.RegularExpressions;

namespace Documentation.Tests;

/// <summary>docs/mlnet-issues.md names tests that exist.</summary>
public partial class MLNetIssuesTests
{
    static readonly string[] Rows =
        [.. new Page("mlnet-issues.md").Text.Split('\n').Where(line => line.StartsWith("| [", StringComparison.Ordinal))];

    static readonly string[] Sources =
        [.. Directory.EnumerateFiles(Path.Combine(Page.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];

    public static TheoryData<string> Tests => [.. Rows.Select(row => Test().Match(row).Groups["test"].Value)];

    [Theory]
    [MemberData(nameof(Tests))]
    public void Test_OfARow_IsInTheClassItNames(string test)
    {
        var (type, method) = test.Split('.') is [var first, var second] ? (first, second)
            : throw new FormatException($"A row ends with '{test}', expected `Class.Method`.");

        var source = Assert.Single(Sources, text => Regex.IsMatch(text, $@"\bclass {type}\b"));
        Assert.Matches($@"\[(Fact|Theory)\](\s*\[[^\n]*)*\s*public (override |virtual |async )?(void|Task) {method}\(", source);
    }

    [Fact]
    public void Threads_AreAllDifferentAndLinkToThemselves()
    {
        var threads = Rows.Select(row => Thread().Match(row)).ToArray();

        Assert.All(threads, thread => Assert.True(thread.Success));
        Assert.Equal(threads.Length, threads.Select(thread => thread.Groups["number"].Value).Distinct().Count());
        Assert.NotEmpty(threads);
    }

    [GeneratedRegex(@"\| `(?<test>[\w.]+)` \|$")]
    private static partial Regex Test();

    [GeneratedRegex(@"^\| \[(samples )?(?<number>\d+)\]\(https://github\.com/dotnet/machinelearning(-samples)?/issues/\k<number>\) \|")]
    private static partial Regex Thread();
}
