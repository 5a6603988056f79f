using PConv.MLNet.Classical;
using PConv.MLNet.Evaluation;
using PConv.MLNet.Images;
using PConv.MLNet.Masks;
using PConv.MLNet.Testing;

namespace PConv.MLNet.Tests;

public sealed class PatchMatchInpainterTests
{
    [Fact]
    public void Inpaint_KeepsKnownPixelsBitByBit()
    {
        var (image, mask) = (Samples.Noise(60, 50), Samples.Irregular(60, 50));
        var result = new PatchMatchInpainter().Inpaint(image, mask);

        Assert.Equal(Composite.Create(image, new(60, 50), mask).Pixels, Composite.Create(result, new(60, 50), mask).Pixels);
    }

    [Fact]
    public void Inpaint_WhatLiesUnderTheHoles_NeverMatters()
    {
        var (image, mask) = (Samples.Image(64, 50), Samples.Irregular(64, 50));

        Assert.Equal(new PatchMatchInpainter().Inpaint(image, mask).Pixels,
            new PatchMatchInpainter().Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_LeavesItsInputAlone()
    {
        var image = Samples.Image(40, 40);
        new PatchMatchInpainter().Inpaint(image, Samples.Irregular(40, 40));

        Assert.Equal(Samples.Image(40, 40).Pixels, image.Pixels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inpaint_OnOneOrTwoThreads_GivesTheSame(bool faithful)
    {
        var (image, mask, options) = (Samples.Noise(90, 80), Samples.Irregular(90, 80), faithful ? new() : PatchMatchOptions.Textured);

        Assert.Equal(
            new PatchMatchInpainter(options with { Threads = 1 }).Inpaint(image, mask).Pixels,
            new PatchMatchInpainter(options with { Threads = 2 }).Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void Inpaint_WithAnotherSeed_GivesAnotherFill()
    {
        var (image, mask) = (Samples.Noise(64, 64), Samples.Irregular(64, 64));

        Assert.NotEqual(
            new PatchMatchInpainter(PatchMatchOptions.Textured).Inpaint(image, mask).Pixels,
            new PatchMatchInpainter(PatchMatchOptions.Textured with { Seed = 1 }).Inpaint(image, mask).Pixels);
    }

    public static TheoryData<string, Func<int, int, int>> Patterns => new()
    {
        { "checkerboard", (x, y) => (x / 4 + y / 4) % 2 * 200 + 20 },
        { "stripes", (x, y) => (x + y) % 8 < 4 ? 30 : 220 },
        { "tiled noise", (x, y) => new Random(x % 16 * 16 + y % 16).Next(256) },
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Inpaint_OfAPeriodicTexture_RestoresIt(string name, Func<int, int, int> gray)
    {
        var image = new RgbImage(128, 128);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)gray(i / 3 % 128, i / 3 / 128);
        }

        var mask = Samples.Hole(128, 128, 50, 52, 13, 11);
        var psnr =
            ImageMetrics.HolePsnr(image,
                new PatchMatchInpainter(PatchMatchOptions.Textured).Inpaint(Samples.WithOtherHoles(image, mask), mask), mask);

        Assert.True(psnr > 40, $"{name}: {psnr:F1} dB.");
    }

    [Fact]
    public void Inpaint_OfNoise_KeepsItsContrastWhereDiffusionSmears()
    {
        var (image, mask) = (Samples.Noise(96, 96), Samples.Hole(96, 96, 30, 30, 30, 30));

        Assert.True(Contrast(new PatchMatchInpainter(PatchMatchOptions.Textured).Inpaint(image, mask), mask) > 2
            * Contrast(new HarmonicInpainter().Inpaint(image, mask), mask));
    }

    [Fact]
    public void Inpaint_Faithfully_KeepsThePatternThatGoesOn()
    {
        var image = new RgbImage(96, 96);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)((i / 3 % 96 / 4 + i / 3 / 96 / 4) % 2 * 200 + 20);
        }

        var mask = Samples.Hole(96, 96, 30, 34, 18, 14);

        Assert.Equal(image.Pixels, new PatchMatchInpainter().Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_Faithfully_PaysNoMoreThanTheLossForWhatNobodyCanKnow()
    {
        var (image, mask) = (Samples.Noise(160, 160), Samples.Irregular(160, 160));
        var (plain, faithful) =
            (new PatchMatchInpainter(PatchMatchOptions.Textured).Inpaint(image, mask), new PatchMatchInpainter().Inpaint(image, mask));
        var harmonic = new HarmonicInpainter().Inpaint(image, mask);

        // 0.2 dB by the image's own measure
        Assert.InRange(ImageMetrics.HolePsnr(image, harmonic, mask) - ImageMetrics.HolePsnr(image, faithful, mask), .05, .35);
        Assert.InRange(ImageMetrics.HolePsnr(image, harmonic, mask) - ImageMetrics.HolePsnr(image, plain, mask), 1, 4);
    }

    [Fact]
    public void Inpaint_FaithfullyWhereNothingCanBeMeasured_IsHarmonic()
    {
        var (image, mask) = (Samples.Noise(24, 24), Samples.Hole(24, 24, 0, 0, 24, 19));

        Assert.Equal(new HarmonicInpainter().Inpaint(image, mask).Pixels, new PatchMatchInpainter().Inpaint(image, mask).Pixels);
    }

    [Fact]
    public void Split_GivesALowPassOfWhatIsAddedInHoles_AndTheRest()
    {
        var (mask, random) = (Samples.Irregular(48, 40), new Random(1));
        var added = mask.Valid.ToArray().Select(v => v == 1 ? 0 : 100 * random.NextSingle() - 50).ToArray();
        var holes = Enumerable.Range(0, added.Length).Where(i => mask.Valid[i] == 0).ToArray();
        int[] binomial = [1, 4, 6, 4, 1];
        var read = new List<int>();

        PatchBlend.Split(holes, mask.Size, i => added[i], (i, low, high) =>
        {
            var expected = 0.0;
            for (var k = 0; k < 25; k++)
            {
                var (u, v) = (i % 48 + k % 5 - 2, i / 48 + k / 5 - 2);
                expected += u is >= 0 and < 48 && v is >= 0 and < 40 ? binomial[k % 5] * binomial[k / 5] / 256.0 * added[v * 48 + u] : 0;
            }

            read.Add(i);
            Assert.Equal(expected, low, 1e-4);
            Assert.Equal(added[i], low + high, 1e-4);
        });

        Assert.Equal(holes, read);
    }

    [Fact]
    public void Inpaint_WithoutHoles_IsTheImage() =>
        Assert.Equal(Samples.Noise(9, 5).Pixels, new PatchMatchInpainter().Inpaint(Samples.Noise(9, 5), Mask.AllValid(9, 5)).Pixels);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 5)]
    [InlineData(40, 40)]
    public void Inpaint_WithoutAKnownPixel_IsMidGray(int width, int height) => Assert.All(
        new PatchMatchInpainter().Inpaint(Samples.Noise(width, height), Mask.AllHoles(width, height)).Pixels, p => Assert.Equal(128, p));

    [Theory]
    [InlineData(1, 50)]
    [InlineData(50, 1)]
    [InlineData(2, 30)]
    public void Inpaint_WhereNoPatchFits_IsHarmonic(int width, int height)
    {
        var (image, mask) = (Samples.Noise(width, height), Samples.Hole(width, height, width / 3, height / 3, 5, 5));

        Assert.Equal(new HarmonicInpainter().Inpaint(image, mask).Pixels, new PatchMatchInpainter().Inpaint(image, mask).Pixels);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void Inpaint_WithASmallKnownCorner_TakesSmallerPatches(int known)
    {
        var image = Samples.Noise(30, 20);
        var mask = Mask.FromHoles(30, 20, [.. Enumerable.Range(0, 600).Select(i => i % 30 >= known || i / 30 >= known)]);
        var result = new PatchMatchInpainter(PatchMatchOptions.Textured).Inpaint(image, mask);

        Assert.NotEqual(new HarmonicInpainter().Inpaint(image, mask).Pixels, result.Pixels);
    }

    [Fact]
    public void Inpaint_WithHolesAlongAllBorders_FillsThem()
    {
        var image = new RgbImage(40, 40);
        Array.Fill(image.Pixels, (byte)77);
        var mask = Mask.FromHoles(40, 40, [.. Enumerable.Range(0, 1600).Select(i => i % 40 is < 6 or > 33 || i / 40 is < 6 or > 33)]);

        Assert.Equal(image.Pixels,
            new PatchMatchInpainter(PatchMatchOptions.Textured).Inpaint(Samples.WithOtherHoles(image, mask), mask).Pixels);
    }

    [Fact]
    public void Inpaint_WhenCanceled_Stops() => Assert.ThrowsAny<OperationCanceledException>(
        () => new PatchMatchInpainter().Inpaint(Samples.Noise(20, 20), Samples.Irregular(20, 20), new(canceled: true)));

    [Fact]
    public void Inpaint_WhenCanceledWhileItWorks_Stops()
    {
        using var source = new CancellationTokenSource();
        var inpainter = new PatchMatchInpainter(new() { Iterations = 1_000_000, Threads = 1 }); // would take days
        source.CancelAfter(TimeSpan.FromMilliseconds(200));

        Assert.ThrowsAny<OperationCanceledException>(() =>
            inpainter.Inpaint(Samples.Noise(128, 128), Samples.Irregular(128, 128), source.Token));
    }

    [Fact]
    public void Inpaint_WithAMaskOfAnotherSize_SaysBothSizes() => Assert.Equal(
        "Mask is 5×4 but image is 4×4. Resize the mask with nearest neighbor.",
        Assert.Throws<ArgumentException>(() => new PatchMatchInpainter().Inpaint(new(4, 4), Mask.AllValid(5, 4))).Message);

    [Fact]
    public void Options_OutOfRange_SayWhatIsExpected()
    {
        static string ErrorOf(PatchMatchOptions options) =>
            Assert.Throws<ArgumentException>(() => new PatchMatchInpainter(options)).Message;

        Assert.Equal("PatchSize is 8, expected an odd number of 3-63. Take 7.", ErrorOf(new() { PatchSize = 8 }));
        Assert.Equal("Iterations is 0, expected a number of at least 1. Leave it out for the default.", ErrorOf(new() { Iterations = 0 }));
        Assert.Equal("Falloff is 0.5, expected a number of at least 1. Leave it out for the default.", ErrorOf(new() { Falloff = .5 }));
        Assert.Equal("MaxLoss is NaN, expected a number of at least 0. Leave it out for the default.",
            ErrorOf(new() { MaxLoss = double.NaN }));
    }

    static double Contrast(RgbImage image, Mask mask)
    {
        var greens = Enumerable.Range(0, mask.Valid.Length).Where(i => mask.Valid[i] == 0).Select(i => (double)image.Pixels[3 * i + 1])
            .ToArray();
        return Math.Sqrt(greens.Average(g => Math.Pow(g - greens.Average(), 2)));
    }
}
