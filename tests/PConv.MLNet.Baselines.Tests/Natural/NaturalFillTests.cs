using PConv.MLNet.Core;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Baselines.Tests;

public sealed class TexturedInpainterTests
{
    static readonly HarmonicInpainter Smooth = new();

    [Fact]
    public void Inpaint_KeepsKnownPixelsBitByBit()
    {
        var (image, mask) = (Samples.Noise(90, 70), Samples.Irregular(90, 70));
        var result = new TexturedInpainter(Smooth).Inpaint(image, mask);

        Assert.Equal(Composite.Of(image, new(90, 70), mask).Pixels, Composite.Of(result, new(90, 70), mask).Pixels);
    }

    [Fact]
    public void Inpaint_WhatLiesUnderTheHoles_NeverMatters()
    {
        var (image, mask) = (Samples.Image(64, 50), Samples.Irregular(64, 50));

        Assert.Equal(new TexturedInpainter(Smooth).Inpaint(image, mask).Pixels, new TexturedInpainter(Smooth).Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_OnOneOrTwoThreads_GivesTheSame()
    {
        var (image, mask) = (Samples.Noise(90, 80), Samples.Irregular(90, 80));

        Assert.Equal(
            new TexturedInpainter(Smooth, new() { Threads = 1 }).Inpaint(image, mask).Pixels,
            new TexturedInpainter(Smooth, new() { Threads = 2 }).Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void Inpaint_OfNoise_BringsBackMostOfItsGradientForLittleOfThePsnr()
    {
        var (image, mask) = (Blurred(Samples.Noise(128, 128)), Samples.Hole(128, 128, 40, 44, 40, 36));
        var (smooth, textured) = (Smooth.Inpaint(image, mask), new TexturedInpainter(Smooth).Inpaint(image, mask));

        Assert.True(ImageMetrics.HoleSharpness(image, smooth, mask) < .3);
        Assert.InRange(ImageMetrics.HoleSharpness(image, textured, mask), .6, 1.3);
        Assert.InRange(ImageMetrics.HolePsnr(image, smooth, mask) - ImageMetrics.HolePsnr(image, textured, mask), 0, 3); // unknowable noise costs its own variance again
    }

    [Fact]
    public void Inpaint_WithoutStrength_IsTheSmoothFill()
    {
        var (image, mask) = (Samples.Noise(64, 64), Samples.Irregular(64, 64));

        Assert.Equal(Smooth.Inpaint(image, mask).Pixels, new TexturedInpainter(Smooth, new() { Strength = 0 }).Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void Inpaint_WithAnotherSeed_GivesAnotherTexture()
    {
        var (image, mask) = (Samples.Noise(64, 64), Samples.Irregular(64, 64));

        Assert.NotEqual(
            new TexturedInpainter(Smooth).Inpaint(image, mask).Pixels,
            new TexturedInpainter(Smooth, new() { Seed = 1 }).Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void Inpaint_OfHolesFarApart_FillsEachAsIfItWereAlone()
    {
        var image = Samples.Image(600, 80);
        var (left, right) = (Samples.Hole(600, 80, 20, 20, 30, 30), Samples.Hole(600, 80, 540, 30, 30, 30));
        var both = Mask.FromHoles(600, 80, [.. Enumerable.Range(0, 600 * 80).Select(i => left.Valid[i] == 0 || right.Valid[i] == 0)]);
        var textured = new TexturedInpainter(Smooth);

        var alone = textured.Inpaint(textured.Inpaint(image, left), right);

        Assert.Equal(alone.Pixels, textured.Inpaint(image, both).Pixels);
    }

    [Fact]
    public void Inpaint_WhereNoPatchIsKnown_IsTheSmoothFill()
    {
        var image = Samples.Image(9, 2);
        var mask = Samples.Hole(9, 2, 3, 0, 2, 2);

        Assert.Equal(Smooth.Inpaint(image, mask).Pixels, new TexturedInpainter(Smooth).Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void Inpaint_Cancelled_Ends()
    {
        using var cancel = new CancellationTokenSource();
        var textured = new TexturedInpainter(new Cancelling(cancel));

        Assert.ThrowsAny<OperationCanceledException>(() => textured.Inpaint(Samples.Image(64, 64), Samples.Irregular(64, 64), cancel.Token));
    }

    [Theory]
    [InlineData(-.1)]
    [InlineData(4.1)]
    [InlineData(double.NaN)]
    public void Options_OfAnImpossibleStrength_AreRefused(double strength) => Assert.Equal(
        $"Strength is {strength}, expected a number of 0-4. Leave it out for the default.",
        Assert.Throws<ArgumentException>(() => new TexturedInpainter(Smooth, new() { Strength = strength })).Message);

    /// <summary>Fills smoothly, and cancels before texture is added.</summary>
    sealed class Cancelling(CancellationTokenSource source) : IInpainter
    {
        public RgbImage Inpaint(RgbImage image, Mask mask, CancellationToken cancel = default)
        {
            var filled = Smooth.Inpaint(image, mask, cancel);
            source.Cancel();
            return filled;
        }
    }

    /// <summary>Means of 2×2 pixels: patches need something to take after.</summary>
    static RgbImage Blurred(RgbImage image)
    {
        var result = new RgbImage(image.Width, image.Height);
        var row = RgbImage.Channels * image.Width;
        for (var i = 0; i < result.Pixels.Length; i++)
        {
            int At(int j) => image.Pixels[Math.Min(j, image.Pixels.Length - 1)];
            result.Pixels[i] = (byte)((At(i) + At(i + RgbImage.Channels) + At(i + row) + At(i + row + RgbImage.Channels)) / 4);
        }

        return result;
    }
}
