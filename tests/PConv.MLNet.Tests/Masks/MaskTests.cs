using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class MaskTests
{
    [Fact]
    public void FromGray_ByDefault_TakesWhiteAsHole()
    {
        var mask = Mask.FromGray(2, 1, [255, 0]);

        Assert.False(mask[0, 0]);
        Assert.True(mask[1, 0]);
    }

    [Fact]
    public void FromGray_WhenWhiteIsValid_IsTheOpposite()
    {
        var mask = Mask.FromGray(2, 1, [255, 0], new(MaskPolarity.WhiteIsValid));

        Assert.True(mask[0, 0]);
        Assert.False(mask[1, 0]);
    }

    [Theory]
    [InlineData(127, 128, true)]
    [InlineData(128, 128, false)]
    [InlineData(9, 10, true)]
    [InlineData(10, 10, false)]
    public void FromGray_AtTheThreshold_CountsAsWhite(byte gray, byte threshold, bool valid) =>
        Assert.Equal(valid, Mask.FromGray(1, 1, [gray], new(Threshold: threshold))[0, 0]);

    [Fact]
    public void FromHoles_WithTrueAsHole_CountsHoles()
    {
        var mask = Mask.FromHoles(3, 2, [true, false, false, false, false, true]);

        Assert.Equal((3, 2), (mask.Width, mask.Height));
        Assert.Equal([0, 1, 1, 1, 1, 0], mask.Valid.ToArray());
        Assert.Equal(2, mask.HoleCount);
        Assert.Equal(2 / 6.0, mask.HoleRatio);
        Assert.False(mask[2, 1]);
        Assert.True(mask[2, 0]);
    }

    [Fact]
    public void FromImage_OfColors_SplitsAtTheLargestChannel()
    {
        var image = new RgbImage(3, 1, [255, 255, 0, 0, 200, 0, 127, 127, 127]);

        Assert.Equal([0, 0, 1], Mask.FromImage(image).Valid.ToArray());
    }

    [Theory]
    [InlineData(MaskPolarity.WhiteIsHole)]
    [InlineData(MaskPolarity.WhiteIsValid)]
    public void ToImage_ReadBackWithTheSamePolarity_IsTheSameMask(MaskPolarity polarity)
    {
        var mask = Mask.FromHoles(3, 1, [true, false, true]);

        Assert.Equal(mask.Valid.ToArray(), Mask.FromImage(mask.ToImage(polarity), new(polarity)).Valid.ToArray());
    }

    [Fact]
    public void ToImage_ByDefault_PaintsHolesWhite() =>
        Assert.Equal([255, 255, 255, 0, 0, 0], Mask.FromHoles(2, 1, [true, false]).ToImage().Pixels);

    [Fact]
    public void AllValidAndAllHoles_HaveRatiosZeroAndOne()
    {
        Assert.Equal(0, Mask.AllValid(5, 4).HoleRatio);
        Assert.Equal(1, Mask.AllHoles(5, 4).HoleRatio);
    }

    [Fact]
    public void FromHoles_WithTooFewValues_SaysWhatToPass()
    {
        var e = Assert.Throws<ArgumentException>(() => Mask.FromHoles(3, 2, new bool[5]));
        Assert.Equal("A mask of 3×2 has 6 values, got 5. Pass one value a pixel, row by row.", e.Message);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, -1)]
    [InlineData(60_000, 60_000)]
    public void AllValid_OfAnImpossibleSize_IsRefused(int width, int height)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Mask.AllValid(width, height));
        Assert.StartsWith($"An image cannot be {width}×{height}: both sides must be at least 1", e.Message);
    }

    [Fact]
    public void EnsureCovers_AnImageOfAnotherSize_SaysBothSizesAndTheCure()
    {
        var e = Assert.Throws<ArgumentException>(() => Mask.AllValid(480, 640).EnsureCovers(new(512, 512)));
        Assert.Equal("Mask is 480×640 but image is 512×512. Resize the mask with nearest neighbor.", e.Message);
    }

    [Theory]
    [InlineData(2, 3, true)]
    [InlineData(1, 3, false)] // one column too far left
    [InlineData(5, 3, false)] // right
    [InlineData(2, 1, false)] // up
    [InlineData(2, 6, false)] // down
    public void KeepsBorder_OfThreeByTwoPixels_LooksAtAllFourSides(int left, int top, bool keeps) =>
        Assert.Equal(keeps, Samples.Hole(9, 9, left, top, 3, 2).KeepsBorder(2));

    [Fact]
    public void KeepsBorder_OfAnImageThatIsAllBorder_NeedsAMaskWithoutHoles()
    {
        Assert.False(Samples.Hole(8, 9, 4, 4, 1, 1).KeepsBorder(50));
        Assert.True(Mask.AllValid(8, 9).KeepsBorder(50));
        Assert.True(Mask.AllHoles(8, 9).KeepsBorder(0));
    }

    [Fact]
    public void KeepsBorder_OfGeneratedMasks_IsWhatTheyWereMadeWith()
    {
        var mask =
            new IrregularMaskGenerator(new() { Width = 96, Height = 80, HoleRatio = HoleRatioBucket.From20To30, Border = 10 },
                seed: 3).Generate(0);

        Assert.True(mask.KeepsBorder(10));
        Assert.False(mask.KeepsBorder(40));
    }

    [Theory]
    [InlineData(31, 23, 1)]
    [InlineData(23, 31, 2)]
    [InlineData(40, 40, 5)]
    [InlineData(64, 9, 13)]
    [InlineData(1, 40, 7)]
    [InlineData(40, 1, 7)]
    [InlineData(20, 20, 1000)]
    public void Grow_MakesHolesOfAllWithinADisk_AsTheNaiveTwinDoes(int width, int height, int pixels)
    {
        var random = new Random(width + pixels);
        for (var n = 0; n < 10; n++)
        {
            var mask = Mask.FromHoles(width, height, [.. Enumerable.Range(0, width * height).Select(_ => random.Next(60) == 0)]);
            var holes = Enumerable.Range(0, width * height).Where(i => mask.Valid[i] == 0).ToArray();
            byte Expected(int i) => holes.Any(h => Square(h % width - i % width) + Square(h / width - i / width) <= pixels * pixels)
                ? (byte)0 : (byte)1;

            Assert.Equal(Enumerable.Range(0, width * height).Select(Expected), mask.Grow(pixels).Valid.ToArray());
        }

        static int Square(int value) => value * value;
    }

    [Fact]
    public void Grow_ByNothing_OrWithoutHoles_IsTheSameMask()
    {
        var (mask, whole) = (Samples.Irregular(40, 30), Mask.AllValid(40, 30));

        Assert.Same(mask, mask.Grow(0));
        Assert.Same(whole, whole.Grow(9));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1001)]
    public void Grow_BeyondItsBounds_IsRefused(int pixels) => Assert.StartsWith(
        $"Holes cannot grow by {pixels} pixels: expected 0 to 1000. Take 0 to leave them as they are.",
        Assert.Throws<ArgumentOutOfRangeException>(() => Mask.AllHoles(3, 3).Grow(pixels)).Message);
}
