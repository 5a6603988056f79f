using System.Runtime.Versioning;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary>Which masks <c>pconv inpaint</c> takes for the images of a folder, and what it leaves out.</summary>
public sealed class InpaintPairingTests : IDisposable
{
    static readonly Mask Hole = Samples.Hole(20, 16, 4, 4, 8, 6);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("S", "T", "S/a.png", "T/a.png")] // of one name in another folder
    [InlineData("S", "T", "S/a.png", "T/a_mask.png")]
    [InlineData("S", "T", "S/a.png", "T/a-mask.png")]
    [InlineData("S", "T", "S/a.png", "T/a_mask001.png")] // as LaMa's data sets
    [InlineData("S", "T", "S/x/a.png", "T/a_mask12.webp")] // of a folder within, from anywhere
    [InlineData("S", "S", "S/a.png", "S/a_mask.png")] // beside
    [InlineData("S", "S", "S/a.png", "S/a_mask001.png")]
    [InlineData("S", "S", "S/x/a.png", "S/x/a-mask.png")]
    [InlineData("S", "S/masks", "S/a.png", "S/masks/a.png")] // below
    [InlineData("S", "S/m/n", "S/x/a.png", "S/m/n/x/a_mask.png")]
    [InlineData("S", "S/hole.png", "S/a.png", "S/hole.png")] // one for all, itself no image
    [InlineData("R/S", "R", "R/S/a.png", "R/a_mask.png")] // above
    [InlineData("R/S", "R", "R/S/a.png", "R/T/a.png")]
    public void Inpaint_PairsMasksAsTheLibraryDoes(string images, string masks, string image, string mask)
    {
        var original = WriteImage(image);
        WriteMask(mask);

        var job = Assert.Single(Rows(images, masks));

        Assert.Equal((folder[image], folder[mask]), (job.Image, job.Mask));
        ImageFiles.AssertFilled(job.Output, original, Hole);
        var view = new MLContext().Data.LoadInpaintingFolder(folder[images], new() { Masks = folder[masks] });
        Assert.Equal((folder[image], folder[mask]),
            (Assert.Single(view.GetColumn<string>("ImagePath")), Assert.Single(view.GetColumn<string>("MaskPath"))));
    }

    [Fact]
    public void Inpaint_OfOneImageWithAFolderOfMasks_TakesItsOwn()
    {
        var original = WriteImage("S/a.png");
        WriteImage("S/b.png");
        WriteMask("S/a_mask001.png");

        Tool.Run(Arguments("S/a.png", "S", "a.png")).Succeeds();

        ImageFiles.AssertFilled(folder["a.png"], original, Hole);
    }

    [Fact]
    public void Inpaint_OfAImageWithoutAMaskBesideIt_NeverTakesTheImageItself()
    {
        WriteImage("G/a.png");
        WriteImage("G/b.png");
        WriteMask("G/b_mask.png");

        var outcome = Tool.Run(Arguments("G", "G", "out"));

        Assert.Equal(1, outcome.Code);
        Assert.Contains(
            $"{folder["G/a.png"]}: There is no mask of 'a.png' in '{folder["G"]}': looked for a_mask.png, a-mask.png or a_mask001.png (or ",
            outcome.Error);
        Assert.EndsWith("1 filled, 1 failed.\n", outcome.Error);
        Assert.Equal(["b.png"], ImageFiles.Below(folder["out"]));
    }

    [Fact]
    public void Inpaint_WhereMasksLieAboveTheImages_TakesNoImageForAMask()
    {
        WriteImage("R/S/x/1.png");
        WriteImage("R/S/y/1.png");

        var outcome = Tool.Run([.. Arguments("R/S", "R", "out"), "--recursive"]);

        Assert.Equal(1, outcome.Code);
        Assert.EndsWith("0 filled, 2 failed.\n", outcome.Error);
    }

    [Fact]
    public void Inpaint_WithTwoMasksForAImage_NamesThemAndFillsTheOthers()
    {
        WriteImage("S/a.png");
        WriteImage("S/b.png");
        WriteMask("T/a_mask.png");
        WriteMask("T/a_mask001.png");
        WriteMask("T/b.png");

        var outcome = Tool.Run(Arguments("S", "T", "out"));

        Assert.Equal(1, outcome.Code);
        Assert.Contains($"{folder["S/a.png"]}: 'a.png' has 2 masks: a_mask.png, a_mask001.png. Leave one.", outcome.Error);
        Assert.Equal(["b.png"], ImageFiles.Below(folder["out"]));
    }

    [Theory]
    [InlineData("N/out", "N", "N/m.png")]
    [InlineData("N/out/deep", "N", "N/m.png")]
    [InlineData("N/out", "N", "N")] // masks beside their images
    [InlineData("R/out", "R/S", "R")] // masks above: a result is no mask
    public void Inpaint_IntoAFolderBelow_TakesNoResultForAImageOnTheNextRun(string output, string images, string masks)
    {
        WriteImage($"{images}/a.png");
        WriteImage($"{images}/x/b.png");
        WriteMask(masks == "N/m.png" ? masks : $"{masks}/a_mask.png");
        WriteMask(masks == "N/m.png" ? masks : $"{masks}/x/b_mask.png");

        foreach (var _ in Enumerable.Range(0, 2))
        {
            Assert.Equal([folder[$"{images}/a.png"], folder[$"{images}/x/b.png"]], Rows(images, masks, output).Select(row => row.Image));
            Assert.Equal(["a.png", "x/b.png"], ImageFiles.Below(folder[output]));
        }
    }

    [Theory]
    [InlineData("G", "",
        "--output '{0}' is the folder of --image, whose images would be replaced. Name another folder, or add --overwrite.")]
    [InlineData("G", "--resume", "--output '{0}' is the folder of --image, whose images would be replaced.")]
    [InlineData("L", "", "--output '{0}' is the folder of --image")] // a link to it
    [InlineData("G", "--overwrite --format webp",
        "--format webp would put '{0}/a.webp' beside '{0}/a.png', where the next run takes it for an image to fill.")]
    [InlineData("out.png", "", "--output '{0}' is the name of a file, but the results of folder")]
    [InlineData("out.tiff", "", "--output '{0}' is the name of a file")]
    [InlineData("out.HEIC", "", "--output '{0}' is the name of a file")]
    [InlineData("M", "--overwrite", "would replace the mask '{0}/a.png'. Name another --output.")]
    public void Inpaint_IntoAFolderThatCannotBe_IsRefusedBeforeAnyWork(string output, string more, string sentence)
    {
        WriteImage("G/a.png");
        WriteMask("M/a.png");
        Directory.CreateSymbolicLink(folder["L"], folder["G"]);
        var before = File.ReadAllBytes(folder["G/a.png"]);

        Tool.Run([.. Arguments("G", "M", output, overwrite: false), .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
            .IsWrongUse(string.Format(sentence, folder[output]));

        Assert.Equal(before, File.ReadAllBytes(folder["G/a.png"]));
        Assert.Equal(["G/a.png", "M/a.png"], ImageFiles.Below(folder.Path).Where(path => !path.StartsWith('L')));
    }

    [Theory]
    [InlineData("N/S", "N", "N", "N/a.png", "'{0}', where the next run takes it for a mask.", "N")] // masks: N/a_mask.png
    [InlineData("P/S", "M", "P", "P/S/a.png", "'{0}', where the next run takes it for an image.", "P/S")] // image: P/S/S/a.png
    public void Inpaint_IntoAFolderWhereResultsAreTakenForInputs_IsRefusedBeforeAnyWork(
        string images, string masks, string output, string result, string sentence, string among)
    {
        WriteImage(images == "P/S" ? "P/S/S/a.png" : "N/S/a.png");
        WriteMask($"{masks}/a_mask.png");

        Tool.Run([.. Arguments(images, masks, output), "--recursive"])
            .IsWrongUse($"The result '{folder[result]}' would lie in {string.Format(sentence, folder[among])} Name another --output.");

        Assert.False(File.Exists(folder[result]));
    }

    [Fact]
    public void Inpaint_IntoItsOwnFolderWithOverwrite_ReplacesTheImages()
    {
        var original = WriteImage("G/a.png");
        WriteMask("G/a_mask.png");

        Assert.Equal(0, Tool.Run(Arguments("G", "G", "G")).Code);

        ImageFiles.AssertFilled(folder["G/a.png"], original, Hole);
        Assert.Equal(["a.png", "a_mask.png"], ImageFiles.Below(folder["G"]));
    }

    [Theory]
    [InlineData("a.png", "a.png")]
    [InlineData("a.png", "link.png")]
    public void Inpaint_WithTheImageAsItsMask_IsRefused(string image, string mask)
    {
        WriteImage(image);
        File.CreateSymbolicLink(folder["link.png"], folder["a.png"]);

        Tool.Run(Arguments(image, mask, "out.png")).IsWrongUse($"'{folder[image]}' is given both as --image and as --mask.");
    }

    [Theory]
    [InlineData("S/x/up", "..")] // round in a circle
    [InlineData("S/here", ".")]
    [InlineData("S/again", "x")] // a folder that is there
    public void Inpaint_OfLinksToFoldersThatAreWalkedAnyway_FillsEachImageOnce(string link, string target)
    {
        WriteImage("S/a.png");
        WriteImage("S/x/b.png");
        WriteMask("m.png");
        Directory.CreateSymbolicLink(folder[link], target);

        Assert.Equal([folder["S/a.png"], folder["S/x/b.png"]], Rows("S", "m.png").Select(row => row.Image));
    }

    [Fact]
    public void Inpaint_OfTwoLinksToAFolderElsewhere_FillsItsImagesOnce()
    {
        WriteImage("S/a.png");
        WriteImage("elsewhere/y/b.png");
        WriteMask("m.png");
        Directory.CreateSymbolicLink(folder["S/p"], folder["elsewhere"]);
        Directory.CreateSymbolicLink(folder["S/q"], "../elsewhere/y");

        Assert.Equal([folder["S/a.png"], folder["S/p/y/b.png"]], Rows("S", "m.png").Select(row => row.Image));
    }

    [Fact]
    public void Inpaint_OfFilesThatAreLeftOut_NamesThemOnStandardErrorAndFillsTheRest()
    {
        WriteImage("S/a.png");
        WriteMask("M/a.png");
        foreach (var name in new[] { "S/b.heic", "S/c.HEIC", "S/d.bmp", "S/e.cr2", "S/x/f.gif", "S/x/g.avif", "S/notes.txt", "M/b.bmp" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            File.WriteAllText(folder[name], "");
        }

        File.CreateSymbolicLink(folder["S/gone.png"], "nowhere.png");
        File.CreateSymbolicLink(folder["S/x/round"], "round");

        foreach (var json in new[] { false, true })
        {
            var outcome = Tool.Run([.. Arguments("S", "M", "out"), "--recursive", .. json ? ["--json"] : Array.Empty<string>()]);
            var lines = outcome.Error.Split('\n');

            Assert.Equal(0, outcome.Code);
            Assert.Matches(
                "^Left out 6 files that are no JPEG, PNG(, WebP)? or (WebP|TIFF): b.heic, c.HEIC, d.bmp, e.cr2, x/f.gif and 1 more.$",
                lines[0]);
            Assert.Equal("Left out 2 links that lead nowhere: gone.png, x/round.", lines[1]);
            Assert.Matches($"^{folder["M"]}: Left out 1 file that is no .*: b.bmp.$", lines[2]);
            Assert.DoesNotContain("Left out", outcome.Output);
        }
    }

    [Fact]
    public void Inpaint_OfAFolderWithNothingButOtherFormats_NamesThem()
    {
        Directory.CreateDirectory(folder["S"]);
        File.WriteAllText(folder["S/a.nef"], "");
        WriteMask("m.png");

        Tool.Run(Arguments("S", "m.png", "out")).Fails("Left out 1 file that is no ");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Inpaint_IntoALink_WritesItsTargetAndKeepsLinkAndMode()
    {
        var original = WriteImage("a.png");
        WriteMask("m.png");
        Directory.CreateDirectory(folder["elsewhere"]);
        File.WriteAllText(folder["elsewhere/target.png"], "old");
        File.SetUnixFileMode(folder["elsewhere/target.png"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(folder["link.png"], "elsewhere/target.png");

        Tool.Run(Arguments("a.png", "m.png", "link.png")).Succeeds();

        Assert.Equal("elsewhere/target.png", new FileInfo(folder["link.png"]).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["elsewhere/target.png"]));
        ImageFiles.AssertFilled(folder["elsewhere/target.png"], original, Hole);
    }

    (string Image, string Mask, string Output)[] Rows(string images, string masks, string output = "out")
    {
        var outcome = Tool.Run([.. Arguments(images, masks, output), "--recursive", "--json"]);
        Assert.Equal(0, outcome.Code);
        return [.. JsonDocument.Parse(outcome.Output).RootElement.EnumerateArray()
            .Select(row => (Text(row, "image"), Text(row, "mask"), Text(row, "output")))];

        static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
    }

    string[] Arguments(string images, string masks, string output, bool overwrite = true) =>
        ["inpaint", "--image", folder[images], "--mask", folder[masks], "--output", folder[output], "--method", "harmonic", .. overwrite
            ? ["--overwrite"] : Array.Empty<string>()];

    RgbImage WriteImage(string path)
    {
        var image = Samples.Image(20, 16, path.Length);
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        PngFile.Write(folder[path], image);
        return image;
    }

    void WriteMask(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        PngFile.Write(folder[path], Hole);
    }
}
