using PConv.MLNet.Images;

namespace Documentation.Tests;

[Collection(nameof(Workplace))]
public class ReadmeTests
{
    static readonly Page Readme = new("README.md");

    [Fact]
    public void Readme_FirstTwoCommands_AreDemoAndTest()
    {
        var commands = Readme.Blocks("sh")[0].Split('\n').Select(line => line.Split('#')[0].Trim());

        Assert.Equal(["./build.sh demo", "./build.sh test"], commands.Take(2));
    }

    [Fact]
    public async Task Readme_Code_FillsThePhotographAndSavesThePipeline()
    {
        using var place = new Workplace();

        // which trains for days
        await Workplace.Run(Readme.Blocks("csharp"), code => !code.Contains("Trainers.", StringComparison.Ordinal));

        var (after, before) = (ImageFile.ReadRgb(place.PathOf("filled.png")), ImageFile.ReadRgb(place.PathOf("photos/photo.jpg")));
        var changed = Enumerable.Range(0, before.Size.Area)
            .Where(i => !after.Pixels.AsSpan(3 * i, 3).SequenceEqual(before.Pixels.AsSpan(3 * i, 3)));
        Assert.True(File.Exists(place.PathOf("pipeline.zip")));
        Assert.NotEmpty(changed);
        Assert.All(changed, i => Assert.Equal(0, place.Mask.Valid[i]));
    }
}
