using System.Diagnostics;
using System.Text.Json;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary><c>pconv inpaint</c> over a folder of images, with the harmonic fill.</summary>
public sealed class InpaintFolderTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly RgbImage first = Samples.Image(20, 16, 1), second = Samples.Image(20, 16, 2);
    readonly Mask mask = Samples.Hole(20, 16, 4, 4, 8, 6);

    public InpaintFolderTests()
    {
        Directory.CreateDirectory(folder["photos/deep"]);
        Directory.CreateDirectory(folder["masks/deep"]);
        PngFile.Write(folder["photos/a.png"], first);
        PngFile.Write(folder["photos/deep/b.png"], second);
        PngFile.Write(folder["mask.png"], mask);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Inpaint_WithOneMaskForAll_WritesTheSameTree()
    {
        var outcome = Inpaint("mask.png", "--recursive", "--format", "png");

        Assert.Equal((0, "2 filled, 0 failed.\n"), (outcome.Code, outcome.Error));
        Assert.Equal(2, outcome.Output.Count(c => c == '\n'));
        Assert.Equal(["a.png", "deep/b.png"], ImageFiles.Below(folder["out"]));
        ImageFiles.AssertFilled(folder["out/a.png"], first, mask);
        ImageFiles.AssertFilled(folder["out/deep/b.png"], second, mask);
    }

    [Fact]
    public void Inpaint_WithAMaskEachAndJson_PairsThemByNameAndPrintsAnArray()
    {
        var other = Samples.Hole(20, 16, 10, 2, 5, 5);
        PngFile.Write(folder["masks/a.png"], mask);
        PngFile.Write(folder["masks/deep/b.png"], other);

        var outcome = Inpaint("masks", "--recursive", "--json");

        Assert.Equal(0, outcome.Code);
        ImageFiles.AssertFilled(folder["out/a.png"], first, mask);
        ImageFiles.AssertFilled(folder["out/deep/b.png"], second, other);
        var rows = JsonDocument.Parse(outcome.Output).RootElement.EnumerateArray().ToArray();
        Assert.Equal([folder["photos/a.png"], folder["photos/deep/b.png"]], rows.Select(r => r.GetProperty("image").GetString()));
        Assert.Equal([folder["masks/a.png"], folder["masks/deep/b.png"]], rows.Select(r => r.GetProperty("mask").GetString()));
        Assert.Equal([folder["out/a.png"], folder["out/deep/b.png"]], rows.Select(r => r.GetProperty("output").GetString()));
        Assert.Equal([.15, .0781], rows.Select(r => r.GetProperty("hole_ratio").GetDouble()));
        Assert.All(rows, r => Assert.True(r.GetProperty("seconds").GetDouble() > 0));
    }

    [Fact]
    public void Inpaint_Again_RefusesResumesOrOverwrites()
    {
        Directory.CreateDirectory(folder["out"]);
        File.WriteAllText(folder["out/a.png"], "old");

        Inpaint("mask.png", "--recursive")
            .IsWrongUse($"'{folder["out/a.png"]}' exists. Add --overwrite to replace it, or --resume to leave it out.");
        Assert.Equal(["a.png"], ImageFiles.Below(folder["out"]));

        Assert.Equal(0, Inpaint("mask.png", "--recursive", "--resume").Code);
        Assert.Equal("old", File.ReadAllText(folder["out/a.png"]));
        ImageFiles.AssertFilled(folder["out/deep/b.png"], second, mask);

        Assert.Equal(0, Inpaint("mask.png", "--recursive", "--overwrite").Code);
        ImageFiles.AssertFilled(folder["out/a.png"], first, mask);
    }

    [Fact]
    public void Inpaint_OnCtrlC_FinishesWhatIsUnderWayAndResumeGoesOnWithTheRest()
    {
        const int count = 300; // by a slow method: minutes, were it not for the signal
        var (large, hole) = (Samples.Image(128, 128), Samples.Hole(128, 128, 20, 20, 84, 84));
        File.Delete(folder["photos/a.png"]);
        PngFile.Write(folder["mask.png"], hole);
        var file = PngFile.Of(large);
        for (var i = 0; i < count; i++)
        {
            File.WriteAllBytes(folder[$"photos/{i:D3}.png"], file);
        }

        var stopped = Tool.Run(Arguments("mask.png", "--method", "patchmatch"), [], process =>
        {
            while (!process.HasExited && !File.Exists(folder["out/001.png"]))
            {
                Thread.Sleep(10);
            }

            Process.Start("kill", ["-INT", $"{process.Id}"])!.WaitForExit();
        });

        var done = ImageFiles.Below(folder["out"]); // nor any temporary file
        Assert.Equal(Enumerable.Range(0, done.Length).Select(i => $"{i:D3}.png"), done);
        Assert.Equal((1, done.Length), (stopped.Code, stopped.Output.Count(c => c == '\n')));
        Assert.EndsWith($"{done.Length} filled, 0 failed, {count - done.Length} left: --resume goes on with them.\n", stopped.Error);
        Assert.All(done, name => ImageFiles.AssertFilled(folder["out/" + name], large, hole));
        var before = done.Select(name => File.ReadAllBytes(folder["out/" + name])).ToArray();
        foreach (var i in Enumerable.Range(done.Length, count - done.Length - 2))
        {
            File.Delete(folder[$"photos/{i:D3}.png"]);
        }

        Assert.EndsWith("2 filled, 0 failed.\n", Inpaint("mask.png", "--resume").Error);
        Assert.Equal(before, done.Select(name => File.ReadAllBytes(folder["out/" + name])));
        Assert.Equal([.. done, "298.png", "299.png"], ImageFiles.Below(folder["out"]));
    }

    [Fact]
    public void Inpaint_WithBadImagesAmongThem_FillsTheGoodOnesAndSaysWhatIsWrongWithEach()
    {
        File.WriteAllBytes(folder["photos/empty.png"], []);
        File.WriteAllText(folder["photos/notes.png"], "These are notes.");
        File.WriteAllBytes(folder["photos/huge.png"], PngFile.Claiming(60_000, 60_000));
        ImageFiles.WriteTruncatedJpeg(folder["photos/part.jpg"], 20, 16);
        PngFile.Write(folder["photos/large.png"], Samples.Image(30, 30));
        PngFile.Write(folder["photos/z.png"], second);

        var outcome = Inpaint("mask.png");

        Assert.Equal(1, outcome.Code);
        Assert.Equal(["a.png", "z.png"], ImageFiles.Below(folder["out"])); // nor any temporary file
        ImageFiles.AssertFilled(folder["out/z.png"], second, mask);
        Assert.Equal(2, outcome.Output.Count(c => c == '\n'));
        Assert.Equal(
            [
                Line("empty.png", "'{0}' is empty (0 bytes). Save it again from its source."),
                Line("huge.png", "'{0}' claims 60000×60000 pixels, more than the 268,435,456 that are read. Scale or cut it first."),
                Line("large.png", "Mask is 20×16 but image is 30×30. Resize the mask with nearest neighbor."),
                Line("notes.png", "'{0}' is no JPEG, PNG, WebP or TIFF image. Convert it to one of these."),
                Line("part.jpg", "'{0}' is damaged or breaks off before its end. Copy it again from its source."),
                "2 filled, 5 failed.",
            ],
            outcome.Error.TrimEnd().Split('\n'));

        string Line(string name, string sentence) => $"{folder["photos/" + name]}: {string.Format(sentence, folder["photos/" + name])}";
    }

    [Fact]
    public void Inpaint_WithAMaskMissingAndJson_ReportsTheErrorInItsRow()
    {
        PngFile.Write(folder["masks/b.png"], mask);

        var outcome = Inpaint("masks", "--json");

        Assert.Equal(1, outcome.Code);
        var row = Assert.Single(JsonDocument.Parse(outcome.Output).RootElement.EnumerateArray());
        Assert.Equal(
            $"There is no mask of 'a.png' in '{folder["masks"]}': looked for a.png, a_mask.png, a-mask.png or a_mask001.png (or {Others}).",
            row.GetProperty("error").GetString());
        Assert.Empty(ImageFiles.Below(folder["out"]));
    }

    [Fact]
    public void Inpaint_OfTwoImagesIntoOneFile_IsWrongUse()
    {
        ImageFile.Write(first, folder["photos/a.jpg"]);

        Inpaint("mask.png", "--format", "png").IsWrongUse(
            $"'{folder["photos/a.jpg"]}' and '{folder["photos/a.png"]}' would both become '{folder["out/a.png"]}'. Rename one, or leave " +
            $"out --format.");
        Assert.Empty(ImageFiles.Below(folder["out"]));
    }

    [Fact]
    public void Inpaint_OfAFolderWithoutImages_PointsToRecursive()
    {
        File.Delete(folder["photos/a.png"]);

        Inpaint("mask.png")
            .Fails($"'{folder["photos"]}' holds no image (.jpg, .jpeg, .jfif, .jpe, .png, .webp, .tif, .tiff) of its own; take its " +
            $"folders too (--recursive).");
    }

    static string Others => string.Join(", ", ImageFile.Extensions.Where(extension => extension != ".png"));

    Outcome Inpaint(string masks, params string[] more) => Tool.Run(Arguments(masks, [.. more, "--method", "harmonic"]));

    string[] Arguments(string masks, params string[] more) =>
        ["inpaint", "--image", folder["photos"], "--mask", folder[masks], "--output", folder["out"], .. more];
}
