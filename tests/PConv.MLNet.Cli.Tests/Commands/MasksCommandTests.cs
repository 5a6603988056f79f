using System.Diagnostics;
using System.Text.Json;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Cli.Tests;

public sealed class MasksCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Masks_WritesAsManyAsAskedForWithinTheirBounds()
    {
        var outcome = Masks("m", "--count", "3", "--seed", "7").Succeeds();

        Assert.Equal($"Wrote 3 masks to {folder["m"]}\n", outcome.Output);
        Assert.Equal(["mask-00000.png", "mask-00001.png", "mask-00002.png"], ImageFiles.Below(folder["m"]));
        foreach (var file in Directory.EnumerateFiles(folder["m"]))
        {
            var mask = Mask.FromImage(ImageFiles.Read(file));
            Assert.Equal(new(64, 48), mask.Size);
            Assert.InRange(mask.HoleRatio, .1001, .2);
            var inner = Samples.Hole(64, 48, 5, 5, 54, 38);
            Assert.All(Enumerable.Range(0, 64 * 48),
                i => Assert.True(mask.Valid[i] == 1 || inner.Valid[i] == 0, "A hole touches the border."));
        }
    }

    [Fact]
    public void Masks_OfTheSameSeed_AreTheSameBytes_AndOfAnotherOneAreNot()
    {
        Masks("a", "--seed", "7").Succeeds();
        Masks("b", "--seed", "7").Succeeds();
        Masks("c", "--seed", "8").Succeeds();

        Assert.Equal(File.ReadAllBytes(folder["a/mask-00000.png"]), File.ReadAllBytes(folder["b/mask-00000.png"]));
        Assert.NotEqual(File.ReadAllBytes(folder["a/mask-00000.png"]), File.ReadAllBytes(folder["c/mask-00000.png"]));
    }

    [Fact]
    public void Masks_InJson_NamesTheFiles()
    {
        using var result = JsonDocument.Parse(Masks("m", "--count", "2", "--json").Succeeds().Output);

        Assert.Equal(folder["m"], result.RootElement.GetProperty("output").GetString());
        Assert.Equal([folder["m/mask-00000.png"], folder["m/mask-00001.png"]], result.RootElement.GetProperty("masks").EnumerateArray()
            .Select(m => m.GetString()));
    }

    [Fact]
    public void Masks_OverOnesThatExist_AsksForOverwrite()
    {
        Directory.CreateDirectory(folder["m"]);
        File.WriteAllText(folder["m/mask-00001.png"], "old");

        Masks("m", "--count", "2")
            .IsWrongUse($"'{folder["m/mask-00001.png"]}' exists. Add --overwrite to replace it, or choose another folder.");
        Assert.Equal(["mask-00001.png"], ImageFiles.Below(folder["m"]));
        Assert.Equal("old", File.ReadAllText(folder["m/mask-00001.png"]));

        Masks("m", "--count", "2", "--overwrite").Succeeds();
        Assert.Equal(new(64, 48), ImageFiles.Read(folder["m/mask-00001.png"]).Size);
    }

    [Fact]
    public void Masks_OnCtrlC_EndsWithOneAndLeavesWholeFilesAlone()
    {
        var outcome = Tool.Run(["masks", "--output", folder["m"], "--count", "100000", "--size", "64x48"], [], process =>
        {
            while (!process.HasExited && ImageFiles.Below(folder["m"]).Length < 4)
            {
                Thread.Sleep(10);
            }

            Process.Start("kill", ["-INT", $"{process.Id}"])!.WaitForExit();
        });

        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.Matches("^(100,000 masks: about [0-9:]+, and [0-9]+ MB to write.\r?\n)?$", outcome.Error);
        Assert.All(ImageFiles.Below(folder["m"]), file => Assert.Matches("^mask-[0-9]{5}.png$", file));
        Assert.All(Directory.EnumerateFiles(folder["m"]), file => Assert.Equal(new(64, 48), ImageFile.ReadSize(file)));
    }

    Outcome Masks(string output, params string[] more) =>
        Tool.Run(["masks", "--output", folder[output], "--size", "64x48", "--ratio", "0.1-0.2", "--border", "5", .. more]);
}
