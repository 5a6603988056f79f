using System.Text.RegularExpressions;
using PConv.MLNet;

namespace Documentation.Tests;

[Collection(nameof(Workplace))]
public partial class ReadmeTests
{
    static string Readme => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", "README.md"));

    [Fact]
    public void Readme_FirstTwoCommands_AreDemoAndTest()
    {
        var commands = Block("sh").Match(Readme).Groups["code"].Value.Split('\n').Select(line => line.Split('#')[0].Trim());

        Assert.Equal(["./build.sh demo", "./build.sh test"], commands.Take(2));
    }

    [Fact]
    public async Task Readme_PipelineSnippet_FillsThePhotograph()
    {
        using var place = new Workplace();
        var snippet = Block("csharp").Match(Readme).Groups["code"].Value;

        await Workplace.Run(snippet);

        using var filled = ImageFile.Read(place.PathOf("filled.png"));
        using var original = ImageFile.Read(place.PathOf("photos/photo.jpg"));
        var (after, before) = (filled.ToRgbImage(), original.ToRgbImage());
        var changed = Enumerable.Range(0, before.Size.Area).Where(i => !after.Pixels.AsSpan(3 * i, 3).SequenceEqual(before.Pixels.AsSpan(3 * i, 3)));
        Assert.NotEmpty(changed);
        Assert.All(changed, i => Assert.Equal(0, place.Mask.Valid[i]));
    }

    [Fact]
    public void Readme_Links_LeadToFiles()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "documents", "root.txt");
        var folder = File.ReadAllText(root).Trim();

        var links = Link().Matches(Readme).Select(m => m.Groups["path"].Value).Where(path => !path.Contains("://", StringComparison.Ordinal));

        Assert.NotEmpty(links);
        Assert.All(links, path => Assert.True(File.Exists(Path.Combine(folder, path)), path));
    }

    static Regex Block(string language) => new($"```{language}\n(?<code>.*?)```", RegexOptions.Singleline);

    [GeneratedRegex(@"\]\((?<path>[^)#]+)\)")]
    private static partial Regex Link();
}
