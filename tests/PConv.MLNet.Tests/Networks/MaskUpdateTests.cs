using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Networks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public class MaskUpdateTests
{
    [Theory]
    [InlineData(9, 7, 3, 1)]
    [InlineData(9, 7, 3, 2)]
    [InlineData(16, 16, 5, 2)]
    [InlineData(5, 31, 7, 2)]
    [InlineData(1, 1, 7, 2)]
    [InlineData(6, 6, 1, 1)]
    public void Apply_IsEquation2InEveryWindow(int width, int height, int kernel, int stride)
    {
        var mask = new IrregularMaskGenerator(new() { Width = width, Height = height, MinRatio = .6, MaxRatio = 1 }, 3).Generate(0);

        var updated = MaskUpdate.Apply(mask, kernel, stride);

        Assert.Equal(new ImageSize((width + stride - 1) / stride, (height + stride - 1) / stride), updated.Size);
        Assert.All(Enumerable.Range(0, updated.Size.Area),
            i => Assert.Equal(SeesAny(mask, i % updated.Width * stride, i / updated.Width * stride, kernel / 2),
                updated[i % updated.Width, i / updated.Width]));
    }

    static bool SeesAny(Mask mask, int x, int y, int reach) => (
        from dx in Enumerable.Range(-reach, 2 * reach + 1)
        from dy in Enumerable.Range(-reach, 2 * reach + 1)
        where x + dx >= 0 && x + dx < mask.Width && y + dy >= 0 && y + dy < mask.Height
        select mask[x + dx, y + dy]).Any(valid => valid);

    [Fact]
    public void Apply_OfAMaskThatIsOneHole_LeavesIt() => Assert.Equal(16, MaskUpdate.Apply(Mask.AllHoles(8, 8), 3, 2).HoleCount);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(0, 1)]
    [InlineData(3, 0)]
    public void Apply_OfAnImpossibleWindow_SaysWhatIsPossible(int kernel, int stride) => Assert.Equal(
        $"A window of {kernel} with a step of {stride} is not possible: it must be odd, the step at least 1.",
        Assert.Throws<ArgumentException>(() => MaskUpdate.Apply(Mask.AllValid(4, 4), kernel, stride)).Message);

    [Fact]
    public void EncoderMasks_OfThePapersNetwork_HalveTheSizeEightTimesAndReach263Pixels()
    {
        var square = Samples.Hole(1024, 1024, 256, 256, 512, 512); // its middle is 256 px from what is known

        var masks = UNetSpec.Paper.EncoderMasks(square);

        Assert.Equal([512, 256, 128, 64, 32, 16, 8, 4], masks.Select(m => m.Width));
        Assert.NotEqual(0, masks[6].HoleCount); // 3 + 4 + 8 + 8 + 16 + 32 + 64 = 135 px
        Assert.Equal(0, masks[7].HoleCount); // + 128
    }

    [Fact]
    public void EncoderMasks_OfPlainConvolutions_AreValidBehindTheFirstLayer() =>
        Assert.All(UNetSpec.WithWidth(2, 3, convolution: ConvolutionKind.Plain).EncoderMasks(Mask.AllHoles(16, 16)),
            m => Assert.Equal(0, m.HoleCount));
}
