using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class InpaintingScoreTests
{
    [Fact]
    public void Of_AnOutputThatChangedKnownPixels_ScoresItsHolesAlone()
    {
        var (image, output, mask) = (Samples.Image(20, 16), Samples.Noise(20, 16), Samples.Hole(20, 16, 4, 5, 6, 4));
        var composite = Composite.Create(image, output, mask);

        var score = InpaintingScore.Compute(image, output, mask, border: 4);

        Assert.Equal(24.0 / 320, score.HoleRatio);
        Assert.Equal(BorderClass.B, score.Border);
        Assert.Equal(ImageMetrics.L1Percent(image, composite), score.L1Percent);
        Assert.Equal(ImageMetrics.Psnr(image, composite), score.Psnr);
        Assert.Equal(ImageMetrics.Ssim(image, composite), score.Ssim);
        Assert.Equal(ImageMetrics.HoleL1Percent(image, output, mask), score.HoleL1Percent);
        Assert.Equal(ImageMetrics.HolePsnr(image, output, mask), score.HolePsnr);
        Assert.True(ImageMetrics.L1Percent(image, output) > 2 * score.L1Percent);
    }

    [Fact]
    public void Of_BlackAndWhite_IsHandComputed()
    {
        var white = Mask.AllHoles(12, 12).ToImage();

        var score = InpaintingScore.Compute(new(12, 12), white, Samples.Hole(12, 12, 0, 0, 12, 3)); // a quarter is wrong

        Assert.Equal((.25, BorderClass.N), (score.HoleRatio, score.Border));
        Assert.Equal(25, score.L1Percent, 1e-12);
        Assert.Equal(10 * Math.Log10(4), score.Psnr, 1e-12);
        Assert.Equal(100, score.HoleL1Percent, 1e-12);
        Assert.Equal(0, score.HolePsnr, 1e-12);
    }

    [Theory]
    [InlineData(50, BorderClass.B)]
    [InlineData(49, BorderClass.N)]
    public void Of_AHoleFiftyPixelsFromTheEdges_KeepsThePapersBorder(int left, BorderClass border) =>
        Assert.Equal(border, InpaintingScore.Compute(new(110, 101), new(110, 101), Samples.Hole(110, 101, left, 50, 10, 1)).Border);

    [Fact]
    public void Of_AnImageWithoutHoles_HasNoMetricsOfHoles()
    {
        var score = InpaintingScore.Compute(Samples.Image(12, 12), Samples.Noise(12, 12), Mask.AllValid(12, 12));

        Assert.Equal((0, 0, double.PositiveInfinity), (score.HoleRatio, score.L1Percent, score.Psnr));
        Assert.Equal(1, score.Ssim, 1e-12);
        Assert.Equal((double.NaN, double.NaN), (score.HoleL1Percent, score.HolePsnr));
    }

    [Fact]
    public void Of_DifferentSizes_SaysBoth()
    {
        var image = new RgbImage(12, 12);

        Assert.Equal("Output is 12×13 but image is 12×12. Crop the output to the image's size first.",
            Assert.Throws<ArgumentException>(() => InpaintingScore.Compute(image, new(12, 13), Mask.AllValid(12, 12))).Message);
        Assert.Equal("Mask is 13×12 but image is 12×12. Resize the mask with nearest neighbor.",
            Assert.Throws<ArgumentException>(() => InpaintingScore.Compute(image, image, Mask.AllValid(13, 12))).Message);
    }

    [Fact]
    public void Of_ImagesBelowTheWindowOfSsim_SaysTheLeastSize() => Assert.Equal(
        "SSIM needs images of at least 11×11 pixels, got 30×10. Leave smaller images out.",
        Assert.Throws<ArgumentException>(() => InpaintingScore.Compute(new(30, 10), new(30, 10), Mask.AllHoles(30, 10))).Message);

    [Fact]
    public void Of_WithoutABorder_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>("border",
            () => InpaintingScore.Compute(new(12, 12), new(12, 12), Mask.AllHoles(12, 12), border: 0));
}
