using PConv.MLNet.Classical;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class HarmonicInpainterTests
{
    [Fact]
    public void Fill_KeepsKnownPixelsBitByBit()
    {
        var (image, mask) = (Samples.Noise(40, 30), Samples.Irregular(40, 30));

        Assert.Equal(Composite.Create(image, new(40, 30), mask).Pixels,
            Composite.Create(new HarmonicInpainter().Inpaint(image, mask), new(40, 30), mask).Pixels);
    }

    [Fact]
    public void Fill_WhatLiesUnderTheHoles_NeverMatters()
    {
        var (image, mask) = (Samples.Image(40, 30), Samples.Irregular(40, 30));

        Assert.Equal(new HarmonicInpainter().Inpaint(image, mask).Pixels,
            new HarmonicInpainter().Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Fill_LeavesItsInputAlone()
    {
        var image = Samples.Image(20, 20);
        new HarmonicInpainter().Inpaint(image, Mask.AllHoles(20, 20));

        Assert.Equal(Samples.Image(20, 20).Pixels, image.Pixels);
    }

    [Fact]
    public void Fill_OfAConstantImage_StaysConstant()
    {
        var image = new RgbImage(33, 21);
        Array.Fill(image.Pixels, (byte)77);
        var mask = Samples.Irregular(33, 21);

        Assert.Equal(image.Pixels, new HarmonicInpainter().Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(40)]
    public void Fill_OfALinearRamp_RecoversTheHoleWithinOneLevel(int hole)
    {
        // A linear function is harmonic: nothing else fits the rim of an interior hole.
        var image = new RgbImage(64, 64);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(20 + i % 3 * 10 + i / 3 % 64 * 2 + i / 3 / 64);
        }

        var mask = Samples.Hole(64, 64, 10, 12, hole, hole);
        var result = new HarmonicInpainter().Inpaint(Samples.WithOtherHoles(image, mask), mask);

        Assert.InRange(LargestDifference(image, result), 0, 1);
    }

    [Fact]
    public void Fill_WithoutHoles_IsTheImage() =>
        Assert.Equal(Samples.Noise(9, 5).Pixels, new HarmonicInpainter().Inpaint(Samples.Noise(9, 5), Mask.AllValid(9, 5)).Pixels);

    [Fact]
    public void Fill_WithoutAKnownPixel_IsMidGray() =>
        Assert.All(new HarmonicInpainter().Inpaint(Samples.Noise(9, 5), Mask.AllHoles(9, 5)).Pixels, p => Assert.Equal(128, p));

    [Fact]
    public void Fill_FromOneKnownPixel_SpreadsIt()
    {
        var image = new RgbImage(13, 7);
        (image.Pixels[0], image.Pixels[1], image.Pixels[2]) = (10, 200, 90);
        var mask = Mask.FromHoles(13, 7, [.. Enumerable.Range(0, 13 * 7).Select(i => i > 0)]);

        var result = new HarmonicInpainter().Inpaint(image, mask).Pixels;

        Assert.All(Enumerable.Range(0, 13 * 7), i => Assert.Equal([10, 200, 90], result[(3 * i)..(3 * i + 3)]));
    }

    [Fact]
    public void Fill_OfOnePixel_KeepsOrGraysIt()
    {
        var pixel = new RgbImage(1, 1, [1, 2, 3]);

        Assert.Equal([1, 2, 3], new HarmonicInpainter().Inpaint(pixel, Mask.AllValid(1, 1)).Pixels);
        Assert.Equal([128, 128, 128], new HarmonicInpainter().Inpaint(pixel, Mask.AllHoles(1, 1)).Pixels);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(50, 1)]
    public void Fill_OfAOnePixelStrip_InterpolatesAlongIt(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(4 * (i / 3));
        }

        var mask = Mask.FromHoles(width, height, [.. Enumerable.Range(0, 50).Select(i => i is > 10 and < 20)]);

        Assert.InRange(LargestDifference(image, new HarmonicInpainter().Inpaint(Samples.WithOtherHoles(image, mask), mask)), 0, 1);
    }

    [Fact]
    public void Fill_WithAMaskOfAnotherSize_SaysBothSizes() => Assert.Equal(
        "Mask is 5×4 but image is 4×4. Resize the mask with nearest neighbor.",
        Assert.Throws<ArgumentException>(() => new HarmonicInpainter().Inpaint(new(4, 4), Mask.AllValid(5, 4))).Message);

    static int LargestDifference(RgbImage a, RgbImage b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Max();
}
