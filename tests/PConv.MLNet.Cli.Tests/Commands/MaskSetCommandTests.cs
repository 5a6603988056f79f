using System.Text.Json;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

/// <summary>Sets by classes: written, checked, refused.</summary>
public sealed class MaskSetCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    Outcome Write(params string[] more) => Tool.Run(
        ["masks", "--output", folder["set"], "--size", "64x48", "--count", "2", "--buckets", "0.1-0.2,0.2-0.3", "--border", "0,5",
            "--kinds", "boxes,shapes:2", "--augment", "--seed", "7", .. more]);

    Outcome Verify() => Tool.Run("masks", "--verify", folder["set"]);

    [Fact]
    public void Set_IsWrittenByClassesAndCheckedByItsChecksums()
    {
        var written = Write().Succeeds().Output.Split('\n');

        Assert.Equal($"Wrote 8 masks of 4 classes to {folder["set"]}", written[0]);
        Assert.Equal(
            [
                "0.1-0.2_B/00001.png", "0.1-0.2_B/00002.png", "0.1-0.2_N/00001.png", "0.1-0.2_N/00002.png",
                "0.2-0.3_B/00001.png", "0.2-0.3_B/00002.png", "0.2-0.3_N/00001.png", "0.2-0.3_N/00002.png", "masks.json",
            ],
            ImageFiles.Below(folder["set"]));
        Assert.Equal([$"Checked 8 masks in {folder["set"]}", written[1], ""], Verify().Succeeds().Output.Split('\n'));

        var manifest = MaskSetManifest.Load(folder["set"]);
        Assert.Equal($"SHA-256 {manifest.Sha256}", written[1]);
        Assert.Equal((64, 48, 2, 5, 7),
            (manifest.Options.Width, manifest.Options.Height, manifest.Options.CountPerClass, manifest.Options.Border,
                manifest.Options.Seed));
        Assert.Equal(new() { Boxes = 1, Shapes = 2 }, manifest.Options.Kinds);
        var set = new MaskSet(manifest.Options);
        for (var i = 0; i < set.Count; i++)
        {
            var mask = Mask.FromImage(ImageFiles.Read(folder[$"set/{set.FileOf(i)}"]));
            Assert.Equal(set.Generate(i).Valid.ToArray(), mask.Valid.ToArray());
            Assert.Equal(i / 2 % 2 == 1, mask.KeepsBorder(5));
        }
    }

    [Fact]
    public void Set_CheckedInAnotherImageFormat_HasTheSameChecksums()
    {
        Write().Succeeds();
        foreach (var file in Directory.EnumerateFiles(folder["set"], "*.png", SearchOption.AllDirectories))
        {
            PngFile.Write(file, Mask.FromImage(ImageFiles.Read(file))); // encoded otherwise
        }

        Verify().Succeeds();
    }

    [Fact]
    public void Verify_OfAChangedAMissingAndAnAdditionalFile_ListsThem()
    {
        Write().Succeeds();
        PngFile.Write(folder["set/0.1-0.2_N/00001.png"], Mask.AllValid(64, 48));
        File.Delete(folder["set/0.1-0.2_N/00002.png"]);
        File.WriteAllText(folder["set/notes.txt"], "");

        var outcome = Verify();

        outcome.Fails($"'{folder["set"]}' is not the set that masks.json describes: 3 differences.");
        Assert.Contains($"0.1-0.2_N/00001.png has the checksum {MaskChecksum.Compute(Mask.AllValid(64, 48))}, expected ", outcome.Error);
        Assert.Contains("0.1-0.2_N/00002.png is missing.\n", outcome.Error);
        Assert.Contains("notes.txt is not in masks.json.\n", outcome.Error);
    }

    [Fact]
    public void Set_InJson_SaysHowManyAndTheirChecksum_AndWhatDiffers()
    {
        using var written = JsonDocument.Parse(Write("--json").Succeeds().Output);
        var sha256 = MaskSetManifest.Load(folder["set"]).Sha256;
        File.Delete(folder["set/0.1-0.2_N/00002.png"]);
        var check = Tool.Run("masks", "--verify", folder["set"], "--json");
        using var checkedSet = JsonDocument.Parse(check.Output);

        Assert.Equal((8, 4, sha256),
            (written.RootElement.GetProperty("masks").GetInt32(), written.RootElement.GetProperty("classes").GetInt32(),
                written.RootElement.GetProperty("sha256").GetString()));
        Assert.Equal((1, ""), (check.Code, check.Error));
        Assert.Equal(["0.1-0.2_N/00002.png is missing."], checkedSet.RootElement.GetProperty("differences").EnumerateArray()
            .Select(d => d.GetString()));
    }

    [Fact]
    public void Verify_OfAFolderWithoutASet_SaysWhatIsMissing()
    {
        Directory.CreateDirectory(folder["set"]);

        Verify().Fails(
            $"There is no '{folder["set/masks.json"]}'. Name the folder of a whole set; one whose writing was interrupted has no such " +
            $"file.");
    }

    [Fact]
    public void Set_OverOneThatExists_AsksForOverwrite()
    {
        Write().Succeeds();
        var before = File.ReadAllBytes(folder["set/masks.json"]);

        Tool.Run("masks", "--output", folder["set"], "--size", "64x48", "--buckets", "0.1-0.2")
            .IsWrongUse($"'{folder["set/masks.json"]}' exists. Add --overwrite to replace it, or choose another folder.");
        Assert.Equal(before, File.ReadAllBytes(folder["set/masks.json"]));

        Write("--overwrite").Succeeds();
        Verify().Succeeds();
    }
}
