using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class IrregularMaskOptionsTests
{
    static string ErrorOf(IrregularMaskOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => new IrregularMaskGenerator(options)).Message;

    [Fact]
    public void Defaults_AreThePapersSecondClassAt512()
    {
        var options = new IrregularMaskOptions();

        Assert.Equal((512, 512, .2, .3, 0), (options.Width, options.Height, options.MinRatio, options.MaxRatio, options.Border));
    }

    [Fact]
    public void HoleRatio_SetsBothBounds()
    {
        var options = new IrregularMaskOptions { HoleRatio = HoleRatioBucket.From40To50 };

        Assert.Equal((.4, .5), (options.MinRatio, options.MaxRatio));
    }

    [Fact]
    public void Border_ThatLeavesTooLittleRoom_SaysHowMuchItLeaves() => Assert.Equal(
        "A border of 50 px leaves 0.8 % of 110×110, less than the wanted holes of 20-30 %. Take a larger size or a smaller border.",
        ErrorOf(new() { Width = 110, Height = 110, Border = 50 }));

    [Fact]
    public void Border_BeyondTheMiddle_LeavesNothing() =>
        Assert.StartsWith("A border of 60 px leaves 0.0 % of 100×100", ErrorOf(new() { Width = 100, Height = 100, Border = 60 }));

    [Fact]
    public void Border_BelowZero_IsRefused() => Assert.Contains("Border", ErrorOf(new() { Border = -1 }));

    [Theory]
    [InlineData(.3, .2)]
    [InlineData(.2, .2)]
    [InlineData(-.1, .2)]
    [InlineData(.5, 1.1)]
    public void Ratios_ThatAreNoRange_AreRefused(double min, double max) => Assert.Equal(
        FormattableString.Invariant($"Hole ratios {min}-{max} are no range within 0-1. Write the smaller first, as in 0.1-0.2."),
        ErrorOf(new() { MinRatio = min, MaxRatio = max }));

    [Fact]
    public void Ratios_ThatAreNoNumber_AreRefused() =>
        Assert.StartsWith("Hole ratios NaN-0.3 are no range", ErrorOf(new() { MinRatio = double.NaN }));

    [Theory]
    [InlineData(0, .1)]
    [InlineData(.2, .1)]
    [InlineData(.2, 2)]
    public void Strokes_ThatAreNoRange_AreRefused(double min, double max) => Assert.Equal(
        FormattableString.Invariant($"Stroke widths {min}-{max} are no range within 0-1 of the shorter side."),
        ErrorOf(new() { MinStroke = min, MaxStroke = max }));

    [Fact]
    public void Size_WithTooFewPixelsForTheRange_SaysSo() => Assert.Equal(
        "An image of 1×1 has too few pixels for a hole ratio in (0.2, 0.3]. Take a larger size or a wider range.",
        ErrorOf(new() { Width = 1, Height = 1 }));

    [Fact]
    public void Size_BelowOne_IsRefused() => Assert.StartsWith("An image cannot be 0×512", ErrorOf(new() { Width = 0 }));

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void FixedRatio_ThatIsNoShare_IsRefused(double ratio) => Assert.Equal(
        FormattableString.Invariant($"A fixed hole ratio of {ratio} is not within 0-1. Write a share of the pixels, as in 0.25."),
        ErrorOf(new() { FixedRatio = ratio }));

    [Fact]
    public void FixedRatio_OfLessThanAPixel_SaysSo() => Assert.Equal(
        "An image of 3×3 has too few pixels for a hole ratio of 0.01. Take a larger size or a larger ratio.",
        ErrorOf(new() { Width = 3, Height = 3, FixedRatio = .01 }));

    [Fact]
    public void FixedRatio_BeyondTheBordersRoom_SaysHowMuchItLeaves() => Assert.Equal(
        "A border of 5 px leaves 25.0 % of 20×20, less than the wanted holes of 25.5 %. Take a larger size or a smaller border.",
        ErrorOf(new() { Width = 20, Height = 20, Border = 5, FixedRatio = .255 }));
}
