using System.Security.Cryptography;
using System.Text;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class MaskSetTests : IDisposable
{
    static readonly MaskSetOptions Small = new() { Width = 40, Height = 36, Border = 3, CountPerClass = 4, Seed = 2 };

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static string Bits(Mask mask) => Convert.ToHexString(mask.Valid);

    static string ErrorOf(MaskSetOptions options) => Assert.ThrowsAny<ArgumentException>(() => new MaskSet(options)).Message;

    /// <summary>Writes the set as text files named .png, with its manifest.</summary>
    MaskSetManifest Write()
    {
        var set = new MaskSet(Small);
        var files = Enumerable.Range(0, set.Count).Select(i =>
        {
            var mask = set.Generate(i);
            TextMaskReader.Write(folder[set.FileOf(i)], mask);
            return new MaskSetFile(set.FileOf(i), MaskChecksum.Compute(mask), mask.HoleRatio);
        }).ToArray();
        var manifest = MaskSetManifest.From(Small, files);
        manifest.Save(folder.Path);
        return manifest;
    }

    string[] Differences() => [.. MaskSetManifest.Load(folder.Path).Verify(folder.Path, new TextMaskReader())];

    [Fact]
    public void Defaults_AreThePapersTestSet()
    {
        var set = new MaskSet(new());

        Assert.Equal((12000, 512, 512, 50), (set.Count, set.Options.Width, set.Options.Height, set.Options.Border));
        Assert.Equal(
            ["0.01-0.1_N", "0.01-0.1_B", "0.1-0.2_N", "0.1-0.2_B", "0.2-0.3_N", "0.2-0.3_B", "0.3-0.4_N", "0.3-0.4_B", "0.4-0.5_N",
                "0.4-0.5_B", "0.5-0.6_N", "0.5-0.6_B"],
            set.Classes);
        Assert.Equal(("0.01-0.1_N/00001.png", "0.5-0.6_B/01000.png"), (set.FileOf(0), set.FileOf(11999)));
    }

    [Theory]
    [InlineData(MaskKind.Strokes)]
    [InlineData(MaskKind.Boxes)]
    [InlineData(MaskKind.Shapes)]
    public void Generate_GivesEveryMaskInItsClass(MaskKind kind)
    {
        var set = new MaskSet(Small with { Kinds = MaskKindWeights.Only(kind), CountPerClass = 6 });
        for (var i = 0; i < set.Count; i++)
        {
            var mask = set.Generate(i);

            Assert.Equal(HoleRatioBucket.All[i / 12], HoleRatioBucket.Containing(mask.HoleRatio));
            Assert.Equal(i / 6 % 2 == 1, mask.KeepsBorder(3));
        }
    }

    [Fact]
    public void Generate_OfASmallerSet_GivesTheSameMasks()
    {
        var (all, some) = (new MaskSet(Small), new MaskSet(Small with
        {
            Ranges = [new(.2, .3)],
            Borders = [BorderClass.B],
            CountPerClass = 2,
        }));

        Assert.Equal("0.2-0.3_B/00002.png", some.FileOf(1));
        Assert.Equal((all.FileOf(21), Bits(all.Generate(21))), (some.FileOf(1), Bits(some.Generate(1))));
    }

    [Fact]
    public void Generate_GivesMasksThatAllDiffer_AndOthersForAnotherSeed()
    {
        var (set, other) = (new MaskSet(Small), new MaskSet(Small with { Seed = 3 }));

        Assert.Equal(96, Enumerable.Range(0, 48).SelectMany(i => new[] { Bits(set.Generate(i)), Bits(other.Generate(i)) }).Distinct()
            .Count());
    }

    [Fact]
    public void Generate_GivesTheSetItHasAlwaysGiven() =>
        Assert.Equal("8ffce6cfe176eacc", MaskSetManifest.From(Small, Write().Masks).Sha256[..16]);

    [Fact]
    public void Options_ThatMakeNoSet_AreRefused()
    {
        Assert.Equal("CountPerClass is 0, expected at least 1.", ErrorOf(new() { CountPerClass = 0 }));
        Assert.Equal("A set needs at least one range of hole ratios and one border class. Leave them out for the paper's twelve classes.",
            ErrorOf(new() { Ranges = [] }));
        Assert.Equal("Border is 0, expected at least 1 px, which is what tells the classes N and B apart.", ErrorOf(new() { Border = 0 }));
        Assert.Equal("Class 0.1-0.2_N is named twice. Name each range and border once.",
            ErrorOf(new() { Ranges = [new(.1, .2), new(.1, .2)] }));
        Assert.Equal(
            "A border of 50 px leaves 4.8 % of 128×128, less than the wanted holes of 10-20 %. Take a larger size or a smaller border.",
            ErrorOf(new() { Width = 128, Height = 128 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaskSet(Small).Generate(48));
    }

    [Fact]
    public void Checksum_IsThatOfARawPbmFile()
    {
        var mask = Samples.Hole(10, 2, left: 1, top: 1, holeWidth: 8, holeHeight: 1);
        byte[] pbm = [.. Encoding.ASCII.GetBytes("P4\n10 2\n"), 0b0000_0000, 0b0000_0000, 0b0111_1111, 0b1000_0000];

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(pbm)), MaskChecksum.Compute(mask));
    }

    [Fact]
    public void Manifest_LoadedAgain_IsTheSame()
    {
        var (written, read) = (Write(), MaskSetManifest.Load(folder.Path));

        Assert.Equal(written.Sha256, read.Sha256);
        Assert.Equal(written.Masks, read.Masks);
        Assert.Equal(Bits(new MaskSet(written.Options).Generate(9)), Bits(new MaskSet(read.Options).Generate(9)));
        Assert.Equal([], Differences());
    }

    [Fact]
    public void Verify_NamesWhatWasChangedRemovedAddedAndDamaged()
    {
        var manifest = Write();
        TextMaskReader.Write(folder["0.1-0.2_N/00001.png"], Mask.AllHoles(40, 36));
        File.Delete(folder["0.1-0.2_N/00002.png"]);
        File.WriteAllText(folder["0.1-0.2_N/00003.png"], "notes");
        File.WriteAllText(folder["0.1-0.2_N/.hidden"], "");

        Assert.Equal(
            [
                $"0.1-0.2_N/00001.png has the checksum {MaskChecksum.Compute(Mask.AllHoles(40, 36))}, expected {manifest.Masks[8].Sha256}.",
                "0.1-0.2_N/00002.png is missing.",
                "0.1-0.2_N/00003.png cannot be read: It is no mask.",
                "0.1-0.2_N/.hidden is not in masks.json.",
            ],
            Differences());
    }

    [Fact]
    public void Verify_OfAManifestThatWasChanged_SaysSo()
    {
        var manifest = Write();
        (manifest with { Masks = [.. manifest.Masks.Skip(1)] }).Save(folder.Path);

        var differences = Differences();
        Assert.StartsWith("masks.json has been changed: its list has the checksum ", differences[0]);
        Assert.Equal(["0.01-0.1_N/00001.png is not in masks.json."], differences[1..]);

        (manifest with { Masks = [manifest.Masks[0] with { Ratio = .5 }, .. manifest.Masks.Skip(1)] }).Save(folder.Path);
        Assert.Equal([FormattableString.Invariant($"0.01-0.1_N/00001.png has a hole ratio of {manifest.Masks[0].Ratio}, expected 0.5.")],
            Differences());
    }

    [Theory]
    [InlineData("{", "cannot be read: line 1, character 2: this is no JSON. Check quotes, commas and brackets up to there. Write the set "
        + "again.")]
    [InlineData("""{ "options": {}, "sha256": 3, "masks": [] }""",
        "cannot be read: line 1, sha256: expected text in quotes. Write the set again.")]
    [InlineData("null", "names a mask without a file or checksum, or one outside of its folder. Write the set again.")]
    [InlineData("""{ "options": {}, "sha256": "", "masks": [{ "file": "../a.png", "sha256": "0", "ratio": 0 }] }""",
        "names a mask without a file or checksum, or one outside of its folder. Write the set again.")]
    [InlineData("""{ "options": {}, "sha256": "", "masks": [null] }""",
        "names a mask without a file or checksum, or one outside of its folder. Write the set again.")]
    public void Load_OfADamagedManifest_SaysSo(string json, string message)
    {
        File.WriteAllText(folder["masks.json"], json);

        Assert.StartsWith($"'{folder["masks.json"]}' {message}",
            Assert.Throws<InvalidDataException>(() => MaskSetManifest.Load(folder.Path)).Message);
    }

    [Fact]
    public void Load_WithoutAManifest_SaysWhichFolderToName() => Assert.Equal(
        $"There is no '{folder["masks.json"]}'. Name the folder of a whole set; one whose writing was interrupted has no such file.",
        Assert.Throws<FileNotFoundException>(() => MaskSetManifest.Load(folder.Path)).Message);

    [Fact]
    public void GenerateFor_AKey_IsTheMaskOfThatNumberInTheClass()
    {
        var set = new MaskSet(Small);

        Assert.Equal(Bits(set.Generate(5 * Small.CountPerClass + 3)), Bits(set.GenerateFor(5, 3)));
        Assert.Equal(Bits(set.GenerateFor(5, uint.MaxValue)),
            Bits(new MaskSet(Small with { CountPerClass = 1 }).GenerateFor(5, uint.MaxValue)));
        Assert.NotEqual(Bits(set.GenerateFor(5, 3)), Bits(set.GenerateFor(5, uint.MaxValue)));
    }
}
