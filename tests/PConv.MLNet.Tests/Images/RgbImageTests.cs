using PConv.MLNet.Images;

namespace PConv.MLNet.Tests;

public sealed class RgbImageTests
{
    [Fact]
    public void Constructor_WithoutPixels_MakesABlackImage()
    {
        var image = new RgbImage(3, 2);

        Assert.Equal(new ImageSize(3, 2), image.Size);
        Assert.Equal(new byte[18], image.Pixels);
    }

    [Fact]
    public void Clone_WhenChanged_LeavesTheOriginal()
    {
        var image = new RgbImage(1, 1, [1, 2, 3]);
        image.Clone().Pixels[0] = 9;

        Assert.Equal([1, 2, 3], image.Pixels);
    }

    [Fact]
    public void Constructor_WithTooFewBytes_SaysHowMany()
    {
        var e = Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, new byte[4]));
        Assert.StartsWith("An RGB image of 2×2 has 12 bytes, got 4. Pass 3 bytes a pixel, R, G, B.", e.Message);
    }

    [Fact]
    public void Constructor_OfAnImageThatFitsNoArray_IsRefused()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new RgbImage(60_000, 60_000));
        Assert.StartsWith(
            "An image cannot be 60000×60000: both sides must be at least 1 and the area at most 536,870,911 pixels. Split larger images.",
            e.Message);
    }
}
