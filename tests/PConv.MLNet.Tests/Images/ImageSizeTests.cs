using PConv.MLNet.Images;

namespace PConv.MLNet.Tests;

public sealed class ImageSizeTests
{
    [Theory]
    [InlineData(37, 51, 8, 40, 56)]
    [InlineData(40, 56, 8, 40, 56)]
    [InlineData(1, 1, 256, 256, 256)]
    [InlineData(5, 7, 1, 5, 7)]
    public void RoundUpTo_AMultiple_GivesTheNextOne(int width, int height, int multiple, int roundWidth, int roundHeight) =>
        Assert.Equal(new ImageSize(roundWidth, roundHeight), new ImageSize(width, height).RoundUpTo(multiple));

    [Fact]
    public void RoundUpTo_Zero_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSize(1, 1).RoundUpTo(0));

    [Fact]
    public void ToString_IsWidthByHeight() => Assert.Equal("640×480", new ImageSize(640, 480).ToString());

    [Fact]
    public void Area_IsTheNumberOfPixels() => Assert.Equal(12, new ImageSize(3, 4).Area);
}
