using Microsoft.ML;
using PConv.MLNet.Masks;

namespace PConv.MLNet.Tests;

public sealed class GenerateIrregularMasksTests
{
    static string ErrorOf(IrregularMaskOptions options, string? column = "Image") =>
        Assert.ThrowsAny<ArgumentException>(() => new MLContext().Transforms.GenerateIrregularMasks("Mask", column, options)).Message;

    [Fact]
    public void HoleRatio_SetsBothBounds() =>
        Assert.Equal((.4, .5), new IrregularMaskOptions { HoleRatio = HoleRatioBucket.From40To50 } is var o
            ? (o.MinRatio, o.MaxRatio) : default);

    [Fact]
    public void Ratios_ThatAreNoRange_AreRefusedBeforeAnyImageIsRead() => Assert.Equal(
        "Hole ratios 0.5-0.2 are no range within 0-1. Write the smaller first, as in 0.1-0.2.",
        ErrorOf(new() { MinRatio = .5, MaxRatio = .2 }));

    [Fact]
    public void Border_ThatNoImageHasRoomFor_IsRefusedBeforeAnyImageIsRead() =>
        Assert.StartsWith("A border of 9000 px leaves 0.0 % of 16384×16384", ErrorOf(new() { Border = 9000 }));

    [Fact]
    public void Border_TooLargeForTheFixedSize_IsRefusedAtOnce() => Assert.Equal(
        "A border of 50 px leaves 0.0 % of 90×90, less than the wanted holes of 20-30 %. Take a larger size or a smaller border.",
        ErrorOf(new() { Width = 90, Height = 90, Border = 50 }, column: null));
}
