using PConv.MLNet.Images;

namespace Documentation.Tests;

[Collection(nameof(Workplace))]
public class ReadmeTests
{
    static readonly Page Readme = new("README.md");

    [Fact]
    public void Readme_BeginsWithThePage_AndEndsWithDemoAndTest()
    {
        Assert.Equal("dotnet run --project src/PConv.MLNet.Cli -c Release -- serve --open", Readme.Blocks("sh")[0].Trim());
        Assert.Equal(["./build.sh demo", "./build.sh test"],
            Readme.Blocks("sh")[^1].Trim().Split('\n').Select(line => line.Split('#')[0].Trim()));
    }

    /// <summary>What someone who has a photograph sees first.</summary>
    [Fact]
    public void Readme_FirstScreen_HasAnImageACommandAndAPipelineAndNoEquation()
    {
        var screen = Readme.Text[..Readme.Text.IndexOf("## ", StringComparison.Ordinal)];

        Assert.InRange(screen.Split('\n').Length, 10, 40);
        Assert.Contains("before-after.jpg", screen);
        Assert.Contains("serve --open", screen);
        Assert.Contains("InpaintPartialConv", screen);
        Assert.DoesNotContain("build.sh", screen);
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
