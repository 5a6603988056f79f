using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Training.Tests;

public sealed class ImageStoreTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)] // all on disk
    [InlineData(2000)] // the first one in memory
    [InlineData(1 << 20)]
    public void Keep_GivesBackEveryImageAndMask(long capacity)
    {
        using var store = new ImageStore(folder.Path, capacity);
        var images = Enumerable.Range(0, 5).Select(i => Samples.Noise(21 + i, 17, i)).ToArray();
        var masks = images.Select((image, i) => Samples.Irregular(image.Width, image.Height, i)).ToArray();
        var kept = images.Zip(masks).Select(pair => (Image: store.Keep(pair.First), Mask: store.Keep(pair.Second))).ToArray();

        foreach (var i in new[] { 3, 0, 4, 1, 2, 3 })
        {
            Assert.Equal((images[i].Size, masks[i].Size), (kept[i].Image().Size, kept[i].Mask().Size));
            Assert.Equal(images[i].Pixels, kept[i].Image().Pixels);
            Assert.Equal(masks[i].Valid.ToArray(), kept[i].Mask().Valid.ToArray());
        }
    }

    [Fact]
    public void Keep_WithinTheCapacity_MakesNoFile()
    {
        using var store = new ImageStore(folder.Path, 10 * 10 * 3 + 13);

        store.Keep(Samples.Noise(10, 10));
        store.Keep(Mask.AllHoles(10, 10)); // 100 bits in 13 bytes

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Dispose_RemovesTheFile()
    {
        var store = new ImageStore(folder["new/run"], 0);
        store.Keep(Samples.Noise(10, 10));
        store.Keep(Samples.Noise(10, 10));
        Assert.Equal(600, new FileInfo(Assert.Single(Directory.GetFiles(folder["new/run"]))).Length);

        store.Dispose();

        Assert.Empty(Directory.GetFiles(folder["new/run"]));
    }
}
