using PConv.MLNet.Images;

namespace PConv.MLNet.Tests;

public sealed class PixelBoxTests
{
    static readonly PixelBox Box = new(10, 20, 30, 40);

    [Fact]
    public void Edges_LieBehindTheLastPixel() => Assert.Equal((40, 60, new ImageSize(30, 40)), (Box.Right, Box.Bottom, Box.Size));

    [Fact]
    public void Union_HoldsBoth() => Assert.Equal(new PixelBox(5, 20, 35, 45), Box.Union(new(5, 64, 2, 1)));

    [Theory]
    [InlineData(39, 59, 5, 5, 1, 1)]
    [InlineData(40, 20, 5, 5, 0, 5)] // side by side
    [InlineData(0, 0, 5, 5, 0, 0)]
    [InlineData(0, 0, 100, 100, 30, 40)]
    [InlineData(15, 25, 3, 4, 3, 4)]
    public void Intersect_IsWhatBothHave(int left, int top, int width, int height, int commonWidth, int commonHeight)
    {
        var other = new PixelBox(left, top, width, height);

        Assert.Equal(new ImageSize(commonWidth, commonHeight), Box.Intersect(other).Size);
        Assert.Equal(Box.Intersect(other), other.Intersect(Box));
        Assert.Equal(commonWidth > 0 && commonHeight > 0, Box.Overlaps(other));
        Assert.Equal(Box.Intersect(other) == other, Box.Contains(other));
    }

    [Fact]
    public void Inflate_StopsAtTheImagesEdges() => Assert.Equal(PixelBox.Between(0, 5, 50, 75), Box.Inflate(15, new(50, 100)));
}
