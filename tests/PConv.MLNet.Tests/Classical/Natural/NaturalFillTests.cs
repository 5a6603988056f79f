using PConv.MLNet.Classical;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class NaturalFillTests
{
    static readonly HarmonicInpainter Smooth = new();

    [Fact]
    public void Apply_KeepsKnownPixelsBitByBit()
    {
        var (image, mask) = (Samples.Noise(90, 70), Samples.Irregular(90, 70));
        var result = Natural(image, mask);

        Assert.Equal(Composite.Create(image, new(90, 70), mask).Pixels, Composite.Create(result, new(90, 70), mask).Pixels);
    }

    [Fact]
    public void Apply_WhatLiesUnderTheHoles_NeverMatters()
    {
        var (image, mask) = (Samples.Image(64, 50), Samples.Irregular(64, 50));

        Assert.Equal(Natural(image, mask).Pixels, Natural(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Apply_OnOneOrTwoThreads_GivesTheSame()
    {
        var (image, mask) = (Samples.Noise(90, 80), Samples.Irregular(90, 80));

        Assert.Equal(
            Natural(image, mask, threads: 1).Pixels,
            Natural(image, mask, threads: 2).Pixels);
    }

    [Fact]
    public void Apply_OfNoise_BringsBackMostOfItsGradientForLittleOfThePsnr()
    {
        var (image, mask) = (Blurred(Samples.Noise(128, 128)), Samples.Hole(128, 128, 40, 44, 40, 36));
        var (smooth, natural) = (Smooth.Inpaint(image, mask), Natural(image, mask));

        Assert.True(ImageMetrics.HoleSharpness(image, smooth, mask) < .3);
        Assert.InRange(ImageMetrics.HoleSharpness(image, natural, mask), .6, 1.3);
        // unknowable noise costs its own variance again
        Assert.InRange(ImageMetrics.HolePsnr(image, smooth, mask) - ImageMetrics.HolePsnr(image, natural, mask), 0, 3);
    }

    [Fact]
    public void Apply_WithAnotherSeed_GivesAnotherFill()
    {
        var (image, mask) = (Samples.Noise(64, 64), Samples.Irregular(64, 64));

        Assert.NotEqual(
            Natural(image, mask).Pixels,
            Natural(image, mask, seed: 1).Pixels);
    }

    [Fact]
    public void Apply_OfHolesFarApart_FillsEachAsIfItWereAlone()
    {
        var image = Samples.Image(600, 80);
        var (left, right) = (Samples.Hole(600, 80, 20, 20, 30, 30), Samples.Hole(600, 80, 540, 30, 30, 30));
        var both = Mask.FromHoles(600, 80, [.. Enumerable.Range(0, 600 * 80).Select(i => left.Valid[i] == 0 || right.Valid[i] == 0)]);

        var alone = Natural(Natural(image, left), right);

        Assert.Equal(alone.Pixels, Natural(image, both).Pixels);
    }

    [Fact]
    public void Apply_WhereNoPatchIsKnown_IsTheSmoothFill()
    {
        var image = Samples.Image(9, 2);
        var mask = Samples.Hole(9, 2, 3, 0, 2, 2);

        Assert.Equal(Smooth.Inpaint(image, mask).Pixels, Natural(image, mask).Pixels);
    }

    [Fact]
    public void Apply_Canceled_Ends() => Assert.ThrowsAny<OperationCanceledException>(() =>
        new NaturalFill(new(), 0).Apply(Samples.Image(64, 64), Samples.Irregular(64, 64), new(canceled: true)));

    [Fact]
    public void FadeIntoPatches_KeepsTheRefinedRimAndThePatchesDeepInside()
    {
        var (refined, patches) = (new RgbImage(120, 120), new RgbImage(120, 120));
        Array.Fill(patches.Pixels, (byte)200);
        var mask = Samples.Hole(120, 120, 10, 10, 100, 100);
        new NaturalFill(new(), 1).FadeIntoPatches(refined, patches, PixelBox.Whole(refined.Size), mask);

        byte At(int x, int y) => refined.Pixels[RgbImage.Channels * (y * 120 + x)];
        Assert.All(Enumerable.Range(0, 20), x => Assert.Equal(0, At(x, 60))); // known, and up to ten pixels deep
        Assert.All(Enumerable.Range(20, 39), x => Assert.True(At(x, 60) <= At(x + 1, 60)));
        Assert.InRange(At(60, 60), 195, 200);
    }

    static RgbImage Natural(RgbImage image, Mask mask, int seed = 0, int threads = 0)
    {
        var filled = Smooth.Inpaint(image, mask);
        new NaturalFill(new() { Seed = seed }, threads).Apply(filled, mask, default);
        return filled;
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
