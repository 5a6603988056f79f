using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class MaskFileReaderTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_GivesTheMaskOfAFile_ByPolarityAndThreshold()
    {
        var mask = Samples.Irregular(20, 16);
        var path = PngFile.Write(folder["mask.png"], mask);
        File.WriteAllBytes(folder["grey.png"], PngFile.OfGrey(2, 1, [100, 200]));

        Assert.Equal(mask.Valid.ToArray(), new MaskFileReader().Read(path).Valid.ToArray());
        Assert.Equal(mask.Valid.ToArray().Select(v => (byte)(1 - v)), new MaskFileReader(MaskPolarity.WhiteIsValid).Read(path).Valid.ToArray());
        Assert.Equal([1, 0], new MaskFileReader().Read(folder["grey.png"]).Valid.ToArray());
        Assert.Equal([0, 0], new MaskFileReader(Threshold: 100).Read(folder["grey.png"]).Valid.ToArray());
    }

    [Fact]
    public void CanRead_GoesByTheExtension() =>
        Assert.Equal([true, true, false], new[] { "a.png", "b/A.JPG", "masks.json" }.Select(new MaskFileReader().CanRead));

    [Fact]
    public void FolderMasks_OfAFolderOfPictures_TakesTheirMasks()
    {
        var mask = Samples.Irregular(20, 16);
        PngFile.Write(folder["mask.png"], mask);
        File.WriteAllText(folder["masks.json"], "{}");

        var source = new FolderMasks(new(folder.Path, new MaskFileReader()), new() { Width = 20, Height = 16, MinRatio = 0, MaxRatio = 1 });

        Assert.Equal(mask.Valid.ToArray(), source.Generate(0).Valid.ToArray());
    }
}
