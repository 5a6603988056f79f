using PConv.MLNet.Classical;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

/// <summary>Beside these, tests/PConv.MLNet.Training.Tests compares it with the fill inside the network.</summary>
public sealed class EdgeEnhancingInpainterTests
{
    static readonly EdgeEnhancingInpainter Inpainter = new();

    [Theory]
    [InlineData(40, 30)]
    [InlineData(129, 65)]
    [InlineData(1, 1)]
    [InlineData(2, 90)]
    public void Inpaint_KeepsKnownPixelsAndNeverReadsTheOthers(int width, int height)
    {
        var (image, mask) = (Samples.Noise(width, height), width == 1 ? Mask.AllValid(1, 1) : Samples.Irregular(width, height));

        var filled = Inpainter.Inpaint(image, mask);

        Assert.All(Enumerable.Range(0, image.Pixels.Length),
            i => Assert.True(mask.Valid[i / 3] == 0 || filled.Pixels[i] == image.Pixels[i]));
        Assert.Equal(filled.Pixels, Inpainter.Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_OfAConstantImage_StaysConstant()
    {
        var image = new RgbImage(133, 71);
        Array.Fill(image.Pixels, (byte)77);
        var mask = Samples.Irregular(133, 71);

        Assert.Equal(image.Pixels, Inpainter.Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_WithoutAKnownPixel_IsMidGray() =>
        Assert.All(Inpainter.Inpaint(Samples.Image(20, 20), Mask.AllHoles(20, 20)).Pixels, v => Assert.Equal(128, v));

    [Fact]
    public void Inpaint_OfARamp_IsNearerToItThanItsMeanEverywhere()
    {
        var image = new RgbImage(96, 96);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(20 + i / 3 % 96 * 2);
        }

        var mask = Samples.Hole(96, 96, 30, 30, 36, 36);
        var filled = Inpainter.Inpaint(Samples.WithOtherHoles(image, mask), mask);

        Assert.All(Enumerable.Range(0, image.Pixels.Length), i => Assert.InRange(filled.Pixels[i] - image.Pixels[i], -8, 8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    [InlineData(45)]
    [InlineData(110)]
    public void Inpaint_OfAnEdge_ContinuesItThroughTheHole(int degrees)
    {
        var image = new RgbImage(96, 96);
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)((i / 3 / 96 - 47.7) * cosine > (i / 3 % 96 - 47.7) * sine ? 220 : 40);
        }

        var mask = Samples.Hole(96, 96, 36, 36, 24, 24);
        var damaged = Samples.WithOtherHoles(image, mask);
        double Error(IInpainter method) => ImageMetrics.L1Percent(image, method.Inpaint(damaged, mask));

        Assert.InRange(Error(Inpainter), 0, .7 * Error(new HarmonicInpainter()));
    }

    [Fact]
    public void Inpaint_WithAMaskOfAnotherSize_SaysSo() =>
        Assert.Contains("Mask is 8×8",
            Assert.Throws<ArgumentException>(() => Inpainter.Inpaint(Samples.Image(9, 8), Mask.AllHoles(8, 8))).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    public void Constructor_WithImpossibleLevels_SaysWhichArePossible(int levels) =>
        Assert.Contains("Take 1 to 12",
            Assert.Throws<ArgumentOutOfRangeException>(() => new EdgeEnhancingInpainter(new() { Levels = levels })).Message);

    [Fact]
    public void Inpaint_WhenCanceled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => Inpainter.Inpaint(Samples.Image(40, 40), Mask.AllHoles(40, 40), new(true)));
}
